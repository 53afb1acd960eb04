"""Pairs that are likely one event → groups that are.

Agglomerative clustering: what is most alike is put together first. Two groups are as alike
as the better half of the pairs between them are on average. The average over all pairs, as in
group-average linkage (Sokal and Michener, 1958), tears an event apart whose first report and
whose last reaction share no word; the best pair alone, as in single linkage, chains events.

In each round all pairs of groups join that are each other's best: the best pair of all is
always one of them, and which pairs were looked at first does not matter.
"""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints
from indexer.stories.distinct_texts import LONGEST
from indexer.stories.edges import Edges
from indexer.stories.model import CERTAIN

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
    earlier, later, likely = edges.earlier, edges.later, edges.likely.astype(np.int64)
    while True:
        one, two = group[earlier], group[later]
        between = one != two
        earlier, later, likely = earlier[between], later[between], likely[between]
        one, two = np.minimum(one, two)[between], np.maximum(one, two)[between]
        one, two, alike = _alike(one, two, likely, size)
        short = np.maximum(last[one], last[two]) - np.minimum(first[one], first[two]) <= LONGEST
        may = short & (alike >= JOINING)
        one, two, alike = one[may], two[may], alike[may]
        if not len(one):
            return group
        best = _mutual_best(one, two, alike, len(group))
        one, two = one[best], two[best]
        size[one] += size[two]
        first[one] = np.minimum(first[one], first[two])
        last[one] = np.maximum(last[one], last[two])
        into = np.arange(len(group))
        into[two] = one
        group = into[group]


def _alike(one: Ints, two: Ints, likely: Ints, size: Ints) -> tuple[Ints, Ints, np.ndarray]:
    """Return pairs of groups, each once, and how alike the two of each are."""
    packed = np.sort((one * len(size) + two) << _LIKELY_BITS | (CERTAIN - likely))
    pair = packed >> _LIKELY_BITS
    begins = np.ones(len(pair), np.bool_)
    begins[1:] = pair[1:] != pair[:-1]
    firsts = np.flatnonzero(begins)
    known = np.diff(firsts, append=len(pair))
    one, two = np.divmod(pair[firsts], len(size))
    half = (size[one] * size[two] + 1) // 2
    taken = np.minimum(known, half)
    sums = np.concatenate([[0], np.cumsum(CERTAIN - (packed & CERTAIN))])
    alike = sums[firsts + taken] - sums[firsts] + (half - taken) * APART
    return one, two, alike / half


def _mutual_best(one: Ints, two: Ints, alike: np.ndarray, count: int) -> Ints:
    """Return the pairs of groups that are the best of both; ties go to the first ones."""
    order = np.lexsort((two, one, -alike))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    best = np.full(count, len(order), np.int64)
    np.minimum.at(best, one, place)
    np.minimum.at(best, two, place)
    return np.flatnonzero((best[one] == place) & (best[two] == place))
