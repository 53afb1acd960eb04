"""The facets of what a search found: how many hits have each value, and how many there are when."""

from __future__ import annotations

from collections.abc import Iterable

from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import FACETS, FacetName
from webui.search.local.columns.facets import Counted, count_labels
from webui.search.local.columns.tally import Tally
from webui.search.local.finding.narrowing import Narrowed
from webui.search.local.finding.over_time import date_facet
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.search import Facets


def count_values(
    snapshot: Snapshot,
    criteria: Criteria,
    narrowed: Narrowed,
    hits: Tally,
    facets: Iterable[FacetName] = FACETS,
) -> dict[FacetName, Counted]:
    """Count the values of some facets over the hits, each facet's own selection left out.

    Args:
        snapshot: where they are.
        criteria: the search that found them.
        narrowed: what it found.
        hits: the counts of the hits.
        facets: which ones.
    """

    def counted(facet: FacetName) -> Counted:
        tally = hits
        if facet in narrowed.others:
            tally = snapshot.tally(narrowed.others[facet])
        codes, counts = tally.counted(facet)
        return count_labels(
            snapshot.columns.labels(facet).values,
            codes,
            counts,
            criteria.included(facet),
            criteria.facet_size,
            criteria.looked_for(facet),
        )

    return {facet: counted(facet) for facet in facets}


def count_facets(snapshot: Snapshot, criteria: Criteria, narrowed: Narrowed) -> Facets:
    """Count every facet over the hits, its own selection left out."""
    hits = snapshot.tally(narrowed.hits.docs)
    found = count_values(snapshot, criteria, narrowed, hits)
    date = date_facet(snapshot, criteria, hits)
    cut = frozenset(facet for facet, values in found.items() if values.is_cut)
    values = {facet: one.values for facet, one in found.items()}
    return Facets(values=values, date=date, cut=cut)
