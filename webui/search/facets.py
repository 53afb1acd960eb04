"""Counts over the hits: the facets and the histogram of dates."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np

from webui.search.dates import Span
from webui.search.filters import days_since_1970
from webui.search.labels import Ints, LabelColumn
from webui.search.results import DateBucket, DateFacet, FacetValue
from webui.search.tally import DayCounts

Interval = Literal["day", "week", "month", "year"]

# The longest span, in days, that is shown in buckets of an interval: up to
# some sixty bars fit on a page side by side and can still be told apart.
_LONGEST: tuple[tuple[Interval, int], ...] = (("day", 62), ("week", 366), ("month", 366 * 6))
# Ten years of days, as much of weeks, months and years.
_REMEMBERED_BUCKETS = 5000


def count_labels(
    column: LabelColumn, counts: Ints, selected: Sequence[str], size: int
) -> list[FacetValue]:
    """Present the counts of a facet.

    Args:
        column: the facet's labels.
        counts: of each label, by its code.
        selected: values that are shown, be it at zero.
        size: how many values are shown otherwise.

    Returns:
        The ``size`` most frequent, by count, then by value; then whatever else is selected.
    """
    values = column.values
    top = [(values[code], int(counts[code])) for code in _most_frequent(counts, values, size)]
    shown = {value for value, _ in top}
    rest = [value for value in dict.fromkeys(selected) if value not in shown]
    code_of = {value: code for code, value in enumerate(values)} if rest else {}
    also = [(value, int(counts[code_of[value]]) if value in code_of else 0) for value in rest]
    also.sort(key=lambda pair: (-pair[1], pair[0]))
    return [
        FacetValue(value=value, count=count, selected=value in selected)
        for value, count in top + also
    ]


def _most_frequent(counts: Ints, values: Sequence[str], size: int) -> list[int]:
    """Return the codes of the most frequent labels, by count, then by value."""
    found = np.flatnonzero(counts)
    if len(found) > size:
        least = np.partition(counts[found], len(found) - size)[len(found) - size]
        found = found[counts[found] >= least]
    codes: list[int] = found.tolist()
    codes.sort(key=lambda code: (-int(counts[code]), values[code]))
    return codes[:size]


def date_histogram(found: DayCounts, span: Span, whole: Span) -> DateFacet:
    """Count articles by date, without gaps.

    Args:
        found: the hits by day.
        span: the dates that were asked for; the histogram reaches to its ends,
            as far as the index does.
        whole: the dates of the whole index; empty when it has none.
    """
    present = np.flatnonzero(found.counts)
    days, counts = found.days[present], found.counts[present]
    ends = _ends(days, span, whole)
    if ends is None:
        return DateFacet(interval="year", buckets=[], missing=found.missing)
    first, last = ends
    length = last - first + 1
    interval: Interval = next((name for name, longest in _LONGEST if length <= longest), "year")
    base = bucket_number(np.array([first]), interval)[0]
    number = int(bucket_number(np.array([last]), interval)[0] - base) + 1
    # Weighted counts are floats, exact up to 2^53.
    summed = np.bincount(bucket_number(days, interval) - base, weights=counts, minlength=number)
    buckets = []
    for index, count in enumerate(summed.astype(np.int64).tolist()):
        start, end = _bucket_ends(int(base) + index, interval)
        buckets.append(DateBucket(start=start, end=end, count=count))
    return DateFacet(interval=interval, buckets=buckets, missing=found.missing)


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


@lru_cache(_REMEMBERED_BUCKETS)
def _bucket_ends(number: int, interval: Interval) -> tuple[str, str]:
    start, end = bucket_days(number, interval)
    return start.isoformat(), end.isoformat()


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
    first, last = (int(days[0]), int(days[-1])) if len(days) else (None, None)
    if whole.first is not None and whole.last is not None:
        if span.first is not None:
            first = days_since_1970(max(span.first, whole.first))
        if span.last is not None:
            last = days_since_1970(min(span.last, whole.last))
    if first is None or last is None or first > last:
        return None
    return first, last
