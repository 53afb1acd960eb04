"""Which hits come first by scores that are near to what they should be."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.local.engine.docset import Floats

# Hits that are wanted: some pages of them.
_WANTED = 1000
# So many may be scored exactly for that, times the words of the query: of a common word very many
# tie, as lengths are rounded. A word takes some 50 nanoseconds in each.
_MOST = 200_000
# How far the cluster's own scores may be off: Lucene keeps the four highest bits of a length.
_NEARLY = 0.06


def leading(scores: Floats, words: int) -> Ints:
    """Return the places of the hits that are to be scored exactly, ascending.

    They are those that may be among the first, whatever the exact scores of the others, unless
    these are too many; all, where there are few.

    Args:
        scores: of all hits, shape (n,).
        words: of the query.
    """
    most = max(_MOST // max(words, 1), _WANTED)
    if len(scores) <= _WANTED:
        return np.arange(len(scores))
    last = np.partition(scores, -_WANTED)[-_WANTED]
    near = np.flatnonzero(scores >= last * (1 - _NEARLY))
    if len(near) <= most:
        return near
    # Of those that tie at the end, all or none, so that which they are depends on scores alone.
    near = np.flatnonzero(scores >= last)
    return near if len(near) <= most else np.flatnonzero(scores > last)
