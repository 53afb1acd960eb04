"""What is in the index, in numbers."""

from __future__ import annotations

import numpy as np

from webui.search.columns import NO_DATE
from webui.search.hits import index_state
from webui.search.results import Overview
from webui.search.snapshot import Snapshot


def overview(snapshot: Snapshot) -> Overview:
    """Count what is in the index."""
    columns, live = snapshot.columns, snapshot.live
    span = snapshot.span
    return Overview(
        index=index_state(snapshot),
        first=span.first.isoformat() if span.first else None,
        last=span.last.isoformat() if span.last else None,
        undated=int(np.count_nonzero(columns.published[live] == NO_DATE)),
        providers=int(np.count_nonzero(columns.provider.counts(live))),
        topics=int(np.count_nonzero(columns.topic.counts(live))),
        stories=int(np.count_nonzero(snapshot.stories.size > 1)),
    )
