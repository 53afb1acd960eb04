"""What an export is a result of."""

from __future__ import annotations

from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.searches.sample import sample_info
from webui.search.local.finding.find import Found
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.presenting import iso
from webui.search.results.whole.exports import Manifest, manifest_of


def manifest(snapshot: Snapshot, criteria: Criteria, found: Found) -> Manifest:
    """Say what was asked, of which state, and which articles it found."""
    return manifest_of(
        criteria,
        parsed=str(found.parsed.tree or ""),
        ids=snapshot.ids_of(found.hits.docs),
        generation=snapshot.generation,
        time=iso(snapshot.committed),
        notices=found.notices,
        sample=sample_info(found.drawn) if found.drawn else None,
        added=found.added,
    )
