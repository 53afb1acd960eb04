"""The peaks of a series, found at once, bit for bit as ``webui.search.measures.peaks`` has them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.measures.peaks import (
    FARTHEST,
    FEWEST,
    LEAST,
    LEAST_RATIO,
    LEVEL,
    NEAREST,
    Peak,
    negative_binomial_tail,
    side_by_side,
)

_DISTANCES = np.arange(NEAREST, FARTHEST + 1)
_AROUND = np.concatenate([-_DISTANCES[::-1], _DISTANCES])


def peaks_of(counts: Ints, bases: Ints) -> list[Peak]:
    """Return the peaks of a series, in its order (``measures.peaks.find_peaks``).

    Args:
        counts: how many there are at each place, shape (n,).
        bases: of how many of anything, shape (n,).
    """
    return side_by_side(_standing_out(counts, bases))


def _standing_out(counts: Ints, bases: Ints) -> Iterator[tuple[int, int, float]]:
    """Yield each place that stands out, what is there, and what is expected."""
    places = ((counts >= LEAST) & (bases > 0)).nonzero()[0]
    if not len(places):
        return
    tests = int(np.count_nonzero(bases))
    around = places[:, np.newaxis] + _AROUND
    inside = (around >= 0) & (around < len(counts))
    around = np.where(inside, around, 0)
    known = inside & (bases[around] > 0)
    near, wholes = counts[around], bases[around]
    # Of equal shares the later ones go, so that the answer is the same in any run.
    shares = np.where(known, near / np.where(known, wholes, 1), np.inf)
    order = np.argsort(shares, axis=1, kind="stable")
    number = np.count_nonzero(known, axis=1)
    is_kept = np.arange(len(_AROUND)) < (number - number // 4)[:, np.newaxis]
    seen = np.where(is_kept, np.take_along_axis(near, order, 1), 0).sum(axis=1) + 0.5
    base = np.where(is_kept, np.take_along_axis(wholes, order, 1), 0).sum(axis=1)
    own = bases[places]
    expected = seen * own / np.maximum(base, 1)
    stands = (number >= FEWEST) & (counts[places] >= LEAST_RATIO * expected)
    told = (column[stands].tolist() for column in (places, counts[places], expected, seen, base))
    for place, count, one, successes, of, here in zip(*told, own[stands].tolist(), strict=True):
        chance = negative_binomial_tail(count, successes, of / (of + here))
        if chance * tests < LEVEL:
            yield place, count, one
