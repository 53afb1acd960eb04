"""The words of texts, inverted: for each word the texts that have it, in order of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Ints
from indexer.segments.inverting.sorting import sort_places
from indexer.stories.distinct_texts import Texts
from indexer.stories.signatures import Words

TEXT = 2**32 - 1
"""The bits of a posting's key that are the number of its text."""

WORD = 32
"""How many bits are below those that are the number of its word."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The entries of texts, one for each distinct word of each, by word and by text within one.

    Attributes:
        words: the distinct words, ascending as signed numbers, shape (v,).
        codes: the place among them of each entry's word, shape (w,).
        owner: the text of each entry, shape (w,).
        keys: of each posting the place of its word in the upper half, its text in the lower
            one, ascending, shape (w,).
        entries: the entry of each posting, shape (w,).
    """

    words: Words
    codes: Ints
    owner: Ints
    keys: Ints
    entries: Ints

    def since(self, firsts: Ints, which: Ints) -> Ints:
        """Return where the postings of a word begin, from a given text on.

        Args:
            firsts: for each text the first one that counts, ascending, shape (n,).
            which: the postings that are asked about, ascending, shape (p,).

        Returns:
            For each of these, the first posting of the same word that counts.
        """
        keys = self.keys[which]
        # What is looked for is ascending, too, which makes it quick to find.
        found: Ints = np.searchsorted(self.keys, (keys & ~TEXT) | firsts[keys & TEXT])
        return found


def invert(texts: Texts) -> Postings:
    """Put the words of texts in order."""
    owner = np.repeat(np.arange(len(texts)), np.diff(texts.starts))
    # The places of one word are ascending, and so are its texts.
    places, words = sort_places(texts.words.view(np.int32).astype(np.int64))
    begins = np.ones(len(words), np.bool_)
    begins[1:] = words[1:] != words[:-1]
    numbers = np.cumsum(begins) - 1
    codes = np.empty(len(words), np.int64)
    codes[places] = numbers
    return Postings(
        words[begins].astype(np.uint32), codes, owner, numbers << WORD | owner[places], places
    )
