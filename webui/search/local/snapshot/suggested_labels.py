"""The labels that are offered while somebody types, prepared once for each state."""

from __future__ import annotations

from webui.search.criteria.facet_specs import FacetName
from webui.search.local.columns.label_starts import LabelStarts
from webui.search.local.snapshot.snapshot import Snapshot


def label_starts(snapshot: Snapshot, facet: FacetName) -> LabelStarts:
    """Return the labels of a facet, prepared when they are first asked for."""
    return snapshot.derived(
        ("label starts", facet),
        lambda: LabelStarts(snapshot.columns.labels(facet).values, snapshot.totals.labels(facet)),
    )
