"""The words of one field of the index, and which of them a pattern or a slip may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

# Longer words are not looked for with errors: the work grows with their length,
# and nobody mistypes what nobody types.
MAX_FUZZY_LENGTH = 64


class Vocabulary:
    """The words of a field, each once. It never changes."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        self._lengths = np.array([len(word) for word in self._words], np.int64)

    def __len__(self) -> int:
        return len(self._words)

    def like(self, pattern: str) -> list[str]:
        """Return the words that match a pattern, in which ``*`` stands for any letters."""
        first, *middle = pattern.split("*")
        if not middle:
            return list(self._starting_with(pattern, exactly=True))
        *inner, last = middle
        return [
            word for word in self._starting_with(first) if _has_parts(word, len(first), inner, last)
        ]

    def near(self, word: str, distance: int) -> list[str]:
        """Return the words within so many edits of a word.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours
        (optimal string alignment). Words beyond :data:`MAX_FUZZY_LENGTH` have no neighbours.
        """
        if not 0 < len(word) <= MAX_FUZZY_LENGTH:
            return []
        places = np.flatnonzero(np.abs(self._lengths - len(word)) <= distance)
        if not len(places):
            return []
        candidates = [self._words[place] for place in places.tolist()]
        found = edit_distances(word, candidates, distance) <= distance
        return [candidates[place] for place in np.flatnonzero(found).tolist()]

    def _starting_with(self, prefix: str, *, exactly: bool = False) -> Iterator[str]:
        for place in range(bisect_left(self._words, prefix), len(self._words)):
            word = self._words[place]
            if not (word == prefix if exactly else word.startswith(prefix)):
                return
            yield word


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
    letters = np.array(candidates, f"<U{width}").view(np.uint32).reshape(count, width)
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


def _has_parts(word: str, start: int, inner: list[str], last: str) -> bool:
    """Whether the parts of a pattern follow each other in a word, the last one at its end."""
    end = len(word) - len(last)
    if start > end or not word.endswith(last):
        return False
    for part in inner:
        found = word.find(part, start, end)
        if found < 0:
            return False
        start = found + len(part)
    return True
