"""The options of a search: one for each parameter of the addresses, under the same name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.described import SEARCH, Parameter
from webui.search.criteria.reading import parse_criteria

_Command = TypeVar("_Command", bound=Callable[..., Any])

OPTIONS = tuple(parameter.name for parameter in SEARCH if parameter.name != "q")
"""The parameters that are options; the query is an argument."""

OF_PAGES = ("page", "size", "group", "facet_size")
"""Those that say how a page looks, and change nothing of all that is found."""


def search_options(command: _Command) -> _Command:
    """Give a command an option for every parameter: ``--added-from``, or ``--added_from``."""
    for parameter in reversed(SEARCH):
        name = parameter.name
        if name not in OPTIONS:
            continue
        spellings = dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}"))
        # How often each may be given is for the reader of the parameters to say.
        command = click.option(
            *spellings,
            f"of_{name}",
            multiple=True,
            metavar="VALUE",
            help=_help(parameter),
        )(command)
    return command


def criteria_of(query: str, options: Mapping[str, tuple[str, ...]]) -> Criteria:
    """Read what :func:`search_options` has given a command.

    Raises:
        ParameterError: one of them cannot be read; it names the parameter.
    """
    given = {name: [_readable(text) for text in options[f"of_{name}"]] for name in OPTIONS}
    given = {name: texts for name, texts in given.items() if texts}
    return parse_criteria({"q": [_readable(query)], **given}, today())


def _help(parameter: Parameter) -> str:
    several = parameter.schema.get("type") == "array"
    values = parameter.schema.get("items", {}) if several else parameter.schema
    offered = [str(value) for value in values.get("enum", ())]
    said = [parameter.meaning, f"One of: {', '.join(offered)}." if len(offered) > 1 else ""]
    return " ".join(filter(None, [*said, "May repeat." if several else ""]))


def _readable(text: str) -> str:
    """Replace what was not UTF-8 on the command line, which Python keeps as surrogates."""
    return text.encode(errors="replace").decode()
