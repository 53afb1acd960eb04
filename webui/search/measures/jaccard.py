"""How much two sets have in common."""

from __future__ import annotations


def jaccard(both: int, only_first: int, only_second: int) -> float | None:
    """Return the size of the intersection by that of the union; None where both sets are empty.

    P. Jaccard, "Étude comparative de la distribution florale", Bulletin de la Société
    vaudoise des sciences naturelles 37 (1901), 547-579.

    Args:
        both: how many are in both sets.
        only_first, only_second: how many are in one of them.
    """
    union = both + only_first + only_second
    return both / union if union else None
