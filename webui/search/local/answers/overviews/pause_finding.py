"""Pauses without an article, and which of them chance does not explain: arrays in, pauses out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.answers.overviews.provider_days import ProviderDays
from webui.search.measures.pauses import log_chance_of_pause, size_of_counts

Floats = npt.NDArray[np.float64]
"""Spans of time, and shares."""

# Less than once in a thousand histories like this one, so many pauses as there are in it.
_CHANCE = 0.001
# What is usual is looked for in so many days on either side, or twice the pause if that is more.
_BESIDE = 91
# What happens on fewer days of a stretch than this share does not end a gap.
_STRAY = 0.1
# Before so many articles are known, a provider's week looks like everybody's.
_KNOWN_WEEK = 14


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without an article that chance does not explain.

    Attributes:
        provider: its code; 0 if it is the archive's.
        first, last: days since 1970, both included.
        is_open: whether nothing came since.
        expected: articles that would be usual.
        chance: of such a pause anywhere in so long a history.
    """

    provider: int
    first: int
    last: int
    is_open: bool
    expected: float
    chance: float

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class _Clock:
    """How much time passes for a provider: a day counts as much as it usually publishes on it.

    Attributes:
        first: the first day.
        passed: what the days before each day count, by weekday, shape (days + 1, 7).
        weeks: of a week, what each weekday counts, shape (p, 7); each adds up to 1.
    """

    first: int
    passed: Floats
    weeks: Floats

    def between(self, providers: Ints, start: Ints, stop: Ints) -> Floats:
        """Return how many weeks of each provider pass from one day to before another."""
        start, stop = start - self.first, np.maximum(stop, start) - self.first
        sums = (self.passed[stop] - self.passed[start]) * self.weeks[providers]
        return np.asarray(sums.sum(axis=1), np.float64)


def _clock(days: ProviderDays, lively: Floats, first: int) -> _Clock:
    weekdays = (days.days + 3) % 7
    number = len(days.starts) - 1
    of = np.bincount(days.providers * 7 + weekdays, days.counts, minlength=7 * number)
    of = of.reshape(number, 7)
    # One vote a day with articles, or the largest provider would make everybody's week.
    common = np.bincount(weekdays, minlength=7) / max(len(weekdays), 1)
    weeks = (of + _KNOWN_WEEK * common) / (of.sum(axis=1, keepdims=True) + _KNOWN_WEEK)
    passed = np.zeros((len(lively) + 1, 7))
    passed[np.arange(len(lively)) + 1, (np.arange(first, first + len(lively)) + 3) % 7] = lively
    return _Clock(first, passed.cumsum(axis=0), weeks)


@dataclass(frozen=True, slots=True)
class _Side:
    """What is beside each of some pauses, on one side of it.

    The day at its edge is left out: it has an article by definition. So is the provider's first.

    Attributes:
        start, stop: the days, the stop excluded, shape (c,).
        articles: how many came on them, shape (c,).
        weeks: how long they are for the provider, shape (c,).
    """

    start: Ints
    stop: Ints
    articles: Ints
    weeks: Floats


def find_pauses(
    days: ProviderDays, lively: Floats, first: int, end: int, least: int, *, both: bool = True
) -> list[Pause]:
    """Return the pauses that chance does not explain, by provider, then in order of time.

    Args:
        days: of each provider, none after the end.
        lively: what each day counts, from 0 to 1, shape (end - first + 1,).
        first: the day that ``lively`` begins with; of providers that were there before, nothing
            is said.
        end: the last day that is looked at.
        least: how many days a pause has at least.
        both: whether a pause has to be improbable beside what came after it, too, or only
            beside what came before.
    """
    clock = _clock(days, lively, first)
    begins = days.starts[days.providers]
    stops = days.starts[days.providers + 1]
    last = np.arange(len(days.days)) == stops - 1
    following = np.where(last, end + 1, np.append(days.days[1:], end + 1))
    # What is older than the clock is left alone.
    places = np.flatnonzero((following - days.days > least) & (days.days[begins] >= first))
    codes, is_open = days.providers[places], last[places]
    start, stop = days.days[places] + 1, following[places]
    pause = clock.between(codes, start, stop)
    beside = np.maximum(_BESIDE, 2 * (stop - start))
    low = np.maximum(days.days[begins[places]] + 1, start - 1 - beside)
    high = np.minimum(end + 1, stop + 1 + beside)
    before = _side(days, clock, codes, np.minimum(low, start - 1), start - 1)
    after = _side(days, clock, codes, np.minimum(stop + 1, end + 1), np.where(is_open, 0, high))
    limits = math.log(_CHANCE) - np.log((stops - begins)[places])
    # A Poisson's chance is the least.
    one_sided = is_open | (not both)
    likely = np.where(one_sided, -np.inf, _poisson(after, pause))
    candidates = np.flatnonzero(np.maximum(_poisson(before, pause), likely) < limits)
    found = []
    for at in candidates.tolist():
        checkpoint()
        sides = [before] if one_sided[at] else [before, after]
        length = int(stop[at] - start[at])
        size, weeks = _size(days, int(codes[at]), sides, at, length)
        chance = max(
            log_chance_of_pause(
                int(side.articles[at]),
                float(side.weeks[at]) / weeks,
                float(pause[at]) / weeks,
                size,
            )
            for side in sides
        )
        if chance < limits[at]:
            rate = sum(side.articles[at] for side in sides) / sum(side.weeks[at] for side in sides)
            found.append(
                Pause(
                    provider=int(codes[at]),
                    first=int(start[at]),
                    last=int(stop[at]) - 1,
                    is_open=bool(is_open[at]),
                    expected=float(rate * pause[at]),
                    chance=math.exp(chance - limits[at]) * _CHANCE,
                )
            )
    return _joined(days, found)


def _side(days: ProviderDays, clock: _Clock, codes: Ints, start: Ints, stop: Ints) -> _Side:
    stop = np.maximum(start, stop)
    low, high = days.places(codes, start), days.places(codes, stop)
    articles = days.before[high] - days.before[low]
    return _Side(start, stop, articles, clock.between(codes, start, stop))


def _poisson(side: _Side, pause: Floats) -> Floats:
    """Return :func:`log_chance_of_pause` without a size, for all at once."""
    shares = np.where(side.articles > 0, side.weeks / np.maximum(side.weeks + pause, 1e-9), 1)
    return np.asarray(side.articles * np.log(np.maximum(shares, 1e-300)), np.float64)


def _size(
    days: ProviderDays, code: int, sides: Sequence[_Side], at: int, length: int
) -> tuple[float | None, int]:
    """Return how regular the counts beside a pause are, and in which unit: so many weeks.

    A pause of months is compared with months, which come in bunches as well.
    """
    own = slice(int(days.starts[code]), int(days.starts[code + 1]))
    weeks = max(1, length // 28)
    pairs: list[tuple[int, int]] = []
    for side, step in zip(sides, (-7 * weeks, 7 * weeks), strict=False):
        start, stop = int(side.start[at]), int(side.stop[at])
        edges = np.arange(start, stop + 1, step) if step > 0 else np.arange(stop, start - 1, step)
        sums = days.before[own.start + np.searchsorted(days.days[own], edges)]
        counts = np.abs(np.diff(sums)).tolist()
        pairs += pairwise(counts)
    return size_of_counts(pairs), weeks


def _joined(days: ProviderDays, pauses: Sequence[Pause]) -> list[Pause]:
    """Return gaps that hardly anything lies between as one."""
    joined: list[Pause] = []
    for pause in pauses:
        one = joined[-1] if joined else None
        if one is not None and one.provider == pause.provider:
            code, edges = np.array([pause.provider] * 2), np.array([one.last + 1, pause.first])
            between = int(np.diff(days.places(code, edges))[0])
            if between <= _STRAY * (pause.last - one.first + 1):
                joined[-1] = Pause(
                    provider=one.provider,
                    first=one.first,
                    last=pause.last,
                    is_open=pause.is_open,
                    expected=one.expected + pause.expected,
                    chance=min(one.chance, pause.chance),
                )
                continue
        joined.append(pause)
    return joined
