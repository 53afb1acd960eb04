"""Which hits come first by scores that are near to what they should be."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.local.engine.docset import Floats

# Hits that are scored exactly: some pages of them.
_MOST = 1000
# How far the cluster's own scores may be off: Lucene keeps the four highest bits of a length.
_NEARLY = 0.06


def leading(scores: Floats) -> Ints:
    """Return the places of the hits that are to be scored exactly, ascending.

    They are those that may be among the first, whatever the exact scores of the others, and no
    more than twice as many as are wanted; all, where these are few.

    Args:
        scores: of all hits, shape (n,).
    """
    if len(scores) <= _MOST:
        return np.arange(len(scores))
    last = np.partition(scores, -_MOST)[-_MOST]
    near = np.flatnonzero(scores >= last * (1 - _NEARLY))
    if len(near) <= 2 * _MOST:
        return near
    # Of those that tie at the end, all or none, so that which they are depends on scores alone.
    near = np.flatnonzero(scores >= last)
    return near if len(near) <= 2 * _MOST else np.flatnonzero(scores > last)
