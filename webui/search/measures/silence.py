"""How telling it is that somebody said nothing on a matter, given how much they said at all."""

from __future__ import annotations

import math
from functools import lru_cache

# Fewer factors are multiplied one by one, which keeps all digits.
_FEW = 50
# What the logarithms of factorials of large numbers leave certain.
_DIGITS = 9

TELLING = 0.05
"""A silence is evidence if chance alone would bring it about less often than this."""


def chance_of_none(output: int, hits: int, base: int) -> float:
    """Return the chance that none of a provider's articles is a hit, rounded to nine digits.

    It is the chance to draw no hit if the provider's articles are drawn from all at random, without
    putting any back: the hypergeometric distribution's, as in R. A. Fisher's exact test ("The logic
    of inductive inference", Journal of the Royal Statistical Society 98 (1935), 39-82). For a
    provider that is small beside all others it is about (1 - hits / base) ^ output.

    Args:
        output: articles of the provider, at most ``base``.
        hits: how many of all articles are hits, at most ``base``.
        base: all articles.
    """
    if output + hits > base:
        return 0.0
    # What is drawn from what makes no difference.
    fewer, more = sorted((output, hits))
    if fewer <= _FEW:
        chance = math.prod((base - more - place) / (base - place) for place in range(fewer))
    else:
        chance = math.exp(
            math.lgamma(base - output + 1)
            + math.lgamma(base - hits + 1)
            - math.lgamma(base - output - hits + 1)
            - math.lgamma(base + 1)
        )
    return round(chance, _DIGITS)


# A page asks twice for the same.
@lru_cache(64)
def telling_output(hits: int, base: int) -> int | None:
    """Return the least output of which a silence is evidence; None where there is none.

    Args:
        hits: how many of all articles are hits, at most ``base``.
        base: all articles.
    """
    low, high = 1, base
    if not base or chance_of_none(high, hits, base) >= TELLING:
        return None
    # The more somebody says, the less likely it is to be never on the matter.
    while low < high:
        middle = (low + high) // 2
        low, high = (
            (low, middle) if chance_of_none(middle, hits, base) < TELLING else (middle + 1, high)
        )
    return low
