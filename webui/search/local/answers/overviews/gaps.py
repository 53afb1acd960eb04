"""Gaps: pauses of a provider, or of the whole archive, that chance does not explain.

The rule stands in ``docs/research/ledger.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from webui.search.criteria.dates import days_since_1970
from webui.search.local.answers.overviews.pause_finding import Floats, Pause, find_pauses
from webui.search.local.answers.overviews.provider_days import (
    ProviderDays,
    all_days,
    provider_days,
)
from webui.search.local.snapshot.snapshot import Snapshot

LEAST_DAYS = 5
"""A shorter pause of a provider is no gap: a weekend with a holiday on either side has four."""

# Weeks before and after, in which it is looked what is usual for everybody.
_WEEKS = 6
# Dates further back are mistakes, and would take memory for every day since.
_LONGEST = 40_000


@dataclass(frozen=True, slots=True)
class Gaps:
    """All gaps of a state.

    Attributes:
        of: those of each provider that has any, by its code, in order of time.
        nothing: those of the whole archive, in which nothing at all was imported.
        end: the last day that is looked at, since 1970.
    """

    of: dict[int, tuple[Pause, ...]]
    nothing: tuple[Pause, ...]
    end: int

    @property
    def nbytes(self) -> int:
        """Bytes that it takes, about."""
        return 300 * sum(map(len, [*self.of.values(), self.nothing]))


def gaps_of(snapshot: Snapshot) -> Gaps:
    """Return the gaps of a state; found once."""
    return snapshot.derived("gaps", lambda: _gaps(snapshot))


def gaps_among(everything: ProviderDays, days: ProviderDays) -> Gaps:
    """Find the gaps of the whole archive, and then those of each provider beside them.

    Args:
        everything: the days of all articles, as if of one provider.
        days: of each provider.
    """
    if not len(everything.days):
        return Gaps({}, (), 0)
    end = int(everything.days[-1])
    first = max(int(everything.days[0]), end - _LONGEST)
    whole = np.ones(end - first + 1)
    # What comes after an import has stopped, if anything does, may be stragglers.
    nothing = find_pauses(everything, whole, first, end, least=1, both=False)
    for pause in nothing:
        whole[pause.first - first : pause.last - first + 1] = 0
    lively = whole * _liveliness(days, first, end)
    by_provider: dict[int, list[Pause]] = {}
    for pause in find_pauses(days, lively, first, end, least=LEAST_DAYS):
        by_provider.setdefault(pause.provider, []).append(pause)
    return Gaps({code: tuple(own) for code, own in by_provider.items()}, tuple(nothing), end)


def _gaps(snapshot: Snapshot) -> Gaps:
    # A date in the future is a mistake, or an event to come: nobody is silent until then.
    synced = days_since_1970(snapshot.synced.date())
    return gaps_among(all_days(snapshot).until(synced), provider_days(snapshot).until(synced))


def _liveliness(days: ProviderDays, first: int, end: int) -> Floats:
    """Return how many providers published about a day, by what is usual then; at most 1.

    Shape (days,). Where all are quiet, as between the years, nobody's silence means much. One
    provider is added on each day: that one is silent does not make the day a quiet one.
    """
    length = end - first + 1
    inside = days.days >= first
    each = np.bincount(days.days[inside] - first, minlength=length)
    sums = np.concatenate([[0], np.cumsum(each)])
    low = np.maximum(np.arange(length) - 3, 0)
    high = np.minimum(np.arange(length) + 4, length)
    level = (sums[high] - sums[low]) / (high - low)
    beside = np.full(length + 14 * _WEEKS, np.nan)
    beside[7 * _WEEKS : 7 * _WEEKS + length] = level
    weeks = [week for week in range(-_WEEKS, _WEEKS + 1) if week]
    others = np.stack([beside[7 * (_WEEKS + week) :][:length] for week in weeks])
    usual = np.ones(length)
    known = ~np.isnan(others).all(axis=0)
    usual[known] = np.nanmedian(others[:, known], axis=0)
    # Where nothing is usual, nothing can be said.
    return np.where(known & (usual > 0), np.minimum(1, (level + 1) / np.maximum(usual, 1)), 1)
