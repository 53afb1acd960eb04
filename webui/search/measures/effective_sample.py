"""What a sample is worth in which not all stand for equally many."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import NamedTuple


class WeightedShare(NamedTuple):
    """A share that was estimated with weights.

    Attributes:
        share: the sum of the weights of those that have it, by that of all.
        size: how many equally weighted ones would be as good.
    """

    share: float
    size: float


def weighted_share(drawn: Collection[tuple[bool, float]]) -> WeightedShare | None:
    """Return a share and its effective sample size; None of nothing.

    The effective size is (Σ*w*)² / Σ*w*²: L. Kish, "Survey Sampling", 1965, section 11.7. That
    is what weights cost when they have nothing to do with the share; strata that differ make an
    estimate better than this says.

    Args:
        drawn: of each one, whether it has it, and its weight, above 0.
    """
    total = math.fsum(weight for _, weight in drawn)
    if not total:
        return None
    having = math.fsum(weight for has, weight in drawn if has)
    return WeightedShare(having / total, total**2 / math.fsum(weight**2 for _, weight in drawn))
