"""What scores depend on beyond a document: figures of the whole index.

BM25F as Whoosh computes it (``whoosh.scoring.BM25F``): each field is scored with BM25 on
its own, over the statistics of all segments, deleted documents included.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.scoring import BM25F
from whoosh.util.numeric import byte_to_length

from webui.search.local.engine.segment import Segment

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.float64)
# Counts that are remembered. An entry takes some 300 bytes.
_MOST_COUNTS = 2**14


class Statistics:
    """The statistics of one state of an index.

    Args:
        reader: Whoosh's reader of the whole index.
        segments: all of it.
        weighting: its ``K1`` and ``B``, by field if need be, are used.
    """

    def __init__(self, reader: Any, segments: Sequence[Segment], weighting: BM25F) -> None:
        self.schema = reader.schema
        self.documents: int = reader.doc_count_all()
        self.k1: float = weighting.K1
        self._reader = reader
        self.segments = segments
        self._weighting = weighting
        self._averages: dict[str, float] = {}
        self._counts: dict[Hashable, int] = {}

    def is_scored(self, field: str) -> bool:
        """Whether a field's lengths are kept, which BM25 needs; others score their weight."""
        return bool(self.schema[field].scorable)

    def b(self, field: str | None) -> float:
        """How much the length of a field, or of several together (None), counts, from 0 to 1."""
        # Whoosh has no public name for it.
        return float(self._weighting._field_B.get(field, self._weighting.B))

    def average_length(self, field: str) -> float:
        """Terms of a field per document of the index, those without the field included."""
        if field not in self._averages:
            total = float(self._reader.field_length(field))
            self._averages[field] = total / (self.documents or 1)
        return self._averages[field]

    def frequency(self, field: str, term: bytes) -> int:
        """Return in how many documents a term stands."""
        return self.counted((field, term), lambda segment: segment.frequency(field, term))

    def counted(self, key: Hashable, count: Callable[[Segment], int]) -> int:
        """Return the sum of a count over all segments, which is remembered under a key.

        Every segment that a query is executed on asks for it.
        """
        total = self._counts.get(key)
        if total is None:
            total = sum(map(count, self.segments))
            if len(self._counts) >= _MOST_COUNTS:
                self._counts.clear()
            self._counts[key] = total
        return total

    def idf(self, frequency: int) -> float:
        """Inverse document frequency: ``log(N / (n + 1)) + 1``, as ``WeightingModel.idf``."""
        return math.log(self.documents / (frequency + 1)) + 1

    def norms(self, field: str) -> npt.NDArray[np.float32]:
        """Return BM25's length norm for each length that a byte stands for, shape (256,).

        ``K1 * ((1 - B) + B * length / average)``.
        """
        b = self.b(field)
        # Where no document has the field there is nothing to divide by, and nothing to score.
        relative = _LENGTHS / (self.average_length(field) or 1)
        return (self.k1 * ((1 - b) + b * relative)).astype(np.float32)


def byte_lengths() -> npt.NDArray[np.float64]:
    """Return the length that each byte stands for, shape (256,)."""
    return _LENGTHS


def rarity(documents: int, frequency: int) -> float:
    """Return the inverse document frequency ``log(1 + (N - n + 0.5) / (n + 0.5))``."""
    return math.log1p((documents - frequency + 0.5) / (frequency + 0.5))
