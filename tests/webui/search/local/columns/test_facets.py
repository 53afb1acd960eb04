"""Counts of labels and dates."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import article, ask, generated, opened
from webui.search.criteria.dates import Span
from webui.search.local.columns.histogram import (
    Buckets,
    bucket_days,
    bucket_number,
    buckets_of,
    within,
)
from webui.search.local.columns.tally import DayCounts
from webui.search.results.search import Interval

EPOCH = date(1970, 1, 1)


def counted(days: list[date | None]) -> DayCounts:
    """Count days, and what has none."""
    known = [(day - EPOCH).days for day in days if day]
    numbers, counts = np.unique(np.array(known, np.int64), return_counts=True)
    return DayCounts(numbers, counts, len(days) - len(known))


def spans_of(buckets: Buckets | None) -> list[tuple[date, date]]:
    """Return the first and the last day of each bucket."""
    ends = buckets.ends() if buckets else []
    return [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in ends]


@generated(100)
@given(
    st.sampled_from(get_args(Interval)),
    st.integers(-719_162, 2_932_896) | st.integers(10_000, 20_000),
    st.integers(0, 70),
)
def test_ends_are_those_of_each_bucket(interval: Interval, day: int, more: int) -> None:
    """Wherever they are asked for, and up to the last day that there is."""
    low = int(bucket_number(np.array([day]), interval)[0])
    last = int(bucket_number(np.array([2_932_896]), interval)[0])
    high = min(low + more, last)
    days = [bucket_days(number, interval) for number in range(low, high + 1)]
    told = Buckets(interval, low, high).ends()
    assert told == [(start.isoformat(), end.isoformat()) for start, end in days]


@generated(300)
@given(st.dates(), st.sampled_from(get_args(Interval)))
def test_a_day_is_in_its_bucket(day: date, interval: Interval) -> None:
    """Buckets hold their days, and the next day after one begins the next."""
    number = int(bucket_number(np.array([(day - EPOCH).days]), interval)[0])
    start, end = bucket_days(number, interval)
    assert start <= day <= end
    if interval == "week":
        assert start.weekday() == 0 or start == date.min
    if end != date.max:
        assert bucket_days(number + 1, interval)[0] == end + timedelta(days=1)


@generated(300)
@given(
    st.lists(st.none() | st.dates(date(2019, 1, 1), date(2021, 12, 31)), max_size=12),
    st.none() | st.dates(date(2018, 1, 1), date(2022, 12, 31)),
    st.none() | st.dates(date(2018, 1, 1), date(2022, 12, 31)),
)
def test_a_histogram_has_no_gaps_and_reaches_the_ends_that_were_asked_for(
    days: list[date | None], first: date | None, last: date | None
) -> None:
    """Buckets follow each other, count every hit once and cover the span within the index."""
    whole = Span(date(2019, 1, 1), date(2021, 12, 31))
    every = counted([whole.first, *days, whole.last])
    inside = [d for d in days if d and (first or d) <= d <= (last or d)] + [
        None for d in days if d is None
    ]
    found = counted(inside)
    buckets = buckets_of(found, every, Span(first, last))
    known = [d for d in inside if d]
    assert (buckets.sums(found).sum() if buckets else 0) == len(known)
    spans = spans_of(buckets)
    for (_, end), (start, _) in pairwise(spans):
        assert start == end + timedelta(days=1)
    if known:
        begin = max(first, whole.first or first) if first else min(known)
        finish = min(last, whole.last or last) if last else max(known)
        assert spans[0][0] <= begin <= spans[0][1]
        assert spans[-1][0] <= finish <= spans[-1][1]


@pytest.mark.parametrize(
    ("days", "interval", "buckets"),
    [(1, "day", 1), (62, "day", 62), (63, "week", 10), (366, "week", 53), (367, "month", 13),
     (366 * 6, "month", 73), (366 * 6 + 1, "year", 7)],
)  # fmt: skip
def test_the_interval_grows_with_the_span(days: int, interval: str, buckets: int) -> None:
    """Days, weeks, months or years: never more bars than fit on a page."""
    first = date(2015, 1, 1)
    last = first + timedelta(days=days - 1)
    found = counted([first, last])
    shown = buckets_of(found, found, Span())
    assert shown is not None
    assert shown.interval == interval
    assert len(shown) == buckets


@generated(100)
@given(
    st.lists(st.dates(date(2018, 1, 1), date(2022, 12, 31)), min_size=1, max_size=12),
    st.integers(0, 4),
    st.none() | st.dates(date(2018, 1, 1), date(2022, 12, 31)),
    st.none() | st.dates(date(2018, 1, 1), date(2022, 12, 31)),
)
def test_a_bucket_knows_how_many_articles_the_index_has_in_it(
    days: list[date], hits: int, first: date | None, last: date | None
) -> None:
    """All articles of a bucket are counted, but for those beyond the dates that were asked for."""
    asked = [d for d in days if (first or d) <= d <= (last or d)]
    found, every, span = counted([*asked[:hits]]), counted([*days]), Span(first, last)
    buckets = buckets_of(found, every, span)
    if buckets is None:
        return
    counts, wholes = buckets.sums(found).tolist(), buckets.sums(within(every, span)).tolist()
    for (start, end), count, whole in zip(spans_of(buckets), counts, wholes, strict=True):
        assert whole == sum(start <= day <= end for day in asked)
        assert count <= whole


@pytest.mark.parametrize(
    ("part", "found"), [("ÉCO", ["Économie"]), ("eco", ["Économie"]), ("x", [])]
)
def test_values_are_found_by_a_part_of_them(part: str, found: list[str]) -> None:
    """Whatever the case and the accents; a selected one is listed all the same."""
    articles = [article("a", topics=("Économie", "Sport")), article("b", topics=("Sport",))]
    with opened(articles) as snapshot:
        topics = ask(snapshot, find_topic=[part]).facets.values["topic"]
        assert [topic.value for topic in topics] == found
        topics = ask(snapshot, find_topic=[part], topic=("Sport",)).facets.values["topic"]
        assert [topic.value for topic in topics] == [*found, "Sport"]
        assert topics[-1].count == 2


def test_dates_before_1970_are_counted_in_their_day() -> None:
    """The last moment of a day long ago is still of that day."""
    with opened([article("a", published="1969-12-31T23:59:59.999999")]) as snapshot:
        bucket = ask(snapshot).facets.date.buckets[0]
    assert (bucket.start, bucket.end, bucket.count) == ("1969-12-31", "1969-12-31", 1)


def test_selected_values_stay_in_sight() -> None:
    """A selected value is shown beyond the size and at zero; equal counts sort by value."""
    articles = [article(f"{n}", topics=topics) for n, topics in enumerate(
        [("b", "a"), ("a", "b"), ("c",), ("d",)]
    )]  # fmt: skip
    with opened(articles) as snapshot:
        topics = ask(snapshot, topic=("d", "none"), facet_size=2).facets.values["topic"]
    assert [(t.value, t.count, t.selected) for t in topics] == [
        ("a", 2, False), ("b", 2, False), ("d", 1, True), ("none", 0, True),
    ]  # fmt: skip
