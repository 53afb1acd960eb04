"""The words of a field, and which of them a pattern or a slip may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.dictionary import Dictionary
from indexer.contract.codec.plain.letters import (
    lengths_of,
    signatures_of,
)
from indexer.contract.codec.plain.plain_terms import PlainTerms
from webui.search.deadlines.deadline import in_steps
from webui.search.local.engine.segment import Segment
from webui.search.local.words.recent import Recent
from webui.search.local.words.word_list import WordArrays, Words

Entry = tuple[str, int]
"""A word, and how many documents have it."""

# Words that are read before the deadline is looked at again.
_AT_ONCE = 2**12

# Patterns and slips whose words are remembered in each segment, if they are few.
_REMEMBERED = 16
_FEW = 200


class Vocabulary:
    """The words of a field in one segment. It never changes.

    Args:
        words: of the field, and perhaps of others.
        frequencies: how many documents have each in the field, shape (w,); 0 where it is none
            of its words.
        nbytes: that all of it takes, beside what is mapped.
    """

    def __init__(self, words: Words, frequencies: npt.NDArray[Any], nbytes: int = 0) -> None:
        self._words = words
        self._frequencies = frequencies
        self._known: Recent[list[Entry]] = Recent(_REMEMBERED, lambda found: len(found) <= _FEW)
        self.nbytes = nbytes

    def like(self, pattern: str) -> list[Entry]:
        """Return the words that match a pattern, in which ``*`` stands for any letters."""
        return self._known.get((pattern,), lambda: self._entries(self._words.matching(pattern)))

    def near(self, word: str, distance: int) -> list[Entry]:
        """Return the words within so many edits of a word.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours
        (optimal string alignment). Words beyond :data:`MAX_FUZZY_LENGTH` have no neighbours.
        """
        return self._known.get(
            (word, distance), lambda: self._entries(self._words.close_to(word, distance))
        )

    def _entries(self, places: Ints) -> list[Entry]:
        """Return those words that the field has, and how many documents have each."""
        counts = self._frequencies[places]
        own = counts > 0
        entries = zip(self._words.several(places[own]), counts[own].tolist(), strict=True)
        return [entry for some in in_steps(list(entries), _AT_ONCE) for entry in some]


def vocabulary_of(segment: Segment, field: str) -> Vocabulary:
    """Return the words of a field in a segment, kept with it."""
    ready = segment.group((field,))
    if ready is None or not ready.has_patterns:
        return segment.cached(("vocabulary", field), lambda: decoded(segment.dictionary(field)))
    words = segment.held(("words", ready.fields), lambda: _words_of(ready))
    return segment.held(("vocabulary", field), lambda: Vocabulary(words, ready.frequencies(field)))


def _words_of(ready: PlainTerms) -> Words:
    return Words(
        ready,
        lambda: WordArrays(ready.letters, ready.term_starts, ready.lengths, ready.signatures),
    )


class _Decoded(list[bytes]):
    """Terms as objects."""

    def lower_bound(self, term: bytes) -> int:
        return bisect_left(self, term)

    def several(self, places: Ints) -> list[bytes]:
        return [self[place] for place in places.tolist()]


def decoded(dictionary: Dictionary) -> Vocabulary:
    """Return the words of a dictionary that was decoded.

    Raises:
        UnicodeDecodeError: one of them is no word.
    """
    terms = dictionary.terms
    letters = np.frombuffer(b"\0".join([*terms, b""]), np.uint8)
    # Whoever asks for a word later need not fear that it is none.
    letters.tobytes().decode()
    starts = np.zeros(len(terms) + 1, np.int64)
    np.cumsum([len(term) + 1 for term in terms], out=starts[1:])
    lengths, signatures = lengths_of(letters, starts[:-1]), signatures_of(letters, starts[:-1])
    arrays = WordArrays(letters, starts, lengths, signatures)
    nbytes = dictionary.nbytes + sum(array.nbytes for array in arrays)
    return Vocabulary(Words(_Decoded(terms), lambda: arrays), dictionary.frequencies, nbytes)


class Vocabularies:
    """The words of a field in all segments."""

    def __init__(self, parts: Sequence[Vocabulary]) -> None:
        self._parts = parts

    def like(self, pattern: str, most: int | None = None) -> dict[str, int]:
        """Return the words that match a pattern (see :meth:`Vocabulary.like`): all of them."""
        return _added_up([part.like(pattern) for part in self._parts])

    def near(self, word: str, distance: int) -> dict[str, int]:
        """Return the words within so many edits (see :meth:`Vocabulary.near`)."""
        return _added_up([part.near(word, distance) for part in self._parts])


def _added_up(found: list[list[Entry]]) -> dict[str, int]:
    """Return words of several segments, and how many documents have each of them."""
    first, *others = found or [[]]
    frequencies = dict(first)
    for entries in others:
        for word, count in entries:
            frequencies[word] = frequencies.get(word, 0) + count
    return frequencies
