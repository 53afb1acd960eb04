"""The matches under the filters: which are hits, and what the facets count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import FACETS, FacetName
from webui.search.local.columns.facets import Counted, count_labels
from webui.search.local.columns.filters import common_filters, selections
from webui.search.local.columns.histogram import date_histogram
from webui.search.local.engine import Matches
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.search import Facets


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

    def counted(facet: FacetName) -> Counted:
        tally = hits
        if facet in narrowed.others:
            tally = snapshot.tally(narrowed.others[facet])
        column, selected = snapshot.columns.labels(facet), criteria.included(facet)
        return count_labels(
            column,
            tally.labels(facet),
            selected,
            criteria.facet_size,
            criteria.looked_for(facet),
        )

    found = {facet: counted(facet) for facet in FACETS}
    date = date_histogram(hits.days(), snapshot.totals.day_counts, criteria.span)
    cut = frozenset(facet for facet, values in found.items() if values.is_cut)
    values = {facet: one.values for facet, one in found.items()}
    return Facets(values=values, date=date, cut=cut)


def _kept(matches: Matches, passed: Bools) -> Matches:
    return Matches(matches.docs[passed], matches.scores[passed])


def period_docs(snapshot: Snapshot, criteria: Criteria) -> Ints:
    """Return the live documents of the dates that are asked for, ascending, shape (n,)."""
    docs = snapshot.live_docs
    for passes in common_filters(criteria.period(), snapshot.columns):
        docs = docs[passes(docs)]
    return docs
