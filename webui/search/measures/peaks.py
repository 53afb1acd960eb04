"""Which numbers of a series stand out from those around them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LEAST = 5
"""Fewer articles are no peak, however quiet it is around them."""
LEAST_RATIO = 2
"""So many times what is expected: articles come in stories, and so vary more than by chance."""
LEVEL = 0.0003
"""How likely chance may seem, for all numbers of a series together (Bonferroni).

It seems smaller than it is, since the highest neighbours are left out: series of Poisson numbers
have a peak in up to two of a thousand cases.
"""
NEAREST, FARTHEST = 2, 8
"""How far the neighbours are away that a place is compared with."""
FEWEST = 4
"""With fewer of them, a place is compared with none."""

# Of the continued fraction; far more than is needed.
_TERMS, _PRECISION, _TINY = 10_000, 1e-12, 1e-300


@dataclass(frozen=True, slots=True)
class Peak:
    """Neighbouring places of a series that stand out.

    Attributes:
        first, last: the places, both included.
        count: what is there.
        expected: what would be.
    """

    first: int
    last: int
    count: int
    expected: float


def find_peaks(counts: Sequence[int], bases: Sequence[int]) -> list[Peak]:
    """Return the peaks of a series, in its order.

    What is expected of a place is the share that its neighbours have, two to eight places away,
    of what there was of anything: those beside it may belong to the same peak, and where twice
    as much was imported twice as much is no wonder. Of the neighbours, the quarter with the
    greatest shares is left out: these may be peaks, and would hide another. A place stands out
    if it has
    :data:`LEAST`, :data:`LEAST_RATIO` times what is expected, and less than :data:`LEVEL` of
    being chance. Chance is the distribution that follows from the neighbours if both are
    Poisson with the same rate, of which nothing else is known (Jeffreys' prior): a negative
    binomial one.

    Args:
        counts: how many there are at each place.
        bases: of how many of anything; where there is nothing, there is no neighbour.
    """
    places = [place for place, base in enumerate(bases) if base]
    standing = (
        (place, counts[place], expected)
        for place in places
        if (expected := _expected(place, counts, bases, len(places))) is not None
    )
    return side_by_side(standing)


def side_by_side(standing: Iterable[tuple[int, int, float]]) -> list[Peak]:
    """Make peaks of places that stand out, neighbours being one.

    Args:
        standing: each place, what is there and what is expected; ascending.
    """
    peaks: list[Peak] = []
    for place, count, expected in standing:
        if peaks and peaks[-1].last == place - 1:
            before = peaks.pop()
            total = before.count + count
            peaks.append(Peak(before.first, place, total, before.expected + expected))
        else:
            peaks.append(Peak(place, place, count, expected))
    return peaks


def _expected(place: int, counts: Sequence[int], bases: Sequence[int], tests: int) -> float | None:
    """Return what is expected of a place that stands out; None of any other."""
    if counts[place] < LEAST:
        return None
    around = [one for one in _around(place, len(counts)) if bases[one]]
    if len(around) < FEWEST:
        return None
    # Of equal shares the later ones go, so that the answer is the same in any run.
    around.sort(key=lambda one: (counts[one] / bases[one], one))
    around = around[: len(around) - len(around) // 4]
    seen = sum(counts[one] for one in around) + 0.5
    base = sum(bases[one] for one in around)
    expected = seen * bases[place] / base
    if counts[place] < LEAST_RATIO * expected:
        return None
    chance = negative_binomial_tail(counts[place], seen, base / (base + bases[place]))
    return expected if chance * tests < LEVEL else None


def _around(place: int, size: int) -> Iterator[int]:
    for distance in range(NEAREST, FARTHEST + 1):
        if place - distance >= 0:
            yield place - distance
        if place + distance < size:
            yield place + distance


def negative_binomial_tail(count: int, successes: float, chance: float) -> float:
    """Return how likely ``count`` failures or more are before so many successes.

    Args:
        count: at least 1.
        successes: any number above 0.
        chance: of a success, above 0 and below 1.
    """
    return incomplete_beta(count, successes, 1 - chance)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function, by its continued fraction.

    DLMF 8.17.22, evaluated as Lentz has it; a and b are above 0, x is from 0 to 1.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log + a * math.log(x) + b * math.log1p(-x)) / a
    fraction, c, d = 1.0, 1.0, 0.0
    for term in range(_TERMS):
        m = term // 2
        if term == 0:
            numerator = 1.0
        elif term % 2:
            numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + numerator * d or _TINY)
        c = 1 + numerator / c or _TINY
        fraction *= c * d
        if abs(1 - c * d) < _PRECISION:
            break
    return front * (fraction - 1)
