"""The parameters of a URL → criteria, or the error that names the one that cannot be read."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, get_args

from webui.search.criteria.criteria import (
    MAX_FACET_SIZE,
    MAX_PAGE,
    MAX_VALUES,
    PARAMETERS,
    SIZES,
    SORTS,
    Criteria,
    Match,
    Measure,
    choices,
)
from webui.search.criteria.facet_specs import FACET_SPECS
from webui.search.criteria.parameters import (
    ParameterError,
    choice,
    integer,
    once,
    read_flag,
    read_text,
    unknown_parameter,
    without_surrogates,
)

_Given = dict[str, list[str]]


def parse_criteria(
    parameters: Mapping[str, Sequence[str]], today: datetime.date, extra: Iterable[str] = ()
) -> Criteria:
    """Read the parameters of a URL.

    Args:
        parameters: every value of each parameter; empty ones count as not given,
            as a form sends them.
        today: the day from which ``last`` counts back, in UTC.
        extra: names that the caller reads itself.

    Raises:
        ParameterError: one of them is unknown, repeated or cannot be read. Never for ``q``.
    """
    given = {
        name: [without_surrogates(value.strip()) for value in values if value.strip()]
        for name, values in parameters.items()
        if name not in extra
    }
    for name in given:
        if name not in PARAMETERS:
            raise unknown_parameter(name, PARAMETERS)
    values: dict[str, Any] = {
        "from_" if name == "from" else name: read(name, text)
        for name, read in _READERS.items()
        if (text := once(name, given.get(name, ()))) is not None
    }
    criteria = Criteria(
        q=" ".join(given.get("q", ())),
        include=choices({spec.name: _several(given, spec.name) for spec in FACET_SPECS}),
        exclude=choices({spec.name: _several(given, spec.excluding) for spec in FACET_SPECS}),
        find=choices({spec.name: _single(given, spec.finding) for spec in FACET_SPECS}),
        **values,
        today=today,
    )
    _ = criteria.span  # dates that cannot be read are said now
    return criteria


def _several(given: _Given, name: str) -> list[str]:
    texts = given.get(name, [])
    if len(texts) > MAX_VALUES:
        raise ParameterError(name, f"{name} may be given {MAX_VALUES} times at most.")
    return texts


def _single(given: _Given, name: str) -> list[str]:
    text = once(name, given.get(name, ()))
    return [] if text is None else [text]


_READERS: dict[str, Callable[[str, str], Any]] = {
    "from": read_text,
    "to": read_text,
    "last": read_text,
    "date": choice("none"),
    "min_quality": integer(-(2**31), 2**31 - 1),
    "curated": read_flag,
    "match": choice(*get_args(Match)),
    "sort": choice(*SORTS),
    "group": choice("story"),
    "measure": choice(*get_args(Measure)),
    "images": read_flag,
    "page": integer(1, MAX_PAGE),
    "size": lambda name, text: int(choice(*map(str, SIZES))(name, text)),
    "facet_size": integer(1, MAX_FACET_SIZE),
}
