"""Words, and which of them a pattern or a slip may mean."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple, Protocol

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


class Terms(Protocol):
    """Words as UTF-8 in the order of their bytes, each known by its place."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def lower_bound(self, term: bytes) -> int:
        """Return the place of the first one that is not less than some bytes."""
        ...

    def several(self, places: Ints) -> list[bytes]:
        """Return the words at some places, ascending."""
        ...


class WordArrays(NamedTuple):
    """What is looked at of all words.

    Attributes:
        letters: of all of them, a zero after each, so that nothing is found across two.
        starts: where each begins, and where the letters end, shape (w + 1,).
        lengths: characters of each, shape (w,).
        signatures: of each, see ``letters``, shape (w,).
    """

    letters: Letters
    starts: npt.NDArray[Any]
    lengths: npt.NDArray[Any]
    signatures: Signatures


class Words:
    """Words, each known by its place. They never change.

    Args:
        terms: the words.
        arrays: gives what is looked at of all of them.
    """

    def __init__(self, terms: Terms, arrays: Callable[[], WordArrays]) -> None:
        self._terms = terms
        self._make_arrays = arrays
        # Each field of a group asks the same.
        self._known: Recent[Ints] = Recent(_REMEMBERED)

    def __len__(self) -> int:
        return len(self._terms)

    @cached_property
    def _arrays(self) -> WordArrays:
        return self._make_arrays()

    def matching(self, pattern: str) -> Ints:
        """Return the words that match a pattern, in which ``*`` stands for any letters."""
        return self._known.get((pattern,), lambda: self._like(pattern))

    def close_to(self, word: str, distance: int) -> Ints:
        """Return the words within so many edits of a word; see :meth:`Vocabulary.near`."""
        return self._known.get((word, distance), lambda: self._near(word, distance))

    def several(self, places: Ints) -> list[str]:
        """Return the words at some places, ascending."""
        return [term.decode() for term in self._terms.several(places)]

    def _find(self, word: str) -> Ints:
        term = word.encode()
        place = np.array([self._terms.lower_bound(term)], np.int64)
        return place if place[0] < len(self) and self._terms.several(place) == [term] else place[:0]

    def _like(self, pattern: str) -> Ints:
        """Return the words that match a pattern, in which ``*`` stands for any letters."""
        first, *middle = (part.encode() for part in pattern.split("*"))
        if not middle:
            return self._find(pattern)
        *inner, last = middle
        low = self._terms.lower_bound(first)
        # No byte of UTF-8 is 255.
        high = self._terms.lower_bound(first + b"\xff")
        places = np.arange(low, high)
        for part in {*inner, last} - {b""}:
            places = places[self._having(part, low, high)[places - low]]
        if not last and len([part for part in inner if part]) <= 1 and not (first and any(inner)):
            return places
        kept = [
            _has_parts(term, len(first), inner, last)
            for some in in_steps(self._terms.several(places), _AT_ONCE)
            for term in some
        ]
        return places[np.array(kept, np.bool_)]

    def _near(self, word: str, distance: int) -> Ints:
        """Return the words within so many edits of a word.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours
        (optimal string alignment). Words beyond :data:`MAX_FUZZY_LENGTH` have no neighbours.
        """
        if not 0 < len(word) <= MAX_FUZZY_LENGTH or not len(self):
            return np.empty(0, np.int64)
        low, high = max(len(word) - distance, 0), len(word) + distance
        lengths = self._arrays.lengths
        places: Ints = np.flatnonzero((lengths >= low) & (lengths <= high))
        # An edit takes away one of the letters at the most, and brings another one.
        alike: Bools = (
            np.bitwise_count(self._arrays.signatures[places] ^ signature_of(word)) <= 2 * distance
        )
        places = places[alike]
        if not len(places):
            return places
        distances = [
            edit_distances(word, list(some), distance)
            for some in in_steps(self.several(places), _AT_ONCE)
        ]
        return places[np.concatenate(distances) <= distance]

    def _having(self, part: bytes, low: int, high: int) -> npt.NDArray[np.bool_]:
        """Return which of the words from ``low`` to before ``high`` hold some letters."""
        found = np.zeros(high - low, np.bool_)
        if low == high:
            return found
        starts = self._arrays.starts
        base, stop = int(starts[low]), int(starts[high])
        letters = self._arrays.letters[base:stop]
        width = max(len(letters) - len(part) + 1, 0)
        here = np.ones(width, np.bool_)
        for offset, byte in enumerate(part):
            here &= letters[offset : offset + width] == byte
        at = np.flatnonzero(here) + base
        found[np.searchsorted(starts[low:high], at, "right") - 1] = True
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
