"""Which articles pass the filters of a search."""

from __future__ import annotations

from tests.webui.search.reference.archive import Entry
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import FACETS, FacetName


def passes(entry: Entry, criteria: Criteria, but: FacetName = "") -> bool:
    """Whether an article passes all filters; the selection of one facet may be left out."""
    return (
        _is_of_the_dates(entry, criteria)
        and _has_the_values(entry, criteria, but)
        and _was_added_then(entry, criteria)
        and (not criteria.id_ or entry.id in criteria.id_)
        and (not criteria.curated or entry.article.curated)
        and (
            criteria.min_quality is None
            or (entry.article.quality is not None and entry.article.quality >= criteria.min_quality)
        )
    )


def _is_of_the_dates(entry: Entry, criteria: Criteria) -> bool:
    if criteria.date == "none":
        return entry.day is None
    span = criteria.span
    if not span:
        return True
    if entry.day is None:
        return False
    return not (span.first and entry.day < span.first) and not (span.last and entry.day > span.last)


def _was_added_then(entry: Entry, criteria: Criteria) -> bool:
    history, span = entry.history, criteria.added_span
    if criteria.since is not None and (not history or history.added.generation <= criteria.since):
        return False
    day = entry.added_day
    if not span:
        return True
    return day is not None and (span.first or day) <= day <= (span.last or day)


def _has_the_values(entry: Entry, criteria: Criteria, but: FacetName) -> bool:
    for facet in FACETS:
        own, wanted = set(entry.labels(facet)), criteria.included(facet)
        if own & set(criteria.excluded(facet)):
            return False
        if wanted and facet != but and not own & set(wanted):
            return False
    return True
