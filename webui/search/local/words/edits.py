"""The edit distance between one word and many."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def edit_distances(word: str, candidates: list[str], limit: int) -> npt.NDArray[np.int64]:
    """Return the edits from a word to each candidate; anything above ``limit`` is above it.

    All candidates are worked on at once, one array operation for each cell of
    the usual table within ``limit`` of its diagonal.

    Args:
        word: what to compare with.
        candidates: at least one, none longer than ``len(word) + limit``.
        limit: edits beyond which the number no longer matters.
    """
    count, width = len(candidates), len(word) + limit
    letters = np.array(candidates, f"<U{width}").view("<u4").reshape(count, width)
    lengths = np.array([len(candidate) for candidate in candidates])
    far = np.full(count, limit + 1, np.int64)
    # Rows are numbered by letters of the word, columns by letters of the candidates.
    before: dict[int, npt.NDArray[np.int64]] = {}
    row = {column: np.full(count, column) for column in range(limit + 1)}
    result = np.where(lengths == 0, len(word), limit + 1)
    for i, letter in enumerate(word, 1):
        above, before_above, row = row, before, {}
        before = above
        for j in range(max(0, i - limit), min(width, i + limit) + 1):
            cell = above.get(j, far) + 1
            if j:
                same = letters[:, j - 1] == ord(letter)
                cell = np.minimum(cell, row.get(j - 1, far) + 1)
                cell = np.minimum(cell, above.get(j - 1, far) + ~same)
            if i > 1 and j > 1:
                swapped = (letters[:, j - 1] == ord(word[i - 2])) & (
                    letters[:, j - 2] == ord(letter)
                )
                swap = np.where(swapped, before_above.get(j - 2, far) + 1, limit + 1)
                cell = np.minimum(cell, swap)
            row[j] = cell
    for j, cell in row.items():
        result = np.where(lengths == j, cell, result)
    return result
