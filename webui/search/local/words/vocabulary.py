"""The words of a field, and which of them a pattern or a slip may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.dictionary import Dictionary
from webui.search.deadlines.deadline import in_steps
from webui.search.local.engine.segment import Segment
from webui.search.local.words.edits import edit_distances

# Longer words are not looked for with errors: the work grows with their length,
# and nobody mistypes what nobody types.
MAX_FUZZY_LENGTH = 64

# Words that are looked at one by one, before the deadline is looked at again.
_AT_ONCE = 2**12


class Vocabulary:
    """The words of a field in one segment. It never changes.

    Words are known by their places in the order of their UTF-8 bytes.

    Args:
        dictionary: the words and how many documents have each.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self._terms = dictionary.terms
        self._own_bytes = dictionary.nbytes
        # Whoever asks for a word later need not fear that it is none.
        b" ".join(self._terms).decode()
        self.frequencies = dictionary.frequencies
        # A zero stands after each word, so that nothing is found across two.
        self._letters = np.frombuffer(b"\0".join([*self._terms, b""]), np.uint8)
        ends = np.cumsum([len(term) + 1 for term in self._terms], dtype=np.int64)
        self._starts = np.concatenate([np.zeros(1, np.int64), ends])[:-1]
        is_character = (self._letters & 0xC0) != 0x80
        self._lengths = self._summed(np.add, is_character.astype(np.int64)) - 1
        # Which of the ASCII letters a word has, as bits.
        bits = np.left_shift(np.uint32(1), self._letters & np.uint32(31), dtype=np.uint32)
        bits[(self._letters >= 0x80) | (self._letters == 0)] = 0
        self._signatures = self._summed(np.bitwise_or, bits)

    def __len__(self) -> int:
        return len(self._terms)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays and of the words, which the dictionary may no longer hold."""
        arrays = (self._letters, self._starts, self._lengths, self._signatures)
        return sum(array.nbytes for array in arrays) + self._own_bytes

    def word(self, place: int) -> str:
        """Return a word."""
        return self._terms[place].decode()

    def find(self, word: str) -> int | None:
        """Return the place of a word; None where there is none."""
        term = word.encode()
        place = bisect_left(self._terms, term)
        return place if place < len(self._terms) and self._terms[place] == term else None

    def like(self, pattern: str) -> Ints:
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

    def near(self, word: str, distance: int) -> Ints:
        """Return the words within so many edits of a word.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours
        (optimal string alignment). Words beyond :data:`MAX_FUZZY_LENGTH` have no neighbours.
        """
        if not 0 < len(word) <= MAX_FUZZY_LENGTH or not len(self):
            return np.empty(0, np.int64)
        own = np.uint32(0)
        for letter in word.encode():
            own |= np.uint32(1 << (letter & 31) if letter < 0x80 else 0)
        # An edit takes away one of the letters at the most, and brings another one.
        alike = np.bitwise_count(self._signatures ^ own) <= 2 * distance
        places = np.flatnonzero(alike & (np.abs(self._lengths - len(word)) <= distance))
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

    def _summed(self, combine: np.ufunc, values: npt.NDArray[np.generic]) -> Ints:
        """Combine what belongs to the letters of each word."""
        if not len(self._starts):
            return np.empty(0, np.int64)
        summed: Ints = combine.reduceat(values, self._starts)
        return summed


def vocabulary_of(segment: Segment, field: str) -> Vocabulary:
    """Return the words of a field in a segment, kept in its cache."""
    return segment.cached(("vocabulary", field), lambda: Vocabulary(segment.dictionary(field)))


class Vocabularies:
    """The words of a field in all segments."""

    def __init__(self, parts: Sequence[Vocabulary]) -> None:
        self._parts = parts

    def like(self, pattern: str) -> dict[str, int]:
        """Return the words that match a pattern (see :meth:`Vocabulary.like`)."""
        return self._counted([part.like(pattern) for part in self._parts])

    def near(self, word: str, distance: int) -> dict[str, int]:
        """Return the words within so many edits (see :meth:`Vocabulary.near`)."""
        return self._counted([part.near(word, distance) for part in self._parts])

    def _counted(self, found: list[Ints]) -> dict[str, int]:
        """Return words, and how many documents have each of them."""
        frequencies: dict[str, int] = {}
        for part, places in zip(self._parts, found, strict=True):
            counts = part.frequencies[places].tolist()
            for some in in_steps(list(zip(places.tolist(), counts, strict=True)), _AT_ONCE):
                for place, count in some:
                    word = part.word(place)
                    frequencies[word] = frequencies.get(word, 0) + count
        return frequencies


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


class WordIndex(Protocol):
    """The words of the index and how frequent they are."""

    def vocabulary(self, field: str) -> Vocabularies:
        """Return the words of a field and how frequent they are."""
        ...

    def frequency(self, field: str, word: str) -> int:
        """Return how many documents have a word in a field."""
        ...
