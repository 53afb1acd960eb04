"""Counts by date: the buckets of a histogram."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.dates import Span, days_since_1970
from webui.search.local.columns.tally import DayCounts
from webui.search.results.search import MOST_YEARS, Interval

# The longest span, in days, that is shown in buckets of an interval: up to
# some sixty bars fit on a page side by side and can still be told apart.
_LONGEST: tuple[tuple[Interval, int], ...] = (("day", 62), ("week", 366), ("month", 366 * 6))


# Ten years of days, as much of weeks, months and years.
_REMEMBERED_BUCKETS = 5000
# Histograms whose days are remembered, of a hundred bytes for each ten of their buckets.
_REMEMBERED_EDGES = 256
# What the days of a calendar are numbered by.
_OF_1970 = date(1970, 1, 1).toordinal()
_LOWEST, _HIGHEST = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets of a histogram, side by side and without gaps.

    Attributes:
        interval: how long each of them is.
        low, high: numbers of the first and the last one, as :func:`bucket_number` has them.
    """

    interval: Interval
    low: int
    high: int

    def __len__(self) -> int:
        """How many there are."""
        return self.high - self.low + 1

    def holds(self, others: Buckets) -> bool:
        """Whether others of the same interval are among them."""
        return self.low <= others.low and others.high <= self.high

    def ends(self) -> list[tuple[str, str]]:
        """Return the first and the last day of each (``YYYY-MM-DD``)."""
        return _ends_between(self.interval, self.low, self.high)

    def ends_within(self, span: Span) -> list[tuple[str, str]]:
        """Return the first and the last day of each, no further than a span reaches."""
        # ISO dates compare as text.
        low = span.first.isoformat() if span.first else ""
        high = span.last.isoformat() if span.last else "9999-12-31"
        return [(max(start, low), min(end, high)) for start, end in self.ends()]

    def places(self, days: Ints) -> Ints:
        """Return which bucket each day (since 1970) falls in, from 0; outside, their number."""
        numbers = bucket_number(days, self.interval)
        outside = (numbers < self.low) | (numbers > self.high)
        return np.where(outside, len(self), numbers - self.low)

    def sums(self, counted: DayCounts) -> Ints:
        """Add up in each bucket what is counted by day, shape (b,)."""
        return self.told(counted)[0]

    def told(self, counted: DayCounts) -> tuple[Ints, int, int]:
        """Return :meth:`sums`, and how many of it is before the first bucket and after the last."""
        before = np.zeros(len(counted.counts) + 1, np.int64)
        counted.counts.cumsum(out=before[1:])
        reached = before.take(counted.days.searchsorted(_edges(self)))
        return reached[1:] - reached[:-1], int(reached[0]), int(before[-1] - reached[-1])


def buckets_of(found: DayCounts, every: DayCounts, span: Span) -> Buckets | None:
    """Return the buckets of a histogram; None where there is nothing to be shown.

    Args:
        found: the hits by day.
        every: all articles of the index by day.
        span: the dates that were asked for; the histogram reaches to its ends,
            as far as the index does, and over no more than :data:`MOST_YEARS`.
    """
    filled = found.counts.nonzero()[0]
    days = found.days[filled]
    ends = _ends(days, span, every)
    if ends is not None and not _is_bounded(*ends):
        ends = _fullest(days, found.counts[filled])
    if ends is None:
        return None
    interval = interval_of(*ends)
    return Buckets(interval, _number(ends[0], interval), _number(ends[1], interval))


def interval_of(first: int, last: int) -> Interval:
    """Return the interval for a histogram from one day to another (since 1970)."""
    length = last - first + 1
    return next((name for name, longest in _LONGEST if length <= longest), "year")


def within(counts: DayCounts, span: Span) -> DayCounts:
    """Return the counts of the days of a span."""
    if not span:
        return counts
    inside = np.ones(len(counts.days), np.bool_)
    if span.first is not None:
        inside &= counts.days >= days_since_1970(span.first)
    if span.last is not None:
        inside &= counts.days <= days_since_1970(span.last)
    return DayCounts(counts.days[inside], counts.counts[inside], counts.missing)


def bucket_number(days: Ints, interval: Interval) -> Ints:
    """Number the buckets that days (since 1970) fall in; neighbours differ by one."""
    match interval:
        case "day":
            return days
        case "week":
            # 1970 began on a Thursday; weeks begin on Monday (ISO 8601).
            return (days + 3) // 7
        case "month":
            return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        case "year":
            return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)


def _number(day: int, interval: Interval) -> int:
    """Return what :func:`bucket_number` does, of one day."""
    match interval:
        case "day":
            return day
        case "week":
            return (day + 3) // 7
        case "month":
            of = _day(day)
            return 12 * (of.year - 1970) + of.month - 1
        case "year":
            return _day(day).year - 1970


@lru_cache(_REMEMBERED_EDGES)
def _edges(buckets: Buckets) -> Ints:
    """Return the first day of each bucket, and the one after the last, shape (b + 1,)."""
    numbers = np.arange(buckets.low, buckets.high + 2)
    match buckets.interval:
        case "day":
            edges = numbers
        case "week":
            edges = numbers * 7 - 3
        case "month":
            edges = numbers.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        case "year":
            edges = numbers.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    edges.flags.writeable = False
    return edges


class _Known(NamedTuple):
    """The first and the last days of buckets side by side, from the one with a number on."""

    first: int
    ends: list[tuple[str, str]]


# Of each interval, those that were asked for: as texts they take long to make, one by one.
_KNOWN: dict[Interval, _Known] = {}


def _ends_between(interval: Interval, low: int, high: int) -> list[tuple[str, str]]:
    """Return the first and the last day of each bucket from one number to another."""
    known = _KNOWN.get(interval)
    if known is None or low < known.first or high >= known.first + len(known.ends):
        first, last = low, high
        if known is not None:
            first, last = min(low, known.first), max(high, known.first + len(known.ends) - 1)
        if last - first >= _REMEMBERED_BUCKETS:
            first, last = low, high
        # Replaced as a whole: others may be reading it.
        _KNOWN[interval] = known = _Known(first, _made_ends(Buckets(interval, first, last)))
    return known.ends[low - known.first : high - known.first + 1]


def _made_ends(buckets: Buckets) -> list[tuple[str, str]]:
    edges = _edges(buckets)
    # The calendar of Python ends where the last week does not.
    lowest, highest = _LOWEST - _OF_1970, _HIGHEST - _OF_1970
    days = (edges[:-1].clip(lowest, highest), (edges[1:] - 1).clip(lowest, highest))
    starts, ends = (np.datetime_as_string(each.astype("datetime64[D]")).tolist() for each in days)
    return list(zip(starts, ends, strict=True))


def bucket_days(number: int, interval: Interval) -> tuple[date, date]:
    """Return the first and the last day of a bucket."""
    match interval:
        case "day":
            return _day(number), _day(number)
        case "week":
            return _day(number * 7 - 3), _day(number * 7 + 3)
        case "month":
            year, month = divmod(number, 12)
            length = calendar.monthrange(1970 + year, month + 1)[1]
            return date(1970 + year, month + 1, 1), date(1970 + year, month + 1, length)
        case "year":
            return date(1970 + number, 1, 1), date(1970 + number, 12, 31)


def _day(number: int) -> date:
    return date.fromordinal(min(max(number + _OF_1970, _LOWEST), _HIGHEST))


def _is_bounded(first: int, last: int) -> bool:
    return _number(last, "year") - _number(first, "year") < MOST_YEARS


def _fullest(days: Ints, counts: Ints) -> tuple[int, int] | None:
    """Return the first and the last day of the years, so many, that most is counted in.

    Of several such years the latest are taken; None where nothing is counted.
    """
    if not len(days):
        return None
    years = bucket_number(days, "year")
    stops = np.searchsorted(years, years + MOST_YEARS)
    before = np.concatenate([[0], np.cumsum(counts)])
    sums = before[stops] - before[:-1]
    start = len(sums) - 1 - int(np.argmax(sums[::-1]))
    return int(days[start]), int(days[stops[start] - 1])


def _ends(days: Ints, span: Span, every: DayCounts) -> tuple[int, int] | None:
    """Return the first and last day (since 1970) of a histogram; None where there is nothing."""
    first, last = (int(days[0]), int(days[-1])) if len(days) else (None, None)
    if span:
        whole = every.days[every.counts.nonzero()[0]]
        if len(whole) and span.first is not None:
            first = max(days_since_1970(span.first), int(whole[0]))
        if len(whole) and span.last is not None:
            last = min(days_since_1970(span.last), int(whole[-1]))
    if first is None or last is None or first > last:
        return None
    return first, last
