"""How improbable a pause is: the chance that by accident nothing came for so long."""

from __future__ import annotations

import math
from collections.abc import Iterable

# How regular a provider is taken to be before anything is known of it: as if so many pairs of
# weeks had been seen that vary as a negative binomial of this size does. Few weeks can look more
# regular than they are, and then any pause would be improbable.
_PAIRS_BEFOREHAND = 4
_SIZE_BEFOREHAND = 3.0
# Below this size the chance hardly falls any more, however long a pause is.
_LEAST_SIZE = 0.01


def size_of_counts(pairs: Iterable[tuple[int, int]]) -> float | None:
    """Return how regular counts are: the size of a negative binomial; None stands for a Poisson.

    Counts of neighbouring weeks are compared with each other, so that a level which rises or falls
    slowly is no irregularity. Of two that add up to *s*, the square of their difference is
    *s* (2 *k* + *s*) / (2 *k* + 1) on average if both are negative binomial of size *k* and have
    the same mean (a beta-binomial's variance; N. L. Johnson, A. W. Kemp, S. Kotz, "Univariate
    discrete distributions", 3rd ed. 2005, section 6.2.2). The means over all pairs are set equal.

    Args:
        pairs: the counts of a week and of the next one.
    """
    seen = [
        ((one - other) ** 2 / (one + other), one + other) for one, other in pairs if one + other
    ]
    mean = sum(total for _, total in seen) / len(seen) if seen else 1.0
    beforehand = (2 * _SIZE_BEFOREHAND + mean) / (2 * _SIZE_BEFOREHAND + 1)
    ratio = (sum(ratio for ratio, _ in seen) + _PAIRS_BEFOREHAND * beforehand) / (
        len(seen) + _PAIRS_BEFOREHAND
    )
    return max((mean - ratio) / (ratio - 1) / 2, _LEAST_SIZE) if ratio > 1 else None


def log_chance_of_pause(articles: int, weeks: float, pause: float, size: float | None) -> float:
    """Return the logarithm of the chance that none of some articles fell into a pause.

    Given how many articles came in the pause and in the weeks beside it together, which of the
    weeks they came in is a matter of chance: with counts that are Poisson, each of them fell beside
    the pause with the share of the time that lies there; with negative binomial ones, which come
    in bunches, the shares are those of Pólya's urn (F. Eggenberger, G. Pólya, "Über die Statistik
    verketteter Vorgänge", Zeitschrift für angewandte Mathematik und Mechanik 3 (1923), 279-289).
    The rate need not be known, so that a few articles beside a pause never make it improbable.

    Args:
        articles: how many came in the weeks beside the pause; in the pause came none.
        weeks: how long these are together.
        pause: how long the pause is, in weeks.
        size: how regular a week's count is (:func:`size_of_counts`); None: as a Poisson's.
    """
    if not articles or weeks <= 0 or pause <= 0:
        return 0.0
    if size is None:
        return articles * math.log(weeks / (weeks + pause))
    beside, all_of_it = size * weeks, size * (weeks + pause)
    return (
        math.lgamma(beside + articles)
        - math.lgamma(beside)
        - math.lgamma(all_of_it + articles)
        + math.lgamma(all_of_it)
    )
