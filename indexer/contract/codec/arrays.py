"""What arrays hold; both sides name them alike."""

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
