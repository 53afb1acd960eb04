"""What words score in some documents, which are few beside all that have them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine import CombinedTerm
from webui.search.local.engine.combined import scores_in
from webui.search.local.engine.statistics import Statistics
from webui.search.local.snapshot.snapshot import Snapshot


def scores_of_words(
    snapshot: Snapshot, words: Iterable[CombinedTerm], docs: Ints
) -> npt.NDArray[np.float32]:
    """Return what some words add to the scores of some documents, float32, shape (n,).

    It is what a search for any of the words would score.

    Args:
        snapshot: where to look.
        words: with their boosts.
        docs: document numbers, ascending, shape (n,).
    """
    found, wanted = np.zeros(len(docs), np.float32), list(words)
    for segment in snapshot.segments:
        start, stop = np.searchsorted(docs, (segment.base, segment.base + segment.size)).tolist()
        own = docs[start:stop] - segment.base
        for word in wanted if len(own) else ():
            checkpoint()
            scores = scores_in(segment, snapshot.statistics, word, own)
            found[start:stop] += np.float32(word.boost) * scores
    return found


def norm(statistics: Statistics, length: float, average: float) -> float:
    """Return what BM25 adds to a frequency, from a text's length and the average one."""
    b = statistics.b(None)
    return statistics.k1 * ((1 - b) + b * length / average)
