"""The figures of BM25, and scores of some documents, from the segments of an index."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine import CombinedTerm
from webui.search.local.engine.combined import documents_with, scores_in
from webui.search.local.engine.docset import Floats
from webui.search.local.engine.statistics import Statistics


class SegmentScoring:
    """What scores depend on in an index on this machine (a ``WordScoring``).

    Args:
        statistics: of the whole index.
    """

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics

    @property
    def documents(self) -> int:
        """How many documents there are, deleted ones included."""
        return self._statistics.documents

    def average_length(self, field: str) -> float:
        """Return the terms of a field per document."""
        return self._statistics.average_length(field)

    def norm(self, length: float, average: float) -> float:
        """Return what BM25 adds to a frequency, from a text's length and the average one."""
        b = self._statistics.b(None)
        return self._statistics.k1 * ((1 - b) + b * length / average)

    def documents_with(self, words: Collection[CombinedTerm]) -> dict[CombinedTerm, int]:
        """Return how many documents have each of some words, deleted ones included."""
        return {word: documents_with(self._statistics, word) for word in words}

    def scores_in(self, words: Sequence[CombinedTerm], docs: Ints) -> Floats:
        """Return what some words add to the scores of some documents."""
        found = np.zeros(len(docs), np.float32)
        for segment in self._statistics.segments:
            bounds = np.searchsorted(docs, (segment.base, segment.base + segment.size))
            start, stop = bounds.tolist()
            own = docs[start:stop] - segment.base
            for word in words if len(own) else ():
                checkpoint()
                scores = scores_in(segment, self._statistics, word, own)
                found[start:stop] += np.float32(word.boost) * scores
        return found
