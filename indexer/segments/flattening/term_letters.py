"""The terms of a group → their letters as plain arrays, and what patterns and slips look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.plain.letters import lengths_of, signatures_of


def letter_arrays(terms: Sequence[bytes], *, for_patterns: bool) -> dict[str, npt.NDArray[Any]]:
    """Return the letters of terms, and where each term begins.

    Args:
        terms: in the order of their bytes, none with a zero in it.
        for_patterns: whether they are compared with patterns and misspelt words.
    """
    # A zero stands after each word, so that nothing is found across two.
    letters = np.frombuffer(b"\0".join([*terms, b""]), np.uint8)
    ends: Ints = np.cumsum([len(term) + 1 for term in terms], dtype=np.int64)
    starts = np.concatenate([np.zeros(1, np.int64), ends])
    arrays: dict[str, npt.NDArray[Any]] = {
        "letters": letters,
        "term_starts": starts.astype(np.uint32),
    }
    if for_patterns:
        arrays["lengths"] = np.minimum(lengths_of(letters, starts[:-1]), 2**16 - 1).astype(
            np.uint16
        )
        arrays["signatures"] = signatures_of(letters, starts[:-1])
    return arrays
