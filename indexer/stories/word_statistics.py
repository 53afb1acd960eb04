"""Which words are rare in an archive, and which a provider uses in many of its titles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Digests, Ints
from indexer.stories.distinct_texts import Texts
from indexer.stories.signatures import Words

Floats = npt.NDArray[np.float64]

PRIOR_TEXTS = 700
"""An archive is held to be so many texts larger than it is."""

PRIOR_SHARE = 1 / 2000
"""So many of these are held to have any given word.

In a small archive a word in two of fifty articles is not common.
"""

FEW = 250
"""So many texts are few, however large a part of the archive they are."""

HABIT = 5
"""A word is a provider's habit if it is in more of its titles."""

_NONE = np.empty(0, np.uint64)
_Counted: TypeAlias = tuple[Digests, Digests]

_LOWER_HALF = np.uint64(2**32 - 1)


@dataclass(frozen=True, slots=True)
class Statistics:
    """How often words were used in some texts.

    Attributes:
        count: number of the texts.
        words: their distinct words, ascending, shape (v,).
        counts: in how many texts each one is, shape (v,).
        habits: a provider's digest in the upper half and a word in the lower one, ascending,
            of those that are a habit, shape (h,).
        titles: in how many titles of that provider the word is, shape (h,).
    """

    count: int
    words: Words
    counts: Words
    habits: Digests
    titles: Words

    def shares(self, words: Words) -> Floats:
        """Return the share of texts that each word is expected in, above 0."""
        counts = _looked_up(words, self.words, self.counts)
        return (counts + PRIOR_TEXTS * PRIOR_SHARE) / (self.count + PRIOR_TEXTS)

    def are_few(self, shares: Floats) -> Bools:
        """Tell which shares of the texts are few texts."""
        few: Bools = shares * (self.count + PRIOR_TEXTS) <= FEW
        return few

    def may_be_habits(self, words: Words) -> Bools:
        """Tell which words are a habit of any provider."""
        return np.isin(words, (self.habits & _LOWER_HALF).astype(np.uint32))

    def damping(self, providers: Words, words: Words) -> Floats:
        """Return what is left of each word's weight with a provider, above 0 and up to 1."""
        titles = _looked_up(_habit(providers, words), self.habits, self.titles)
        return 1 / (1 + np.log1p(np.maximum(titles - HABIT, 0)))


class Tally:
    """Counts the words of texts, some at a time."""

    def __init__(self) -> None:
        self._count = 0
        self._words: _Counted = (_NONE, _NONE)
        self._titles: _Counted = (_NONE, _NONE)

    def add(self, texts: Texts) -> None:
        """Count some more texts."""
        self._count += len(texts)
        self._words = _added(self._words, texts.words.astype(np.uint64))
        titled = np.flatnonzero(texts.in_title)
        owner = np.searchsorted(texts.starts, titled, "right") - 1
        self._titles = _added(self._titles, _habit(texts.provider[owner], texts.words[titled]))

    def statistics(self) -> Statistics:
        """Return what was counted."""
        words, counts = self._words
        habits, titles = self._titles
        kept = titles > HABIT
        return Statistics(
            self._count,
            words.astype(np.uint32),
            counts.astype(np.uint32),
            habits[kept],
            titles[kept].astype(np.uint32),
        )


def _added(counted: _Counted, more: Digests) -> _Counted:
    known, counts = counted
    new, added = np.unique(more, return_counts=True)
    both, place = np.unique(np.concatenate([known, new]), return_inverse=True)
    sums = np.bincount(place, np.concatenate([counts, added]), len(both))
    return both, sums.astype(np.uint64)


def _habit(providers: Words, words: Words) -> Digests:
    return providers.astype(np.uint64) << np.uint64(32) | words


def _looked_up(wanted: npt.NDArray[Any], known: npt.NDArray[Any], values: Words) -> Ints:
    """Return the values of numbers; 0 of those that are not known."""
    if not len(known):
        return np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, values[at], 0).astype(np.int64)
