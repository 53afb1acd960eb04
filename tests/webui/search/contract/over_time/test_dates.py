"""Dates: filters by day, and the histogram."""

from __future__ import annotations

import pytest

from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.contract.support.same import ask, found
from tests.webui.search.library import article

ARTICLES = [
    article("before", "storm", published="2021-02-28T23:59:59.999999"),
    article("first", "storm", published="2021-03-01"),
    article("last", "calm", published="2021-03-31T23:59:59.999999"),
    article("after", "storm", published="2021-04-01"),
    article("undated", "storm"),
]


def test_both_ends_are_included(kind: Kind) -> None:
    """A day ends with its last microsecond, a month with its last day; UTC."""
    with kind.searcher(ARTICLES) as searcher:
        assert found(searcher, "", from_="2021-03", to="2021-03") == {"first", "last"}
        assert found(searcher, "", from_="2021-03-02") == {"last", "after"}
        assert found(searcher, "", to="2021-02") == {"before"}
        assert found(searcher, "published:2021-03") == {"first", "last"}
        assert found(searcher, "", date="none") == {"undated"}
        assert found(searcher, "", last="6m") == {"last", "after"}


def test_the_histogram_has_no_gaps(kind: Kind) -> None:
    """Each bucket counts hits and all articles; those without a date are counted apart."""
    with kind.searcher(ARTICLES) as searcher:
        facet = ask(searcher, "storm").facets.date
    assert (facet.interval, len(facet.buckets), facet.missing) == ("day", 33, 1)
    counted = {bucket.start: (bucket.count, bucket.all) for bucket in facet.buckets if bucket.all}
    assert counted == {
        "2021-02-28": (1, 1),
        "2021-03-01": (1, 1),
        "2021-03-31": (0, 1),
        "2021-04-01": (1, 1),
    }


def test_the_histogram_reaches_to_the_dates_that_were_asked_for(kind: Kind) -> None:
    """As far as there are articles; what lies beyond them is counted in no bucket."""
    with kind.searcher(ARTICLES) as searcher:
        march = ask(searcher, "storm", from_="2021-03", to="2021-03").facets.date
        wide = ask(searcher, "storm", from_="2000", to="2021-03").facets.date
        nothing = ask(searcher, "storm", from_="2022").facets.date
    assert (march.buckets[0].start, march.buckets[-1].end) == ("2021-03-01", "2021-03-31")
    assert (wide.buckets[0].start, wide.buckets[-1].end) == ("2021-02-28", "2021-03-31")
    assert (nothing.interval, nothing.buckets) == ("year", [])


@pytest.mark.parametrize(
    ("last", "interval", "buckets"),
    [
        ("2021-03-03", "day", [("2021-01-01", "2021-01-01"), ("2021-03-03", "2021-03-03")]),
        ("2021-03-04", "week", [("2020-12-28", "2021-01-03"), ("2021-03-01", "2021-03-07")]),
        ("2022-01-02", "month", [("2021-01-01", "2021-01-31"), ("2022-01-01", "2022-01-31")]),
        ("2027-01-08", "year", [("2021-01-01", "2021-12-31"), ("2027-01-01", "2027-12-31")]),
    ],
)
def test_the_span_chooses_the_interval(
    kind: Kind, last: str, interval: str, buckets: list[tuple[str, str]]
) -> None:
    """Days up to 62, weeks up to a year, months up to six, then years; weeks begin on Monday."""
    ends = [article("a", published="2021-01-01"), article("b", published=last)]
    with kind.searcher(ends) as searcher:
        facet = ask(searcher).facets.date
    first, *_, end = facet.buckets
    assert facet.interval == interval
    assert [(bucket.start, bucket.end) for bucket in (first, end)] == buckets
