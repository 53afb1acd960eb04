"""The first report of each provider in each story, and how long others took after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.local.columns.columns import MICROSECONDS_A_DAY

_A_SECOND = 1_000_000
_SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class FirstReports:
    """The first report of each provider in each story, by story, then by provider.

    Attributes:
        stories: its story, shape (r,).
        providers: its provider, shape (r,).
        published: microseconds since 1970, UTC, shape (r,).
    """

    stories: Ints
    providers: Ints
    published: Ints

    def of(self, chosen: Bools) -> FirstReports:
        """Return some of them."""
        return FirstReports(self.stories[chosen], self.providers[chosen], self.published[chosen])

    def shared(self) -> FirstReports:
        """Return those in stories of which there are at least two."""
        _, lengths = runs(self.stories)
        return self.of(np.repeat(lengths > 1, lengths))

    def in_many(self, least: int) -> FirstReports:
        """Return those that can be part of a pair that shares so many stories, and few others.

        Most providers are in few stories, so that most of the work is saved.
        """
        kept = self.shared()
        for _ in range(3):
            often = np.bincount(kept.providers) >= least
            kept = kept.of(often[kept.providers]).shared()
        return kept


def first_reports(stories: Ints, providers: Ints, published: Ints) -> FirstReports:
    """Find the first report of each provider in each story.

    Args:
        stories: of each report, shape (n,).
        providers: of each, not negative, shape (n,).
        published: of each, microseconds since 1970, shape (n,). A report with a date only
            stands at the beginning of its day, and so before all others of that day.
    """
    if not len(stories):
        return FirstReports(stories, providers, published)
    keys = stories.astype(np.int64) * (int(providers.max()) + 1) + providers
    order = np.argsort(keys, kind="stable")
    starts, _ = runs(keys[order])
    firsts = order[starts]
    earliest = np.minimum.reduceat(published[order], starts)
    return FirstReports(stories[firsts], providers[firsts], earliest)


def has_day_only(published: Ints) -> Bools:
    """Tell which times are dates only: those at midnight, UTC, as they are shown."""
    midnight: Bools = published % MICROSECONDS_A_DAY < _A_SECOND
    return midnight


def lags(one: Ints, other: Ints) -> tuple[Ints, Bools]:
    """Return the seconds from one report to the other, and which are whole days.

    They are negative where the other came first, and 0 where nobody knows: at the same second,
    or on the same day if one of the two has a date only. Where one has a date only, days are
    counted, from date to date.

    Args:
        one, other: microseconds since 1970, shape (n,).
    """
    by_day = has_day_only(one) | has_day_only(other)
    days = other // MICROSECONDS_A_DAY - one // MICROSECONDS_A_DAY
    seconds = other // _A_SECOND - one // _A_SECOND
    return np.where(by_day, days * _SECONDS_A_DAY, seconds), by_day


def runs(sorted_values: Ints) -> tuple[Ints, Ints]:
    """Return where runs of one value begin, and how long they are."""
    if not len(sorted_values):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    changes = np.flatnonzero(sorted_values[1:] != sorted_values[:-1]) + 1
    bounds = np.concatenate([[0], changes, [len(sorted_values)]])
    return bounds[:-1], np.diff(bounds)
