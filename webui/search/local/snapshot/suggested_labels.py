"""The labels that are offered while somebody types, prepared once for each state."""

from __future__ import annotations

from collections.abc import Iterator

from webui.search.criteria.facet_specs import FACET_SPECS, FacetName
from webui.search.local.columns.label_starts import LabelStarts
from webui.search.local.snapshot.snapshot import Snapshot


def label_starts(snapshot: Snapshot, facet: FacetName) -> LabelStarts:
    """Return the labels of a facet, prepared when they are first asked for."""
    return snapshot.derived(
        ("label starts", facet),
        lambda: LabelStarts(snapshot.columns.labels(facet).values, snapshot.totals.labels(facet)),
    )


def warm_labels(snapshot: Snapshot) -> Iterator[None]:
    """Prepare the labels of the facets that are suggested, before anybody asks."""
    for spec in FACET_SPECS:
        if spec.suggested:
            label_starts(snapshot, spec.name)
            yield
