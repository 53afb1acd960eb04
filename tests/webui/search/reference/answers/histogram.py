"""Articles by date: buckets without gaps, found by walking from day to day."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.units import base_of, share_of, units
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import Span
from webui.search.measures.peaks import find_peaks
from webui.search.results.search import MOST_YEARS, DateBucket, DateFacet, Interval

# The longest span, in days, that is shown in buckets of an interval; longer ones in years.
_LONGEST: tuple[tuple[Interval, int], ...] = (("day", 62), ("week", 366), ("month", 366 * 6))


def date_facet(archive: Archive, criteria: Criteria, hits: Sequence[Entry]) -> DateFacet:
    """Count hits by date.

    Args:
        archive: all articles.
        criteria: the unit, the base, and the dates that were asked for; the buckets reach to
            their ends, as far as there are articles.
        hits: the hits.
    """
    span, base, unit = criteria.span, base_of(archive, criteria), criteria.unit
    buckets = []
    interval, times = times_of(hits, archive.entries, span)
    for first, last in times:
        published = in_days(base, first, last)
        count, whole = len(units(in_days(hits, first, last), unit)), len(units(published, unit))
        buckets.append(
            DateBucket(
                start=first.isoformat(),
                end=last.isoformat(),
                count=count,
                all=whole,
                **share_of(count, whole)._asdict(),
                providers=len(units(published, "provider")),
            )
        )
    return DateFacet(
        interval=interval,
        unit=unit,
        base=criteria.base,
        buckets=buckets,
        missing=sum(hit.day is None for hit in hits),
        **outside(hits, times)._asdict(),
        peaks_total=len(find_peaks(*counts_and_bases(archive, criteria, hits, times))),
    )


class Outside(NamedTuple):
    """How many articles are before the first bucket, and after the last."""

    earlier: int
    later: int


def outside(hits: Sequence[Entry], times: Sequence[tuple[date, date]]) -> Outside:
    """Count the articles that are dated and in no bucket."""
    days = [hit.day for hit in hits if hit.day]
    if not times:
        return Outside(0, 0)
    return Outside(sum(day < times[0][0] for day in days), sum(day > times[-1][1] for day in days))


def counts_and_bases(
    archive: Archive,
    criteria: Criteria,
    hits: Sequence[Entry],
    times: Sequence[tuple[date, date]],
) -> tuple[list[int], list[int]]:
    """Return how many hits are in each bucket, and how many articles of any kind."""
    every = base_of(archive, criteria.period())
    return [len(in_days(hits, *ends)) for ends in times], [
        len(in_days(every, *ends)) for ends in times
    ]


def times_of(
    hits: Sequence[Entry], every: Sequence[Entry], span: Span
) -> tuple[Interval, list[tuple[date, date]]]:
    """Return the buckets of some hits: how long they are, and the ends of each."""
    ends = _ends(hits, every, span)
    if ends is not None and ends[1].year - ends[0].year >= MOST_YEARS:
        ends = _fullest([hit.day for hit in hits if hit.day])
    if ends is None:
        return "year", []
    days = (ends[1] - ends[0]).days + 1
    interval: Interval = next((name for name, longest in _LONGEST if days <= longest), "year")
    buckets, at = list[tuple[date, date]](), ends[0]
    while not buckets or buckets[-1][1] < ends[1]:
        buckets.append(bucket_of(at, interval))
        if buckets[-1][1] < date.max:
            at = buckets[-1][1] + timedelta(days=1)
    return interval, buckets


def in_days(entries: Iterable[Entry], first: date, last: date) -> list[Entry]:
    """Return the articles of some days."""
    return [entry for entry in entries if entry.day and first <= entry.day <= last]


def days_of(entries: Iterable[Entry]) -> Span:
    """Return the first and the last day of some articles."""
    days = [entry.day for entry in entries if entry.day]
    return Span(min(days), max(days)) if days else Span()


def bucket_of(day: date, interval: Interval) -> tuple[date, date]:
    """Return the first and the last day of the bucket that a day falls in."""
    match interval:
        case "day":
            return day, day
        case "week":
            # From Monday; the calendar may end before the week does.
            monday = max(day.toordinal() - day.weekday(), 1)
            sunday = min(day.toordinal() - day.weekday() + 6, date.max.toordinal())
            return date.fromordinal(monday), date.fromordinal(sunday)
        case "month":
            length = calendar.monthrange(day.year, day.month)[1]
            return day.replace(day=1), day.replace(day=length)
        case "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)


def _fullest(days: Sequence[date]) -> tuple[date, date] | None:
    """Return the first and the last of the days that most others are within 250 years after."""
    best: list[date] = []
    for start in sorted(days):
        own = [day for day in days if day >= start and day.year - start.year < MOST_YEARS]
        if len(own) >= len(best):
            best = own
    return (min(best), max(best)) if best else None


def _ends(hits: Sequence[Entry], every: Sequence[Entry], span: Span) -> tuple[date, date] | None:
    own, whole = days_of(hits), days_of(every)
    first, last = own.first, own.last
    if whole.first and span.first:
        first = max(span.first, whole.first)
    if whole.last and span.last:
        last = min(span.last, whole.last)
    if first is None or last is None or first > last:
        return None
    return first, last
