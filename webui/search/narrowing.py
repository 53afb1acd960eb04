"""The matches under the filters: which are hits, and what the facets count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from webui.search.criteria import FACETS, Criteria, FacetName
from webui.search.engine import Matches
from webui.search.facets import count_labels, date_histogram
from webui.search.filters import common_filters, selections
from webui.search.labels import Bools, Ints
from webui.search.results import Facets, FacetValue
from webui.search.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The matches under the filters.

    Attributes:
        hits: matches under all filters.
        others: for each facet with a selection, the numbers of the matches under all
            filters but that selection.
    """

    hits: Matches
    others: dict[FacetName, Ints]


def narrow(snapshot: Snapshot, criteria: Criteria, matches: Matches) -> Narrowed:
    """Apply the filters to what a query found."""
    columns = snapshot.columns
    for passes in common_filters(criteria, columns):
        matches = _kept(matches, passes(matches.docs))
    passed = {
        facet: passes(matches.docs) for facet, passes in selections(criteria, columns).items()
    }
    if not passed:
        return Narrowed(matches, {})
    others = {}
    for facet in passed:
        rest = [mask for other, mask in passed.items() if other != facet]
        others[facet] = matches.docs[np.logical_and.reduce(rest)] if rest else matches.docs
    return Narrowed(_kept(matches, np.logical_and.reduce(list(passed.values()))), others)


def count_facets(snapshot: Snapshot, criteria: Criteria, narrowed: Narrowed) -> Facets:
    """Count every facet over the hits, its own selection left out."""
    hits = snapshot.tally(narrowed.hits.docs)

    def counted(facet: FacetName) -> list[FacetValue]:
        tally = hits
        if facet in narrowed.others:
            tally = snapshot.tally(narrowed.others[facet])
        column, selected = snapshot.columns.labels(facet), criteria.included(facet)
        return count_labels(column, tally.labels(facet), selected, criteria.facet_size)

    provider, topic, type_ = map(counted, FACETS)
    date = date_histogram(hits.days(), criteria.span, snapshot.span)
    return Facets(provider=provider, topic=topic, type=type_, date=date)


def _kept(matches: Matches, passed: Bools) -> Matches:
    return Matches(matches.docs[passed], matches.scores[passed])
