"""The matches under the filters: which are hits, and what the facets count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from webui.search.columns import Bools
from webui.search.criteria import Criteria, FacetName
from webui.search.execution import Matches
from webui.search.facets import count_labels, date_histogram
from webui.search.filters import common_mask, selection_masks
from webui.search.results import Facets, FacetValue
from webui.search.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Masks over all documents, shape (n,): the matches under the filters.

    Attributes:
        common: matches under all filters but the facets' own selections.
        selections: for each facet with a selection, which documents it lets pass.
        all: matches under all filters: the hits.
    """

    common: Bools
    selections: dict[FacetName, Bools]
    all: Bools

    def leaving_out(self, facet: FacetName) -> Bools:
        """Matches under every filter but one facet's own selection."""
        mask = self.common
        for other, selection in self.selections.items():
            if other != facet:
                mask = mask & selection
        return mask

    def hits(self, matches: Matches) -> Matches:
        """Keep of the matches those that are hits."""
        kept = self.all[matches.docs]
        return Matches(matches.docs[kept], matches.scores[kept])


def narrow(snapshot: Snapshot, criteria: Criteria, matches: Matches) -> Narrowed:
    """Apply the filters to what a query found."""
    common = np.zeros(len(snapshot.columns), np.bool_)
    common[matches.docs] = True
    common &= common_mask(criteria, snapshot.columns)
    selections = selection_masks(criteria, snapshot.columns)
    hits = common
    for selection in selections.values():
        hits = hits & selection
    return Narrowed(common, selections, hits)


def count_facets(snapshot: Snapshot, criteria: Criteria, narrowed: Narrowed) -> Facets:
    """Count every facet."""
    columns = snapshot.columns

    def counted(facet: FacetName) -> list[FacetValue]:
        mask, selected = narrowed.leaving_out(facet), criteria.included(facet)
        return count_labels(columns.labels(facet), mask, selected, criteria.facet_size)

    return Facets(
        provider=counted("provider"),
        topic=counted("topic"),
        type=counted("type"),
        date=date_histogram(columns.published[narrowed.all], criteria.span, snapshot.span),
    )
