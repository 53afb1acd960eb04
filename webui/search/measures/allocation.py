"""How a sample is divided among the strata of a population."""

from __future__ import annotations

from collections.abc import Sequence


def proportional(sizes: Sequence[int], sample: int) -> list[int]:
    """Return how many of each stratum are drawn, in proportion to their sizes.

    By largest remainders (Hamilton): each stratum gets the whole part of its share, and what
    is left goes to those whose share was cut most, the earlier first.

    Args:
        sizes: of the strata, each at least 1.
        sample: how many are drawn in all, if there are as many.
    """
    total = sum(sizes)
    if sample >= total:
        return list(sizes)
    drawn = [size * sample // total for size in sizes]
    order = sorted(range(len(sizes)), key=lambda place: -(sizes[place] * sample % total))
    for place in order[: sample - sum(drawn)]:
        drawn[place] += 1
    return drawn


def equal(sizes: Sequence[int], sample: int) -> list[int]:
    """Return how many of each stratum are drawn, the same of each as far as they have as many.

    What the small ones lack is shared by the others; what cannot be divided goes to the larger
    ones, of equal ones to the earlier.

    Args:
        sizes: of the strata, each at least 1.
        sample: how many are drawn in all, if there are as many.
    """
    drawn, left = [0] * len(sizes), sample
    # The smallest first: what one of them lacks is left for those after it.
    order = sorted(range(len(sizes)), key=lambda place: (sizes[place], -place))
    for done, place in enumerate(order):
        drawn[place] = min(sizes[place], left // (len(sizes) - done))
        left -= drawn[place]
    return drawn
