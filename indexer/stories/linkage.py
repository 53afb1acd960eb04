"""Pairs that are likely one event → groups that are.

Agglomerative clustering: what is most alike is put together first. Two groups are as alike
as the better half of the pairs between them are on average. The average over all pairs, as in
group-average linkage (Sokal and Michener, 1958), tears an event apart whose first report and
whose last reaction share no word; the best pair alone, as in single linkage, chains events.

In each round all pairs of groups join that are each other's best: the best pair of all is
always one of them, and which pairs were looked at first does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Docs, Ints
from indexer.stories.distinct_texts import LONGEST
from indexer.stories.edges import Edges, Likely
from indexer.stories.model import CERTAIN
from indexer.stories.word_statistics import Floats

JOINING = round(0.64 * CERTAIN)
"""Groups that are less alike are two events."""

APART = 0.02 * CERTAIN
"""How alike two texts are that were not compared, or hardly."""

_LIKELY_BITS = 8


def link(edges: Edges, first: Ints, last: Ints) -> Ints:
    """Group texts that report one event.

    Args:
        edges: between them; the texts are numbered from 0, in order of time.
        first, last: when the first and the last article with each text was published, in
            microseconds since 1970, shape (n,).

    Returns:
        The least text of each one's group, shape (n,). No group lasts longer than
        ``LONGEST``.
    """
    group = np.arange(len(first))
    first, last = first.copy(), last.copy()
    size = np.ones(len(first), np.int64)
    one = np.minimum(edges.earlier, edges.later).astype(np.int32)
    two = np.maximum(edges.earlier, edges.later).astype(np.int32)
    likely = edges.likely
    known = _NOTHING
    # Only what has joined is alike to others in a new way; at first, that is everything.
    anew = np.ones(len(one), np.bool_)
    while True:
        found = _alike(one[anew], two[anew], likely[anew], size)
        lasting = np.maximum(last[found.one], last[found.two])
        lasting -= np.minimum(first[found.one], first[found.two])
        known = known.and_with(found.taken((lasting <= LONGEST) & (found.alike >= JOINING)))
        if not len(known.one):
            return group
        best = known.taken(_mutual_best(known, len(group)))
        size[best.one] += size[best.two]
        first[best.one] = np.minimum(first[best.one], first[best.two])
        last[best.one] = np.maximum(last[best.one], last[best.two])
        into = np.arange(len(group))
        into[best.two] = best.one
        group = into[group]
        joined = np.zeros(len(group), np.bool_)
        joined[best.one] = joined[best.two] = True
        known = known.taken(~(joined[known.one] | joined[known.two]))
        anew = joined[one] | joined[two]
        left, right = into[one[anew]], into[two[anew]]
        one[anew], two[anew] = np.minimum(left, right), np.maximum(left, right)
        anew &= one != two


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of groups, each once, shape (p,).

    Attributes:
        one, two: the groups, the lesser one first.
        alike: how alike they are.
    """

    one: Ints
    two: Ints
    alike: Floats

    def taken(self, which: Bools | Ints) -> _Pairs:
        return _Pairs(self.one[which], self.two[which], self.alike[which])

    def and_with(self, others: _Pairs) -> _Pairs:
        return _Pairs(
            np.concatenate([self.one, others.one]),
            np.concatenate([self.two, others.two]),
            np.concatenate([self.alike, others.alike]),
        )


_NOTHING = _Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


def _alike(one: Docs, two: Docs, likely: Likely, size: Ints) -> _Pairs:
    """Return the groups that edges are between, and how alike the two of each pair are.

    Args:
        one, two: the groups of each edge, the lesser one first, shape (e,).
        likely: how likely the texts of each edge report one event, shape (e,).
        size: how many texts each group has.
    """
    # There are millions of edges at first, so that each step takes the place of the one before.
    packed = one.astype(np.int64)
    packed *= len(size)
    packed += two
    packed <<= _LIKELY_BITS
    packed |= CERTAIN - likely
    packed.sort()
    pair = packed >> _LIKELY_BITS
    begins = np.ones(len(pair), np.bool_)
    begins[1:] = pair[1:] != pair[:-1]
    firsts = np.flatnonzero(begins)
    first, second = np.divmod(pair[firsts], len(size))
    del pair, begins
    packed &= CERTAIN
    np.subtract(CERTAIN, packed, out=packed)
    sums = np.zeros(len(packed) + 1, np.int64)
    np.cumsum(packed, out=sums[1:])
    half = (size[first] * size[second] + 1) // 2
    taken = np.minimum(np.diff(firsts, append=len(packed)), half)
    del packed
    alike = (half - taken) * APART
    taken += firsts
    alike += sums[taken] - sums[firsts]
    alike /= half
    return _Pairs(first, second, alike)


def _mutual_best(pairs: _Pairs, count: int) -> Ints:
    """Return which pairs of groups are the best of both; ties go to the first groups."""
    one, two, alike = pairs.one, pairs.two, pairs.alike
    most = np.zeros(count)
    np.maximum.at(most, one, alike)
    np.maximum.at(most, two, alike)
    number = one * count + two
    least = np.full(count, count * count)
    for side in (one, two):
        best = alike == most[side]
        np.minimum.at(least, side[best], number[best])
    # Numbers are of one pair each, which may be the best one of a single group.
    return np.flatnonzero((least[one] == number) & (least[two] == number))
