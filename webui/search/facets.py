"""Counts over the hits: the facets and the histogram of dates."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np

from webui.search.columns import NO_DATE, Bools, Ints, LabelColumn
from webui.search.dates import Span
from webui.search.results import DateBucket, DateFacet, FacetValue

Interval = Literal["day", "week", "month", "year"]

# The longest span, in days, that is shown in buckets of an interval: up to
# some sixty bars fit on a page side by side and can still be told apart.
_LONGEST: tuple[tuple[Interval, int], ...] = (("day", 62), ("week", 366), ("month", 366 * 6))
_MICROSECONDS_A_DAY = 86_400_000_000


def count_labels(
    column: LabelColumn, mask: Bools, selected: Sequence[str], size: int
) -> list[FacetValue]:
    """Count the labels of the documents in ``mask``.

    Returns:
        The ``size`` most frequent, by count, then by value; then whatever else is
        selected, be it at zero.
    """
    counts = column.counts(mask)
    found = np.flatnonzero(counts).tolist()
    found.sort(key=lambda code: (-int(counts[code]), column.values[code]))
    top = [(column.values[code], int(counts[code])) for code in found[:size]]
    shown = {value for value, _ in top}
    rest = {column.values[code]: int(counts[code]) for code in found[size:]}
    also = [(value, rest.get(value, 0)) for value in selected if value not in shown]
    also.sort(key=lambda pair: (-pair[1], pair[0]))
    return [
        FacetValue(value=value, count=count, selected=value in selected)
        for value, count in top + also
    ]


def date_histogram(published: Ints, span: Span, whole: Span) -> DateFacet:
    """Count articles by date, without gaps.

    Args:
        published: microseconds since 1970 of each hit, or ``NO_DATE``, shape (h,).
        span: the dates that were asked for; the histogram reaches to its ends,
            as far as the index does.
        whole: the dates of the whole index; empty when it has none.
    """
    known = published != NO_DATE
    days = published[known] // _MICROSECONDS_A_DAY
    missing = int(len(published) - len(days))
    ends = _ends(days, span, whole)
    if ends is None:
        return DateFacet(interval="year", buckets=[], missing=missing)
    first, last = ends
    length = last - first + 1
    interval: Interval = next((name for name, longest in _LONGEST if length <= longest), "year")
    base = bucket_number(np.array([first]), interval)[0]
    number = int(bucket_number(np.array([last]), interval)[0] - base) + 1
    counts = np.bincount(bucket_number(days, interval) - base, minlength=number)
    buckets = []
    for index, count in enumerate(counts.tolist()):
        start, end = bucket_days(int(base) + index, interval)
        buckets.append(DateBucket(start=start.isoformat(), end=end.isoformat(), count=count))
    return DateFacet(interval=interval, buckets=buckets, missing=missing)


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
    lowest, highest = date.min.toordinal(), date.max.toordinal()
    return date.fromordinal(min(max(number + date(1970, 1, 1).toordinal(), lowest), highest))


def _ends(days: Ints, span: Span, whole: Span) -> tuple[int, int] | None:
    """Return the first and last day (since 1970) of a histogram; None where there is nothing."""
    epoch = date(1970, 1, 1)
    first, last = (int(days.min()), int(days.max())) if len(days) else (None, None)
    if whole.first is not None and whole.last is not None:
        if span.first is not None:
            first = (max(span.first, whole.first) - epoch).days
        if span.last is not None:
            last = (min(span.last, whole.last) - epoch).days
    if first is None or last is None or first > last:
        return None
    return first, last
