"""What is in the index, in numbers."""

from __future__ import annotations

import numpy as np

from webui.search.local.answers.parts import index_state
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.results.status import LastSync, Overview


def overview(snapshot: Snapshot, last_sync: LastSync | None) -> Overview:
    """Count what is in the index.

    Args:
        snapshot: of it.
        last_sync: what the last sync did, by now.
    """
    totals, span = snapshot.totals, snapshot.span
    return Overview(
        index=index_state(snapshot),
        first=span.first.isoformat() if span.first else None,
        last=span.last.isoformat() if span.last else None,
        undated=totals.day_counts.missing,
        providers=int(np.count_nonzero(totals.labels("provider"))),
        topics=int(np.count_nonzero(totals.labels("topic"))),
        stories=int(np.count_nonzero(stories_of(snapshot).size > 1)),
        last_sync=last_sync,
    )
