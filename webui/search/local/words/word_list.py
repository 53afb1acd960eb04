"""Words, and which of them a pattern or a slip may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.plain.letters import Letters, Signatures, signature_of
from webui.search.deadlines.deadline import in_steps
from webui.search.local.words.edits import edit_distances
from webui.search.local.words.recent import Recent

# Longer words are not looked for with errors: the work grows with their length,
# and nobody mistypes what nobody types.
MAX_FUZZY_LENGTH = 64

# Patterns and slips whose words are remembered.
_REMEMBERED = 4

# Words that are looked at one by one, before the deadline is looked at again.
_AT_ONCE = 2**12


class Words:
    """Words in the order of their UTF-8 bytes, each known by its place. They never change.

    Args:
        terms: the words.
        letters: of all of them, a zero after each, so that nothing is found across two.
        starts: where each begins, and where the letters end, shape (w + 1,).
        lengths: characters of each, shape (w,).
        signatures: of each, see ``letters``, shape (w,).
    """

    def __init__(
        self,
        terms: Sequence[bytes],
        letters: Letters,
        starts: npt.NDArray[Any],
        lengths: npt.NDArray[Any],
        signatures: Signatures,
    ) -> None:
        self._terms = terms
        self._letters = letters
        self._starts = starts[:-1]
        self._lengths = lengths
        self._signatures = signatures
        # Each field of a group asks the same.
        self._known: Recent[Ints] = Recent(_REMEMBERED)

    def __len__(self) -> int:
        return len(self._terms)

    def matching(self, pattern: str) -> Ints:
        """Return the words that match a pattern, in which ``*`` stands for any letters."""
        return self._known.get((pattern,), lambda: self._like(pattern))

    def close_to(self, word: str, distance: int) -> Ints:
        """Return the words within so many edits of a word; see :meth:`Vocabulary.near`."""
        return self._known.get((word, distance), lambda: self._near(word, distance))

    def word(self, place: int) -> str:
        """Return a word."""
        return self._terms[place].decode()

    def find(self, word: str) -> int | None:
        """Return the place of a word; None where there is none."""
        term = word.encode()
        place = bisect_left(self._terms, term)
        return place if place < len(self._terms) and self._terms[place] == term else None

    def _like(self, pattern: str) -> Ints:
        """Return the words that match a pattern, in which ``*`` stands for any letters."""
        first, *middle = (part.encode() for part in pattern.split("*"))
        if not middle:
            place = self.find(pattern)
            return np.array([] if place is None else [place], np.int64)
        *inner, last = middle
        low = bisect_left(self._terms, first)
        # No byte of UTF-8 is 255.
        high = bisect_left(self._terms, first + b"\xff")
        places = np.arange(low, high)
        for part in {*inner, last} - {b""}:
            places = places[self._having(part, low, high)[places - low]]
        if not last and len([part for part in inner if part]) <= 1 and not (first and any(inner)):
            return places
        terms = self._terms
        kept = []
        for some in in_steps(places.tolist(), _AT_ONCE):
            kept += [place for place in some if _has_parts(terms[place], len(first), inner, last)]
        return np.array(kept, np.int64)

    def _near(self, word: str, distance: int) -> Ints:
        """Return the words within so many edits of a word.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours
        (optimal string alignment). Words beyond :data:`MAX_FUZZY_LENGTH` have no neighbours.
        """
        if not 0 < len(word) <= MAX_FUZZY_LENGTH or not len(self):
            return np.empty(0, np.int64)
        low, high = max(len(word) - distance, 0), len(word) + distance
        places: Ints = np.flatnonzero((self._lengths >= low) & (self._lengths <= high))
        # An edit takes away one of the letters at the most, and brings another one.
        alike: Bools = (
            np.bitwise_count(self._signatures[places] ^ signature_of(word)) <= 2 * distance
        )
        places = places[alike]
        if not len(places):
            return places
        distances = [
            edit_distances(word, [self.word(place) for place in some], distance)
            for some in in_steps(places.tolist(), _AT_ONCE)
        ]
        return places[np.concatenate(distances) <= distance]

    def _having(self, part: bytes, low: int, high: int) -> npt.NDArray[np.bool_]:
        """Return which of the words from ``low`` to before ``high`` hold some letters."""
        found = np.zeros(high - low, np.bool_)
        if low == high:
            return found
        base = int(self._starts[low])
        stop = int(self._starts[high]) if high < len(self) else len(self._letters)
        letters = self._letters[base:stop]
        width = max(len(letters) - len(part) + 1, 0)
        here = np.ones(width, np.bool_)
        for offset, byte in enumerate(part):
            here &= letters[offset : offset + width] == byte
        at = np.flatnonzero(here) + base
        found[np.searchsorted(self._starts[low:high], at, "right") - 1] = True
        return found


def _has_parts(word: bytes, start: int, inner: list[bytes], last: bytes) -> bool:
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
