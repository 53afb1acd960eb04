"""What was found of stories, as arrays that can be kept in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from indexer.stories.discovery import Found
from indexer.stories.distinct_texts import Runs
from indexer.stories.edges import Edges
from indexer.stories.word_statistics import Statistics

# What was found by another version of the way of finding is found anew.
_WAY = 2

FOUND_ARRAYS = (
    *("way", "key", "published", "run", "lasting", "last", "story", "text"),
    *("earlier", "later", "pairs", "likely", "copy"),
    *("count", "words", "counts", "habits", "titles", "measured", "drift"),
)
"""Their names."""


def arrays_of(found: Found) -> dict[str, Any]:
    """Return the arrays of what was found, by name: most of the bytes are those of its edges."""
    lasting = np.flatnonzero(found.runs.last != found.published)
    # Edges of one later document mostly follow one another.
    later = found.edges.later
    firsts = np.flatnonzero(np.diff(later, prepend=-1))
    return {
        "way": np.int64(_WAY),
        "key": found.key,
        "published": found.published,
        "run": found.runs.docs.astype(np.int32),
        "lasting": lasting.astype(np.int32),
        "last": found.runs.last[lasting],
        "story": found.story.astype(np.int32),
        "text": found.text.astype(np.int32),
        "earlier": found.edges.earlier.astype(np.int32),
        "later": later[firsts].astype(np.int32),
        "pairs": np.diff(firsts, append=len(later)).astype(np.int32),
        "likely": found.edges.likely,
        "copy": np.packbits(found.edges.copy),
        "count": np.int64(found.statistics.count),
        "words": found.statistics.words,
        "counts": found.statistics.counts,
        "habits": found.statistics.habits,
        "titles": found.statistics.titles,
        "measured": np.int64(found.measured),
        "drift": np.int64(found.drift),
    }


def found_of(arrays: Mapping[str, Any]) -> Found | None:
    """Return what arrays hold; None where it was found by another version of the way.

    Raises:
        KeyError, ValueError and others: they hold something else.
    """
    if int(arrays["way"]) != _WAY:
        return None
    last = arrays["published"].copy()
    last[arrays["lasting"]] = arrays["last"]
    earlier = arrays["earlier"].astype(np.int64)
    likely, copy, pairs = (arrays[name] for name in ("likely", "copy", "pairs"))
    count = len(earlier)
    if pairs.sum() != count or len(likely) != count or len(copy) != -(-count // 8):
        raise ValueError("the pairs of stories are not whole")
    return Found(
        key=arrays["key"],
        published=arrays["published"],
        runs=Runs(arrays["run"].astype(np.int64), last),
        edges=Edges(
            earlier,
            np.repeat(arrays["later"].astype(np.int64), pairs),
            likely,
            np.unpackbits(copy, count=count).astype(np.bool_),
        ),
        story=arrays["story"].astype(np.int64),
        text=arrays["text"].astype(np.int64),
        statistics=Statistics(
            int(arrays["count"]),
            *(arrays[name] for name in ("words", "counts", "habits", "titles")),
        ),
        measured=int(arrays["measured"]),
        drift=int(arrays["drift"]),
    )
