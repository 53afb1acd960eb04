"""The options of a search: one for each parameter of the addresses, under the same name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from webui.search.criteria.criteria import PARAMETERS, SIZES, SORTS, Criteria
from webui.search.criteria.dates import today
from webui.search.criteria.facet_specs import FACET_SPECS
from webui.search.criteria.reading import parse_criteria

_Command = TypeVar("_Command", bound=Callable[..., Any])

MEANINGS = {
    "from": "First day: YYYY, YYYY-MM or YYYY-MM-DD.",
    "to": "Last day, likewise.",
    "last": "A period up to today: 7d, 2w, 3m or 1y.",
    "date": "none: only articles without a date.",
    "min_quality": "A quality of at least this.",
    "curated": "1: only what the curators have marked.",
    "added_from": "First indexed on this day or later.",
    "added_to": "First indexed on this day or earlier.",
    "since": "First indexed after this generation.",
    "id": "Only this article; may repeat.",
    "sample": "Only so many articles, drawn by their ids and the seed.",
    "seed": "Of the sample [1].",
    "strata": "Of the sample: provider, month or provider,month.",
    "allocation": "Of the strata: proportional or equal.",
    "weeks": "Only articles of so many constructed weeks.",
    "as_of": "A generation: which hits came or changed since.",
    "match": "all of the words, or any.",
    "in": "Where words are looked for: title, excerpt or topics; may repeat.",
    "sort": f"Order: {', '.join(SORTS)}.",
    "group": "story: on a page, one hit a story.",
    "measure": "Of charts only.",
    "unit": "With --json, what is counted by date: article, story or provider.",
    "base": "With --json, of what: all, or what the filters leave (filtered).",
    "band": "Of charts only.",
    "peaks": "1: with --json, what stands out by date.",
    "images": "Of pages in a browser only.",
    "page": "Of a table, a text or --json: which page, from 1.",
    "size": f"Hits a page: {', '.join(map(str, SIZES))}.",
    "facet_size": "With --json, values a facet.",
}
"""What each means, in a line."""
for _spec in FACET_SPECS:
    MEANINGS[_spec.name] = f"Only this {_spec.name}; may repeat."
    MEANINGS[_spec.excluding] = f"Without this {_spec.name}; may repeat."
    MEANINGS[_spec.finding] = f"With --json, lists only {_spec.name} values that contain this."

OPTIONS = tuple(name for name in PARAMETERS if name != "q")
"""The parameters that are options; the query is an argument."""

OF_PAGES = ("page", "size", "group", "facet_size")
"""Those that say how a page looks, and change nothing of all that is found."""


def search_options(command: _Command) -> _Command:
    """Give a command an option for every parameter: ``--added-from``, or ``--added_from``."""
    for name in reversed(OPTIONS):
        spellings = dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}"))
        # How often each may be given is for the reader of the parameters to say.
        command = click.option(
            *spellings,
            f"of_{name}",
            multiple=True,
            metavar=name.rpartition("_")[2].upper(),
            help=MEANINGS.get(name, "As the parameter of this name in addresses."),
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


def _readable(text: str) -> str:
    """Replace what was not UTF-8 on the command line, which Python keeps as surrogates."""
    return text.encode(errors="replace").decode()
