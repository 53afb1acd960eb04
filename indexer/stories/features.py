"""What two texts have in common, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints, ragged
from indexer.stories.candidates import Pairs
from indexer.stories.distinct_texts import DAY, Texts
from indexer.stories.postings import Postings
from indexer.stories.weights import Weights
from indexer.stories.word_statistics import Floats

COPIED = 0.8
"""Of the words of two texts, the share that both have if one is the other, edited a little."""

TITLE_WORDS = 4
"""A title of fewer words may be the same by chance."""

# Of a title of more words only those are looked at that weigh most.
_RANKED = 63

_TINY = 1e-9
_SIGN = 1 << 31

FEATURES = (
    "cosine",
    "days",
    "burst",
    "third_burst",
    "same_provider_burst",
    "containment",
    "days_containment",
    "days_burst",
    "rarest",
    "rarest_in_titles",
    "same_title",
    "same_excerpt",
    "shared_words",
    "excerpt_overlap",
    "lesser_remainder",
    "same_provider_cosine",
    "conflict",
)


@dataclass(frozen=True, slots=True)
class Described:
    """Pairs of texts, and what the two of each have in common.

    Attributes:
        pairs: the pairs.
        features: one column for each of :data:`FEATURES`, shape (p, f).
        copied: whether the later text is a copy of the earlier one, shape (p,).
    """

    pairs: Pairs
    features: Floats
    copied: Bools


@dataclass(frozen=True, slots=True)
class _Shared:
    """The words that both texts of pairs have.

    Attributes:
        words: how many each pair has, shape (p,).
        earlier, later: the entries of each word in the two texts, one pair after the other,
            shape (s,).
    """

    words: Ints
    earlier: Ints
    later: Ints


class Describer:
    """Says what pairs of texts have in common.

    Args:
        texts: in order of time.
        postings, weights: of the texts.
        burst: see :func:`bursts`, of those entries that the later text of a pair has,
            shape (w,).
    """

    def __init__(self, texts: Texts, postings: Postings, weights: Weights, burst: Floats) -> None:
        self._texts = texts
        self._weights = weights
        self._postings = postings
        self._burst = burst
        count = len(texts)
        self._codes = postings.codes.astype(np.int32)
        self._titles = _Titles(texts, postings, weights)
        self._title = np.bincount(postings.owner, weights.weight * texts.in_title, count)
        self._excerpt = np.bincount(postings.owner, weights.weight * texts.in_excerpt, count)

    def describe(self, pairs: Pairs) -> Described:
        """Describe pairs, which are ascending by the later text and share a word each."""
        texts, weights = self._texts, self._weights
        shared = self._shared(pairs)
        i, j = pairs.earlier, pairs.later
        words = shared.words
        some = np.flatnonzero(words)
        pair = np.repeat(np.arange(len(words)), words)
        firsts = (np.cumsum(words) - words)[some]

        def total(values: Floats) -> Floats:
            return np.bincount(pair, values, len(words)).astype(np.float64)

        def greatest(values: Floats) -> Floats:
            result = np.zeros(len(words))
            if len(some):
                result[some] = np.maximum.reduceat(values, firsts)
            return result

        cosine = total(weights.vector[shared.earlier] * weights.vector[shared.later])
        days = (texts.first[j] - texts.first[i]) / DAY
        one, two = weights.weight[shared.earlier], weights.weight[shared.later]
        in_one, in_two = texts.in_title[shared.earlier], texts.in_title[shared.later]
        both = in_one & in_two
        contained = np.maximum(
            total(one * in_one) / np.maximum(self._title[i], _TINY),
            total(two * in_two) / np.maximum(self._title[j], _TINY),
        )
        mean = np.sqrt(one * two)
        excerpts = total(mean * (texts.in_excerpt[shared.earlier] & texts.in_excerpt[shared.later]))
        remainder = np.minimum(
            self._title[i] - total(one * both), self._title[j] - total(two * both)
        )
        rare = weights.rarity[shared.earlier]
        burst, third = self._bursts(pair, shared)
        same = (texts.provider[i] == texts.provider[j]).astype(np.float64)
        same_title = texts.title[i] == texts.title[j]
        same_excerpt = (texts.excerpt[i] == texts.excerpt[j]) & (texts.excerpt[i] != 0)
        sizes = np.diff(texts.starts)
        features = np.column_stack(
            [
                cosine,
                days,
                burst,
                third,
                same * burst,
                contained,
                days * contained,
                days * burst,
                greatest(rare),
                greatest(rare * both),
                same_title,
                same_excerpt,
                np.log1p(words),
                excerpts / np.maximum(np.maximum(self._excerpt[i], self._excerpt[j]), _TINY),
                np.log1p(np.maximum(remainder, 0)),
                same * cosine,
                np.minimum(
                    self._titles.greatest_missing(i, shared.words, shared.earlier),
                    self._titles.greatest_missing(j, shared.words, shared.later),
                ),
            ]
        )
        copied = (words >= COPIED * (sizes[i] + sizes[j] - words)) | same_excerpt
        copied |= same_title & (self._titles.words[i] >= TITLE_WORDS)
        return Described(pairs, features, copied)

    def _bursts(self, pair: Ints, shared: _Shared) -> tuple[Floats, Floats]:
        """Return the greatest burst of the words of each pair and the third, 0 where none is."""
        # Bursts are of 32 bits here, which order as the integers that they are made of do.
        burst = np.sort(pair << 32 | _descending(self._burst[shared.later]))
        words = shared.words
        firsts = np.cumsum(words) - words

        def nth(n: int) -> Floats:
            result = np.zeros(len(words))
            some = words > n
            result[some] = _ascending(burst[firsts[some] + n])
            return result

        return nth(0), nth(2)

    def _shared(self, pairs: Pairs) -> _Shared:
        texts, codes = self._texts, self._codes
        if not len(pairs.later):
            none = np.empty(0, np.int64)
            return _Shared(none, none, none)
        # The later texts are the rows of a table, and their words its columns; the last column
        # is of all words that none of them has.
        begins = np.diff(pairs.later, prepend=-1) != 0
        rows = pairs.later[begins]
        sizes = np.diff(texts.starts)
        own = ragged(texts.starts[rows], sizes[rows])
        used = np.zeros(len(self._postings.words), np.bool_)
        used[codes[own]] = True
        distinct = np.flatnonzero(used)
        width = len(distinct) + 1
        column_of = np.full(len(used), width - 1, np.int32)
        column_of[distinct] = np.arange(len(distinct))
        table = np.full(len(rows) * width, -1, np.int32)
        table[np.repeat(np.arange(len(rows)) * width, sizes[rows]) + column_of[codes[own]]] = own
        counts = sizes[pairs.earlier]
        entries = ragged(texts.starts[pairs.earlier], counts)
        cell = np.repeat((np.cumsum(begins) - 1) * width, counts)
        cell += column_of[codes[entries]]
        found = table[cell]
        both = found >= 0
        words = np.add.reduceat(both, np.cumsum(counts) - counts, dtype=np.int64)
        places = np.flatnonzero(both)
        return _Shared(words, entries[places], found[places].astype(np.int64))


class _Titles:
    """Which words of each title weigh most.

    Args:
        texts, postings, weights: see :class:`Describer`.

    Attributes:
        words: how many each title has, shape (n,).
    """

    def __init__(self, texts: Texts, postings: Postings, weights: Weights) -> None:
        entries = np.flatnonzero(texts.in_title)
        owner = postings.owner[entries]
        self.words: Ints = np.bincount(owner, minlength=len(texts))
        order = np.lexsort((-weights.weight[entries], owner))
        rank = np.arange(len(entries)) - np.repeat(np.cumsum(self.words) - self.words, self.words)
        ranked = entries[order]
        # One bit for each word of a title, the lowest for the one that weighs most.
        self._bits = np.zeros(len(texts.in_title), np.uint64)
        few = rank < _RANKED
        self._bits[ranked[few]] = np.uint64(1) << rank[few].astype(np.uint64)
        # Behind the words of each title stands one that weighs nothing.
        self._starts = np.cumsum(self.words + 1) - self.words - 1
        self._weights = np.zeros(len(entries) + len(texts))
        places = np.repeat(self._starts, self.words) + rank
        self._weights[places[few]] = weights.weight[ranked[few]]

    def greatest_missing(self, text: Ints, words: Ints, entries: Ints) -> Floats:
        """Return the greatest weight of a title's words that the other text of a pair lacks.

        Of a title of more than 63 words only the 63 that weigh most count.

        Args:
            text: one text of each pair, shape (p,).
            words, entries: how many words of each pair both have, and the entries of these in
                that text, see :class:`_Shared`.
        """
        shared = np.zeros(len(text), np.uint64)
        some = np.flatnonzero(words)
        if len(some):
            firsts = (np.cumsum(words) - words)[some]
            shared[some] = np.bitwise_or.reduceat(self._bits[entries], firsts)
        lowest = ~shared & (shared + np.uint64(1))
        rank = np.frexp(lowest.astype(np.float64))[1] - 1
        greatest: Floats = self._weights[self._starts[text] + np.minimum(rank, self.words[text])]
        return greatest


def _descending(values: Floats) -> Ints:
    """Return numbers below 2³², the smaller the greater a value is."""
    bits = values.astype(np.float32).view(np.uint32)
    sign = bits >> np.uint32(31) > 0
    return np.where(sign, bits, bits ^ np.uint32(_SIGN - 1)).astype(np.int64)


def _ascending(numbers: Ints) -> Floats:
    """Return the values of numbers, whatever is above their lower 32 bits."""
    bits = numbers.astype(np.uint32)
    sign = bits >= np.uint32(_SIGN)
    plain = np.where(sign, bits, bits ^ np.uint32(_SIGN - 1))
    return plain.view(np.float32).astype(np.float64)
