"""Filters as masks over columns."""

from __future__ import annotations

from datetime import date

import numpy as np

from webui.search.columns import NO_DATE, Bools, Columns
from webui.search.criteria import FACETS, Criteria, FacetName

_EPOCH = date(1970, 1, 1)
_MICROSECONDS_A_DAY = 86_400_000_000


def day_start(day: date) -> int:
    """Return a day's first moment, UTC, in microseconds since 1970."""
    return (day - _EPOCH).days * _MICROSECONDS_A_DAY


def common_mask(criteria: Criteria, columns: Columns) -> Bools:
    """Return which documents pass every filter but the facets' own selections, shape (n,)."""
    mask = np.ones(len(columns), np.bool_)
    span = criteria.span
    if span:
        mask &= columns.published != NO_DATE
    if span.first is not None:
        mask &= columns.published >= day_start(span.first)
    if span.last is not None:
        mask &= columns.published < day_start(span.last) + _MICROSECONDS_A_DAY
    if criteria.date == "none":
        mask &= columns.published == NO_DATE
    if criteria.min_quality is not None:
        # "Not given" is the smallest number, so it never passes.
        mask &= columns.quality >= criteria.min_quality
    if criteria.curated:
        mask &= columns.curated
    for facet in FACETS:
        if excluded := criteria.excluded(facet):
            mask &= ~columns.labels(facet).having(excluded, len(columns))
    return mask


def selection_masks(criteria: Criteria, columns: Columns) -> dict[FacetName, Bools]:
    """Return, for each facet with a selection, which documents have one of its values."""
    return {
        facet: columns.labels(facet).having(included, len(columns))
        for facet in FACETS
        if (included := criteria.included(facet))
    }
