"""Filters: which of some documents pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.plain.plain_columns import none_of
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import days_since_1970
from webui.search.criteria.facet_specs import FacetName
from webui.search.local.columns.columns import (
    MICROSECONDS_A_DAY,
    NO_DATE,
    NO_DAY,
    Columns,
    Numbers,
)

Filter = Callable[[Ints], Bools]
"""Tells for each of some documents whether it passes."""


def common_filters(criteria: Criteria, columns: Columns) -> Iterator[Filter]:
    """Yield every filter that is asked for but the facets' own selections."""
    # A column that no filter asks for is not read.
    span = criteria.span
    if span.first is not None:
        first = days_since_1970(span.first)
        # "No date" is the smallest number, so it never passes.
        yield lambda docs: columns.days[docs] >= first
    if span.last is not None:
        last = days_since_1970(span.last)
        yield lambda docs: (columns.days[docs] <= last) & (columns.days[docs] != NO_DAY)
    if criteria.date == "none":
        yield lambda docs: columns.days[docs] == NO_DAY
    least = criteria.min_quality
    if least is not None:
        # "Not given" is the least number of the column's type, which may be asked for.
        yield lambda docs: _at_least(columns.quality[docs], least)
    if criteria.curated:
        yield lambda docs: columns.curated[docs]
    in_added = criteria.added_span
    if in_added.first is not None:
        earliest = days_since_1970(in_added.first) * MICROSECONDS_A_DAY
        yield lambda docs: columns.added[docs] >= earliest
    if in_added.last is not None:
        end = (days_since_1970(in_added.last) + 1) * MICROSECONDS_A_DAY
        yield lambda docs: (columns.added[docs] < end) & (columns.added[docs] != NO_DATE)
    since = criteria.since
    if since is not None:
        # What nobody knows the generation of has none: 0.
        yield lambda docs: columns.added_generation[docs] > since
    for facet, excluded in criteria.exclude:
        yield _without(columns, facet, excluded)


def selections(criteria: Criteria, columns: Columns) -> dict[FacetName, Filter]:
    """Return, for each facet with a selection, the filter for one of its values."""
    return {facet: _with(columns, facet, included) for facet, included in criteria.include}


def _at_least(numbers: Numbers, least: int) -> Bools:
    passed: Bools = (numbers >= least) & (numbers != none_of(numbers))
    return passed


def _with(columns: Columns, facet: FacetName, labels: tuple[str, ...]) -> Filter:
    return lambda docs: columns.labels(facet).having(labels, docs)


def _without(columns: Columns, facet: FacetName, labels: tuple[str, ...]) -> Filter:
    return lambda docs: ~columns.labels(facet).having(labels, docs)
