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
        pair: that each word belongs to, ascending, shape (s,).
        earlier, later: its entries in the two texts, shape (s,).
    """

    pair: Ints
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
        self._title_words: Ints = np.bincount(postings.owner[texts.in_title], minlength=count)
        self._title = np.bincount(postings.owner, weights.weight * texts.in_title, count)
        self._excerpt = np.bincount(postings.owner, weights.weight * texts.in_excerpt, count)

    def describe(self, pairs: Pairs) -> Described:
        """Describe pairs, which are ascending by the later text."""
        texts, weights = self._texts, self._weights
        shared = self._shared(pairs)
        i, j = pairs.earlier, pairs.later
        count = len(i)

        def total(values: Floats) -> Floats:
            return np.bincount(shared.pair, values, count).astype(np.float64)

        firsts = np.searchsorted(shared.pair, np.arange(count + 1))
        words = np.diff(firsts)

        def greatest(values: Floats) -> Floats:
            result = np.zeros(count)
            some = words > 0
            if some.any():
                result[some] = np.maximum.reduceat(values, firsts[:-1][some])
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
        burst, third = self._bursts(shared, firsts)
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
                    self._greatest_missing(i, shared.pair, shared.earlier),
                    self._greatest_missing(j, shared.pair, shared.later),
                ),
            ]
        )
        copied = (words >= COPIED * (sizes[i] + sizes[j] - words)) | same_excerpt
        copied |= same_title & (self._title_words[i] >= TITLE_WORDS)
        return Described(pairs, features, copied)

    def _greatest_missing(self, text: Ints, pair: Ints, entries: Ints) -> Floats:
        """Return the greatest weight of a title's words that the other text of a pair lacks.

        Args:
            text: one text of each pair, shape (p,).
            pair, entries: the words of it that the other one has, see :class:`_Shared`.
        """
        starts, counts = self._texts.starts[text], self._title_words[text]
        ends = np.cumsum(counts)
        weight = self._weights.weight[ragged(starts, counts)]
        # The words of a title are the first ones of a text.
        place = entries - starts[pair]
        titled = place < counts[pair]
        weight[(ends - counts)[pair[titled]] + place[titled]] = 0
        result = np.zeros(len(text))
        some = counts > 0
        if some.any():
            result[some] = np.maximum.reduceat(weight, (ends - counts)[some])
        return result

    def _bursts(self, shared: _Shared, firsts: Ints) -> tuple[Floats, Floats]:
        """Return the greatest burst of the words of each pair and the third, 0 where none is."""
        # Bursts are of 32 bits here, which order as the integers that they are made of do.
        burst = np.sort(shared.pair << 32 | _descending(self._burst[shared.later]))
        words = np.diff(firsts)

        def nth(n: int) -> Floats:
            result = np.zeros(len(words))
            some = words > n
            result[some] = _ascending(burst[firsts[:-1][some] + n])
            return result

        return nth(0), nth(2)

    def _shared(self, pairs: Pairs) -> _Shared:
        texts, codes = self._texts, self._postings.codes
        if not len(pairs.later):
            none = np.empty(0, np.int64)
            return _Shared(none, none, none)
        # The later texts are the rows of a table, and their words its columns.
        begins = np.diff(pairs.later, prepend=-1) != 0
        rows = pairs.later[begins]
        sizes = np.diff(texts.starts)
        own = ragged(texts.starts[rows], sizes[rows])
        row = np.repeat(np.arange(len(rows)), sizes[rows])
        used = np.zeros(len(self._postings.words), np.bool_)
        used[codes[own]] = True
        distinct = np.flatnonzero(used)
        columns = np.full(len(self._postings.words), -1, np.int32)
        columns[distinct] = np.arange(len(distinct))
        table = np.full(len(rows) * len(distinct), -1, np.int32)
        table[row * len(distinct) + columns[codes[own]]] = np.arange(len(own))
        counts = sizes[pairs.earlier]
        entries = ragged(texts.starts[pairs.earlier], counts)
        column = columns[codes[entries]]
        pair = np.repeat(np.arange(len(counts)), counts)
        known = np.flatnonzero(column >= 0)
        place = (np.cumsum(begins) - 1)[pair[known]] * len(distinct) + column[known]
        found = table[place]
        both = found >= 0
        known = known[both]
        return _Shared(pair[known], entries[known], own[found[both]])


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
