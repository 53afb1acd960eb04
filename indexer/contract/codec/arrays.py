"""What arrays hold, and slices of them; both sides name them alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
"""Counts, places in other arrays, codes."""

Bools = npt.NDArray[np.bool_]

Docs = npt.NDArray[np.int32]
"""Document numbers as postings keep them; Whoosh's have 31 bits."""

Weights = npt.NDArray[np.float32]
"""Of postings: how often a word stands there, times what its field is worth."""

Digests = npt.NDArray[np.uint64]
"""Of URLs and titles; 0 stands for none."""


def ragged(starts: Ints, lengths: Ints) -> Ints:
    """Return the places of several slices of an array, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(
        starts - ends + lengths, lengths
    )
