"""The parameters of a URL → criteria, or the error that names the one that cannot be read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast, get_args

from webui.search.criteria.criteria import (
    MAX_FACET_SIZE,
    MAX_PAGE,
    MAX_VALUES,
    PARAMETERS,
    SEARCHED,
    SIZES,
    SORTS,
    Base,
    Criteria,
    Match,
    Measure,
    SearchedField,
    Unit,
    searched_in,
)
from webui.search.criteria.dates import PARTIAL_DATE, PERIOD
from webui.search.criteria.facet_choices import choices
from webui.search.criteria.facet_specs import FACET_SPECS
from webui.search.criteria.parameters import (
    ParameterError,
    Reader,
    choice,
    integer,
    number_of,
    once,
    read_flag,
    text_like,
    unknown_parameter,
    without_surrogates,
)
from webui.search.criteria.sampling import (
    MAX_SAMPLE,
    MAX_SEED,
    MAX_WEEKS,
    STRATA_WRITTEN,
    Allocation,
    read_strata,
)


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
        name: [without_surrogates(_written(name, value)) for value in values if value.strip()]
        for name, values in parameters.items()
        if name not in extra
    }
    values: dict[str, Any] = {"q": " ".join(given.get("q", ()))}
    chosen: dict[str, dict[str, list[str]]] = {"include": {}, "exclude": {}, "find": {}}
    # In the order of the address, so that the first one that is wrong is named.
    for name, texts in given.items():
        if name not in PARAMETERS:
            raise unknown_parameter(name, PARAMETERS)
        if name in _OF_FACETS:
            field, facet = _OF_FACETS[name]
            chosen[field][facet] = (
                _several(name, texts) if field != "find" else _single(name, texts)
            )
        elif name == "id":
            values["id_"] = tuple(dict.fromkeys(_several(name, texts)))
        elif name == "in":
            words = (_one_field(name, text) for text in _several(name, texts))
            values["in_"] = searched_in(cast("SearchedField", word) for word in words)
        elif name in READERS and (text := once(name, texts)) is not None:
            values["from_" if name == "from" else name] = READERS[name](name, text)
    values |= {field: choices(of_facets) for field, of_facets in chosen.items()}
    criteria = Criteria(**values, today=today)
    # What cannot be read is said now.
    _ = criteria.span, criteria.added_span, criteria.sampling
    return criteria


def readable(parameters: Mapping[str, Sequence[str]], today: datetime.date) -> Criteria:
    """Return the criteria of those parameters of a URL that can be read.

    Args:
        parameters: every value of each parameter.
        today: the day from which ``last`` counts back, in UTC.
    """
    left = {name: values for name, values in parameters.items() if name in PARAMETERS}
    while True:
        try:
            return parse_criteria(left, today)
        except ParameterError as error:
            del left[error.parameter]


def _written(name: str, value: str) -> str:
    """Return what is meant by a value: blanks around it are a slip, but part of an id.

    Forms send every line break as CR LF.
    """
    return value.replace("\r\n", "\n") if name == "id" else value.strip()


def _several(name: str, texts: list[str]) -> list[str]:
    if len(texts) > MAX_VALUES:
        raise ParameterError(name, f"{name} may be given {MAX_VALUES} times at most.")
    return texts


def _single(name: str, texts: list[str]) -> list[str]:
    text = once(name, texts)
    return [] if text is None else [text]


# What a facet's parameter says: the field of the criteria, and the facet.
_OF_FACETS = {
    parameter: (field, spec.name)
    for spec in FACET_SPECS
    for field, parameter in (
        ("include", spec.name),
        ("exclude", spec.excluding),
        ("find", spec.finding),
    )
}

_one_field = choice(*SEARCHED)

REPEATED: dict[str, Reader[str] | None] = {
    **{name: None for name, (field, _) in _OF_FACETS.items() if field != "find"},
    "id": None,
    "in": _one_field,
}
"""The parameters that may be given several times, with what reads one value; None: any text."""

READERS: dict[str, Reader[Any]] = {
    "from": text_like(PARTIAL_DATE),
    "to": text_like(PARTIAL_DATE),
    "last": text_like(PERIOD),
    "date": choice("none"),
    "min_quality": integer(-(2**31), 2**31 - 1),
    "curated": read_flag,
    "added_from": text_like(PARTIAL_DATE),
    "added_to": text_like(PARTIAL_DATE),
    "since": integer(0, 2**31 - 1),
    "sample": integer(1, MAX_SAMPLE),
    "seed": integer(0, MAX_SEED),
    "strata": Reader(read_strata, {"type": "string", "pattern": STRATA_WRITTEN}),
    "allocation": choice(*get_args(Allocation)),
    "weeks": integer(1, MAX_WEEKS),
    "as_of": integer(0, 2**31 - 1),
    "match": choice(*get_args(Match)),
    "feedback": read_flag,
    "sort": choice(*SORTS),
    "group": choice("story"),
    "peaks": read_flag,
    "measure": choice(*get_args(Measure)),
    "unit": choice(*get_args(Unit)),
    "base": choice(*get_args(Base)),
    "band": read_flag,
    "images": read_flag,
    "page": integer(1, MAX_PAGE),
    "size": number_of(*SIZES),
    "facet_size": integer(1, MAX_FACET_SIZE),
}
"""Of the parameters that may be given once, and are no text of any form."""
