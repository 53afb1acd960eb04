"""Pairs of texts that may report one event: near in time, and sharing words that tell something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from indexer.segments.inverting.sorting import sort_places
from indexer.stories.distinct_texts import DAY, LONGEST, Texts
from indexer.stories.postings import TEXT, Postings
from indexer.stories.weights import Weights
from indexer.stories.word_statistics import Floats

_Scalar = TypeVar("_Scalar", bound=np.generic)

TELLING = 1 / 20
"""Texts that share only words that are in more texts than that are not compared.

Unless they are nearly the same: see :data:`ALIKE`.
"""

ALIKE = 0.5
"""Texts with such a cosine need no telling word, where words are in few texts all the same.

A small archive may be of one event, whose words are in most of its texts.
"""

LEAST_COSINE = 0.08
"""Of the cosine of two texts, the part that their telling words make."""

LEAST_COSINE_A_DAY = 0.005
"""More is asked for with each day between two texts.

What looks a little alike after a week is another event.
"""

# So many postings are looked at at once, and so many later texts, which have a row each in a
# table as wide as the days before them: few enough that a core keeps all of it in its own cache.
AT_ONCE = 200_000
ROWS = 64
CELLS = 250_000

# So many pairs are handed on together, of so many later texts: who looks at them has a table of
# these and their words.
PAIRS = 8192
TOGETHER = 256

# Whoever fills an archive with texts that are nearly the same makes no more work than that:
# of each word so many texts before a text are looked at, and so many pairs of a text are kept,
# the best ones. Where less than a thousand articles come in a day, there are fewer.
NEAREST = 1000
BEST = 250


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of texts.

    Attributes:
        earlier, later: the two of each pair, shape (p,); ascending by the later, then by
            the earlier.
    """

    earlier: Ints
    later: Ints

    def and_then(self, more: Pairs) -> Pairs:
        """Return these pairs and some of later texts."""
        return Pairs(
            np.concatenate([self.earlier, more.earlier]), np.concatenate([self.later, more.later])
        )


_NO_PAIRS = Pairs(np.empty(0, np.int64), np.empty(0, np.int64))


def candidates(
    texts: Texts, weights: Weights, postings: Postings, later: Bools, partner: Bools
) -> Iterator[Pairs]:
    """Yield the pairs that are worth a closer look, some at a time.

    Args:
        texts: in order of time.
        weights, postings: of the texts.
        later: which of them may be the later one of a pair, shape (n,).
        partner: which may be the earlier one, shape (n,).
    """
    begin = np.searchsorted(texts.first, texts.first - LONGEST)
    shares = weights.shares[postings.entries]
    compared = (shares <= TELLING) | weights.few[postings.entries]
    text = postings.keys & TEXT
    others = np.flatnonzero(compared & partner[text])
    keys = postings.keys[others]
    which = np.flatnonzero(compared & later[text])
    stop = np.searchsorted(keys, postings.keys[which])
    start = np.searchsorted(keys, (postings.keys[which] & ~TEXT) | begin[text[which]])
    start = np.maximum(start, stop - NEAREST)
    some = stop > start
    # Of each of the later texts one word after the other.
    order, rows = sort_places(text[which[some]])
    found = _Ranges(
        vector=weights.vector[postings.entries[which[some]]][order],
        start=start[some][order],
        count=(stop - start)[some][order],
    )
    common = shares[others] > TELLING
    partners = _Partners(
        text=keys & TEXT,
        vector=weights.vector[postings.entries[others]],
        common=common if common.any() else None,
    )
    # Where the entries of each row begin, and how many postings come before.
    distinct, firsts = np.unique(rows, return_index=True)
    firsts = np.append(firsts, len(rows))
    totals = np.concatenate([[0], np.cumsum(found.count)])[firsts]
    place = begun = 0
    known = _NO_PAIRS
    while place < len(distinct):
        after = int(np.searchsorted(totals, totals[place] + AT_ONCE, "right")) - 1
        after = min(max(after, place + 1), place + ROWS, len(distinct))
        first = int(begin[distinct[place]])
        while after > place + 1 and (after - place) * (distinct[after - 1] - first) > CELLS:
            after = (place + after + 1) // 2
        chosen = slice(firsts[place], firsts[after])
        table = distinct[place:after]
        row = np.searchsorted(table, rows[chosen])
        known = known.and_then(_near(texts.first, found.taken(chosen), partners, table, row, first))
        place = after
        if len(known.later) >= PAIRS or place - begun >= TOGETHER:
            yield known
            known, begun = _NO_PAIRS, place
    if len(known.later):
        yield known


@dataclass(frozen=True, slots=True)
class _Ranges:
    """Words of later texts, and where the postings of each are, among those of partners.

    Attributes:
        vector: what each weighs, shape (r,).
        start, count: of its range, shape (r,).
    """

    vector: Floats
    start: Ints
    count: Ints

    def taken(self, chosen: slice) -> _Ranges:
        return _Ranges(self.vector[chosen], self.start[chosen], self.count[chosen])

    def slices(self) -> list[slice]:
        stops = (self.start + self.count).tolist()
        return list(map(slice, self.start.tolist(), stops))


@dataclass(frozen=True, slots=True)
class _Partners:
    """Postings of texts that may be the earlier one of a pair.

    Attributes:
        text: of each, shape (o,).
        vector: what the word weighs in it, shape (o,).
        common: whether the word tells nothing, shape (o,); None where all tell something.
    """

    text: Ints
    vector: Floats
    common: Bools | None


def _near(
    first: Ints,
    found: _Ranges,
    partners: _Partners,
    table: Ints,
    row: Ints,
    base: int,
) -> Pairs:
    """Return the pairs that share enough.

    Args:
        first: when each text was published, in microseconds since 1970.
        found: words of some later texts.
        partners: the postings that these ranges are of.
        table: the later texts, ascending.
        row: the place among them of each word's text.
        base: no text before this one is near to any of them.
    """
    width = int(table[-1]) + 1 - base
    slices = found.slices()
    cell = _concatenated(partners.text, slices)
    cell += np.repeat(row * width - base, found.count)
    shared = _concatenated(partners.vector, slices)
    shared *= np.repeat(found.vector, found.count)
    cosine = np.asarray(np.bincount(cell, shared, len(table) * width), np.float64)
    if partners.common is not None:
        shared[_concatenated(partners.common, slices)] = 0
        told = np.bincount(cell, shared, len(table) * width)
        cosine = np.where(cosine >= ALIKE, cosine, told)
    near = np.flatnonzero(cosine >= LEAST_COSINE)
    later, earlier = table[near // width], near % width + base
    days = (first[later] - first[earlier]) / DAY
    kept = np.flatnonzero(cosine[near] >= LEAST_COSINE + LEAST_COSINE_A_DAY * days)
    kept = _best(later[kept], cosine[near[kept]], kept)
    return Pairs(earlier[kept], later[kept])


def _concatenated(values: npt.NDArray[_Scalar], slices: list[slice]) -> npt.NDArray[_Scalar]:
    # Ranges are long enough that copying them one by one is quicker than place by place.
    return np.concatenate([values[some] for some in slices])


def _best(later: Ints, cosine: Floats, pairs: Ints) -> Ints:
    """Return the best pairs of each later text, as many as may be, in their order."""
    firsts = np.flatnonzero(np.diff(later, prepend=-1))
    counts = np.diff(firsts, append=len(later))
    many = np.flatnonzero(counts > BEST)
    kept = np.ones(len(pairs), np.bool_)
    for first, count in zip(firsts[many].tolist(), counts[many].tolist(), strict=True):
        own = slice(first, first + count)
        # Of those that are equally good the first ones are kept.
        kept[own][np.argsort(-cosine[own], kind="stable")[BEST:]] = False
    return pairs[kept]
