"""Pairs of providers over the stories that they share: which was before the other, and how long.

Of every story only the first report of each provider counts. Pairs are counted by blocks of
providers, all stories of a pair in one block, so that memory stays bounded where stories have
thousands of providers each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.criteria.followers import PairOrder
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.grouping.first_reports import FirstReports, lags, runs

# Some hundred bytes each, while they are counted.
_AT_ONCE = 2**20


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of providers, each once: arrays have shape (p,) unless another is given.

    Attributes:
        one, other: the providers; ``one`` was more often before the other, or is the lesser
            number where neither was.
        stories: that both have a report in.
        before, after: in how many of them ``one`` was before the other, or the other before it.
        by_day: in how many of them one of the two reports has a date only.
        lag: median seconds from the first of the two to the other, in the stories counted by
            ``before`` and in those counted by ``after``; 0 where there are none, shape (p, 2).
        in_days: whether these come of lags that are whole days, shape (p, 2).
    """

    one: Ints
    other: Ints
    stories: Ints
    before: Ints
    after: Ints
    by_day: Ints
    lag: Ints
    in_days: Bools

    def __len__(self) -> int:
        return len(self.one)

    def of(self, chosen: Ints | Bools) -> Pairs:
        """Return some of them."""
        return Pairs(*(array[chosen] for array in _arrays(self)))

    def and_these(self, more: Pairs) -> Pairs:
        """Return these and others."""
        return Pairs(*map(np.concatenate, zip(_arrays(self), _arrays(more), strict=True)))


def _arrays(pairs: Pairs) -> list[Any]:
    return [getattr(pairs, each.name) for each in fields(pairs)]


_EMPTY = np.empty(0, np.int64)
_NONE = Pairs(
    *(_EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY),
    *(_EMPTY.reshape(0, 2), np.empty((0, 2), np.bool_)),
)


def count_pairs(
    reports: FirstReports,
    least: int,
    by: PairOrder,
    limit: int,
    of: int | None = None,
    at_once: int = _AT_ONCE,
) -> tuple[int, Pairs]:
    """Count how often either of two providers was before the other.

    Args:
        reports: each provider's first ones; the numbers of providers are in the order of
            their names, by which ties break.
        least: how many stories a pair shares, at least 1.
        by: the order of the pairs.
        limit: how many are returned at the most.
        of: only pairs of this provider; None: all.
        at_once: so many pairs in stories are looked at at once, or those of one provider.

    Returns:
        How many pairs share so many stories, and the first ones in the order.
    """
    kept = reports.in_many(least)
    total, best = 0, _NONE
    blocks = _blocks(kept, at_once) if of is None else [_with(kept, of)]
    for left, right in blocks:
        checkpoint()
        counted = _counted(kept, left, right, least)
        total += len(counted)
        best = best.and_these(counted)
        if len(best) > 2 * limit:
            best = best.of(_order(best, by)[:limit])
    return total, best.of(_order(best, by)[:limit])


def _blocks(reports: FirstReports, at_once: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield the places of every two reports of a story, by blocks of the lesser provider."""
    count = len(reports.stories)
    starts, lengths = runs(reports.stories)
    followers = np.repeat(starts + lengths, lengths) - np.arange(count) - 1
    order = np.argsort(reports.providers, kind="stable")
    # Where the reports of each provider begin and end, and how many pairs come before.
    begins, sizes = runs(reports.providers[order])
    bounds = np.concatenate([begins, [count]])
    before = np.concatenate([[0], np.cumsum(followers[order])])[bounds]
    start = 0
    while start < len(sizes):
        stop = int(np.searchsorted(before, before[start] + at_once, "right")) - 1
        stop = max(stop, start + 1)
        ones = order[bounds[start] : bounds[stop]]
        times = followers[ones]
        left = np.repeat(ones, times)
        within = np.arange(len(left)) - np.repeat(np.cumsum(times) - times, times)
        yield left, left + 1 + within
        start = stop


def _with(reports: FirstReports, provider: int) -> tuple[Ints, Ints]:
    """Return the places of a provider's reports, each beside every other one of its story."""
    starts, lengths = runs(reports.stories)
    place = np.full(len(starts), -1)
    theirs = np.flatnonzero(reports.providers == provider)
    place[np.searchsorted(starts, theirs, "right") - 1] = theirs
    beside = np.repeat(place, lengths)
    every = np.arange(len(beside))
    there = (beside >= 0) & (beside != every)
    # Within a story they are in the order of the providers.
    return np.minimum(beside, every)[there], np.maximum(beside, every)[there]


def _counted(reports: FirstReports, left: Ints, right: Ints, least: int) -> Pairs:
    """Count the pairs of a block that share enough stories."""
    base = int(reports.providers.max(initial=0)) + 1
    keys = reports.providers[left] * base + reports.providers[right]
    order = np.argsort(keys, kind="stable")
    starts, lengths = runs(keys[order])
    enough = lengths >= least
    chosen = order[np.repeat(enough, lengths)]
    left, right, lengths = left[chosen], right[chosen], lengths[enough]
    lag, by_day = lags(reports.published[left], reports.published[right])
    starts = np.cumsum(lengths) - lengths
    after = _sums(lag < 0, starts)
    before = _sums(lag > 0, starts)
    # Of each pair the least lag first: those below 0, then 0, then those above. Of equal ones
    # those that are whole days come last.
    marked = 2 * lag + by_day
    marked = marked[np.lexsort([marked, np.repeat(starts, lengths)])]
    lag_after, days_after = _medians(marked, starts, after)
    lag_before, days_before = _medians(marked, starts + lengths - before, before)
    ones, others = reports.providers[left[starts]], reports.providers[right[starts]]
    turned = after > before
    both_ways = np.stack([turned, ~turned], 1)
    return Pairs(
        one=np.where(turned, others, ones),
        other=np.where(turned, ones, others),
        stories=lengths,
        before=np.where(turned, after, before),
        after=np.where(turned, before, after),
        by_day=_sums(by_day, starts),
        lag=np.where(both_ways, lag_after[:, None], lag_before[:, None]),
        in_days=np.where(both_ways, days_after[:, None], days_before[:, None]),
    )


def _order(pairs: Pairs, by: PairOrder) -> Ints:
    """Return the places of pairs in an order, ties by the names of the two."""
    lead = pairs.before - pairs.after
    keys = (-pairs.stories, -lead) if by == "stories" else (-lead, -pairs.stories)
    return np.lexsort([pairs.other, pairs.one, *reversed(keys)])


def _medians(marked: Ints, starts: Ints, lengths: Ints) -> tuple[Ints, Bools]:
    """Return the medians of runs of lags, without their sign, and whether they are whole days.

    The mean of the two in the middle is cut to the second; 0 where a run has none.

    Args:
        marked: twice each lag, and one more where it is whole days; of a run, in order.
        starts, lengths: of the runs.
    """
    medians, in_days = np.zeros(len(lengths), np.int64), np.zeros(len(lengths), np.bool_)
    there = np.flatnonzero(lengths)
    starts, lengths = starts[there], lengths[there]
    low, high = marked[starts + (lengths - 1) // 2], marked[starts + lengths // 2]
    medians[there] = np.abs((low >> 1) + (high >> 1)) // 2
    in_days[there] = (low | high) & 1 == 1
    return medians, in_days


def _sums(flags: Bools, starts: Ints) -> Ints:
    """Count the flags of each run; runs are not empty, and stand one after the other."""
    return np.add.reduceat(flags.astype(np.int64), starts) if len(starts) else starts
