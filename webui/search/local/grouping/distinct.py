"""Counting what is different: numbers by row, each once."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints

# A table of so many places is filled in a millisecond, and one of so many more for each number
# sooner than the numbers are sorted.
_SMALL_TABLE = 2**20
_PLACES_A_NUMBER = 32


def distinct_by_row(rows: Ints, numbers: Ints, height: int, width: int) -> Ints:
    """Return how many different numbers there are in each row.

    Args:
        rows: of each occurrence, from 0 to ``height``, shape (n,).
        numbers: of each occurrence, from 0 to ``width``, shape (n,).
        height: how many rows there are.
        width: how many numbers there may be.

    Returns:
        Of each row, int64, shape (height,).
    """
    pairs = rows * width + numbers
    if height * width <= _SMALL_TABLE + _PLACES_A_NUMBER * len(pairs):
        table = np.zeros(height * width, np.bool_)
        table[pairs] = True
        found: Ints = np.count_nonzero(table.reshape(height, width), axis=1).astype(np.int64)
        return found
    ordered = np.sort(pairs)
    is_first = np.ones(len(ordered), np.bool_)
    is_first[1:] = ordered[1:] != ordered[:-1]
    counts: Ints = np.bincount(ordered[is_first] // max(width, 1), minlength=height)
    return counts
