"""Articles by date: buckets without gaps, found by walking from day to day."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from tests.webui.search.reference.archive import Entry
from webui.search.criteria.dates import Span
from webui.search.results.search import DateBucket, DateFacet, Interval

# The longest span, in days, that is shown in buckets of an interval; longer ones in years.
_LONGEST: tuple[tuple[Interval, int], ...] = (("day", 62), ("week", 366), ("month", 366 * 6))


def date_facet(hits: Sequence[Entry], every: Sequence[Entry], span: Span) -> DateFacet:
    """Count hits by date.

    Args:
        hits: the hits.
        every: all articles.
        span: the dates that were asked for; the buckets reach to its ends, as far as there
            are articles.
    """
    missing = sum(hit.day is None for hit in hits)
    ends = _ends(hits, every, span)
    if ends is None:
        return DateFacet(interval="year", buckets=[], missing=missing)
    days = (ends[1] - ends[0]).days + 1
    interval: Interval = next((name for name, longest in _LONGEST if days <= longest), "year")
    buckets, at = list[DateBucket](), ends[0]
    while not buckets or (buckets[-1].end < ends[1].isoformat()):
        first, last = bucket_of(at, interval)
        inside = Span(max(first, span.first or first), min(last, span.last or last))
        buckets.append(
            DateBucket(
                start=first.isoformat(),
                end=last.isoformat(),
                count=count_days(hits, Span(first, last)),
                all=count_days(every, inside),
            )
        )
        if last < date.max:
            at = last + timedelta(days=1)
    return DateFacet(interval=interval, buckets=buckets, missing=missing)


def count_days(entries: Iterable[Entry], span: Span) -> int:
    """Count the articles of some days."""
    first, last = span.first or date.min, span.last or date.max
    return sum(entry.day is not None and first <= entry.day <= last for entry in entries)


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
