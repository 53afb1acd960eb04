"""What is asked: the state of a search URL, as one frozen object.

Every link on a page is this object with one thing changed, and the same
parameters work for the page and for the API.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, cast, get_args

from webui.search.criteria.dates import Span, parse_last, parse_partial
from webui.search.criteria.parameters import (
    ParameterError,
    choice,
    integer,
    read_flag,
    read_text,
    unknown_parameter,
    without_surrogates,
)

__all__ = ["Criteria", "ParameterError", "parse_criteria"]

Sort = Literal["relevance", "newest", "oldest", "quality", "heat"]
Match = Literal["all", "any"]
Group = Literal["", "story"]
Measure = Literal["count", "share"]
FacetName = Literal["provider", "topic", "type"]

SORTS: tuple[Sort, ...] = get_args(Sort)
SIZES = (10, 20, 50, 100)
DEFAULT_SIZE = 20
FACETS: tuple[FacetName, ...] = get_args(FacetName)
DEFAULT_FACET_SIZE = 20
MAX_FACET_SIZE = 1000
# Deep pages cost what the first costs; this only keeps the arithmetic in range.
MAX_PAGE = 10**9
# More values than any page shows; bounds the work of one request.
MAX_VALUES = 500


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search: query text, filters, order and page. Field names are URL parameters.

    ``from_`` stands for ``from``; text values are kept
    as they were written, so that a link says what its reader typed.
    """

    q: str = ""
    provider: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    not_provider: tuple[str, ...] = ()
    not_topic: tuple[str, ...] = ()
    not_type: tuple[str, ...] = ()
    from_: str = ""
    to: str = ""
    last: str = ""
    date: str = ""
    min_quality: int | None = None
    curated: bool = False
    match: Match = "all"
    sort: Sort | None = None
    group: Group = ""
    measure: Measure = "count"
    find_provider: str = ""
    find_topic: str = ""
    find_type: str = ""
    images: bool = True
    page: int = 1
    size: int = DEFAULT_SIZE
    facet_size: int = DEFAULT_FACET_SIZE
    today: datetime.date = field(default=datetime.date.min, compare=False, kw_only=True)

    @property
    def span(self) -> Span:
        """Days that ``from``, ``to`` or ``last`` name, ``last`` counted back from ``today``.

        Raises:
            ParameterError: they cannot be read, or contradict each other.
        """
        return _span(self)

    @property
    def effective_sort(self) -> Sort:
        """The order of the hits: relevance with a query, newest without, unless one is asked."""
        return self.sort or ("relevance" if self.q else "newest")

    def included(self, facet: FacetName) -> tuple[str, ...]:
        """Values of a facet of which an article must have at least one."""
        return cast("tuple[str, ...]", getattr(self, facet))

    def excluded(self, facet: FacetName) -> tuple[str, ...]:
        """Values of a facet of which an article must have none."""
        return cast("tuple[str, ...]", getattr(self, f"not_{facet}"))

    def looked_for(self, facet: FacetName) -> str:
        """Part of the values of a facet that are listed; empty: all of them."""
        return cast("str", getattr(self, f"find_{facet}"))

    def parameters(self) -> list[tuple[str, str]]:
        """Return name and value of every parameter that differs from its default, in order."""
        pairs: list[tuple[str, str]] = []
        for attribute, name, default in _PARAMETERS:
            value = getattr(self, attribute)
            if value == default or value is None:
                continue
            if isinstance(value, tuple):
                pairs += [(name, item) for item in value]
            else:
                pairs.append((name, str(int(value)) if isinstance(value, bool) else str(value)))
        return pairs

    def filters(self) -> dict[str, Any]:
        """Return the active filters by parameter: a list where it may repeat, else its text."""
        shown: dict[str, Any] = {}
        for spec in fields(self):
            value = getattr(self, spec.name)
            if spec.name in _FILTERS and value != spec.default:
                shown[spec.name.rstrip("_")] = list(value) if isinstance(value, tuple) else value
        return shown

    def changed(self, **values: Any) -> Criteria:
        """Return a copy with some fields changed, on page 1 unless a page is given.

        A change of the dates drops the other ways of giving dates.
        """
        if {"from_", "to"} & values.keys():
            values = {"last": "", "date": "", **values}
        if values.get("last"):
            values = {"from_": "", "to": "", "date": "", **values}
        if values.get("date"):
            values = {"from_": "", "to": "", "last": "", **values}
        return replace(self, **{"page": 1, **values})

    def without_value(self, facet: str, value: str) -> Criteria:
        """Return a copy in which a repeatable parameter lacks one value."""
        kept = tuple(item for item in getattr(self, facet) if item != value)
        return self.changed(**{facet: kept})

    def narrowing(self) -> Criteria:
        """Return a copy with the query and the filters alone, and whether there are pictures."""
        kept = {name: getattr(self, name) for name in ("q", "match", "images", *_FILTERS)}
        return Criteria(**kept, today=self.today)

    def without_filters(self) -> Criteria:
        """Return a copy without filters; the query, the order and the page size stay."""
        return self.changed(
            **{spec.name: spec.default for spec in fields(self) if spec.name in _FILTERS}
        )


_REPEATABLE = frozenset({*FACETS, *(f"not_{facet}" for facet in FACETS)})
_FILTERS = _REPEATABLE | {"from_", "to", "last", "date", "min_quality", "curated"}
# Field, parameter and default. A page has hundreds of links, and each asks for all of them.
_PARAMETERS = tuple(
    (spec.name, spec.name.rstrip("_"), spec.default)
    for spec in fields(Criteria)
    if spec.name != "today"
)
_NAMES = tuple(name for _, name, _ in _PARAMETERS)


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
    values: dict[str, Any] = {}
    for name, texts in given.items():
        if name not in _NAMES:
            raise unknown_parameter(name, _NAMES)
        if not texts:
            continue
        if name == "q":
            values["q"] = " ".join(texts)
        elif name in _REPEATABLE:
            if len(texts) > MAX_VALUES:
                raise ParameterError(name, f"{name} may be given {MAX_VALUES} times at most.")
            values[name] = tuple(dict.fromkeys(texts))
        elif len(texts) > 1:
            raise ParameterError(name, f"{name} may be given once only.")
        else:
            values["from_" if name == "from" else name] = _READERS[name](name, texts[0])
    criteria = Criteria(**values, today=today)
    _span(criteria)
    return criteria


def _span(criteria: Criteria) -> Span:
    ways = [
        name
        for name, value in (
            ("date", criteria.date),
            ("last", criteria.last),
            ("from", criteria.from_),
            ("to", criteria.to and not criteria.from_),
        )
        if value
    ]
    if len(ways) > 1:
        raise ParameterError(ways[0], f"{ways[0]} and {ways[1]} cannot be used together.")
    try:
        if criteria.last:
            return parse_last(criteria.last, criteria.today)
    except ValueError as error:
        raise ParameterError("last", f"last: {error}.") from None
    span = Span(
        _partial("from", criteria.from_).first,
        _partial("to", criteria.to).last,
    )
    if span.first and span.last and span.first > span.last:
        raise ParameterError("from", f"from: {criteria.from_} is after to: {criteria.to}.")
    return span


def _partial(name: str, text: str) -> Span:
    try:
        return parse_partial(text) if text else Span()
    except ValueError as error:
        raise ParameterError(name, f"{name}: {error}.") from None


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
    **{f"find_{facet}": read_text for facet in FACETS},
    "page": integer(1, MAX_PAGE),
    "size": lambda name, text: int(choice(*map(str, SIZES))(name, text)),
    "facet_size": integer(1, MAX_FACET_SIZE),
}
