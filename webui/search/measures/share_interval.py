"""How sure a share is: the interval in which it lies, given how many it was counted of."""

from __future__ import annotations

import math
from typing import NamedTuple

Z_95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution: 2.5 % lie above, and 2.5 % below."""


class Interval95(NamedTuple):
    """Both bounds of a share, at least 0 and at most 1."""

    low: float
    high: float


def wilson(count: float, base: float) -> Interval95 | None:
    """Return the 95 % interval of a share, by Wilson's score; None where the base is 0.

    Unlike the usual approximation it holds for small bases, and for shares of 0 and of 1.
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212.

    Args:
        count: how many of the base have it, from 0 to ``base``.
        base: of how many; of weighted ones, the effective size of the sample.
    """
    if not base:
        return None
    share = count / base
    square = Z_95 * Z_95 / base
    centre = (share + square / 2) / (1 + square)
    half = Z_95 * math.sqrt(share * (1 - share) / base + square / (4 * base)) / (1 + square)
    # The share lies within, whatever the last digit is.
    return Interval95(max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share)))
