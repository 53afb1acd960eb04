"""How good a ranking is: nDCG@10 and the reciprocal rank, and how sure a difference is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

DEPTH = 10
"""Hits that are judged: what a reader looks at."""

# Resamples of the bootstrap; the ends of the interval move in the fourth decimal place.
_RESAMPLES = 5000


def ndcg(ranking: Sequence[str], gains: Mapping[str, int]) -> float:
    """Return the normalized discounted cumulative gain of the first :data:`DEPTH`, 0 to 1.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques"
    (2002), with the usual discount log2(rank + 1).
    """
    best = _discounted(sorted(gains.values(), reverse=True))
    return _discounted(gains.get(id, 0) for id in ranking) / best


def reciprocal_rank(ranking: Sequence[str], wanted: Collection[str]) -> float:
    """Return 1 / rank of the first wanted article, 0 if none is among the first :data:`DEPTH`."""
    ranks = (rank for rank, id in enumerate(ranking[:DEPTH], 1) if id in wanted)
    return 1 / next(ranks, float("inf"))


class Difference(NamedTuple):
    """The mean of paired differences and its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:+.3f} ({self.low:+.3f} to {self.high:+.3f})"


def difference(ours: Sequence[float], theirs: Sequence[float], seed: int) -> Difference:
    """Compare two rankings that answered the same queries, one value a query each."""
    pairs = np.subtract(ours, theirs)
    drawn = np.random.default_rng(seed).integers(0, len(pairs), (_RESAMPLES, len(pairs)))
    low, high = np.quantile(pairs[drawn].mean(axis=1), (0.025, 0.975))
    return Difference(float(pairs.mean()), float(low), float(high))


def _discounted(gains: Iterable[int]) -> float:
    values = np.asarray(list(gains)[:DEPTH], np.float64)
    return float((values / np.log2(np.arange(2, len(values) + 2))).sum())
