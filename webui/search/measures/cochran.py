"""How many have to be looked at for a share to be known to within some points."""

from __future__ import annotations

import math
from statistics import NormalDist

# What rounding may add to a number that is whole.
_ROUNDING = 1e-9


def sample_size(
    population: int | None, margin: float, confidence: float = 0.95, share: float = 0.5
) -> int:
    """Return the size of the simple random sample that a share needs, at most the population.

    With *z* the quantile of the standard normal distribution, *n₀* = *z*² *p* (1 − *p*) / *e*²,
    and of a finite population *n* = *n₀* / (1 + (*n₀* − 1) / *N*), rounded up: W. G. Cochran,
    "Sampling Techniques", 3rd ed. 1977, sections 4.4 and 4.6. Strata in proportion need no more.

    Args:
        population: of how many, at least 1; None: of very many.
        margin: the half of the interval's width that is wanted, above 0 and below 1.
        confidence: how often the interval shall hold the share, above 0 and below 1.
        share: what the share may be, above 0 and below 1; a half needs the most.
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    size = z * z * share * (1 - share) / (margin * margin)
    if population is not None:
        # Whoever looks at all of them knows the share, however narrow the margin is.
        size = min(size / (1 + (size - 1) / population), population)
    return max(1, math.ceil(size - _ROUNDING))
