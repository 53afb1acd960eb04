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


def test_one_absurd_date_makes_no_thousands_of_buckets(kind: Kind) -> None:
    """The years that most hits are of are shown; what is before and after is counted."""
    articles = [
        *(article(f"n{day}", "storm", published=f"2021-05-{day:02}") for day in range(1, 31)),
        article("late", "storm", published="9999-12-31"),
        article("old", "storm", published="0001-01-01"),
        article("none", "storm"),
    ]
    with kind.searcher(articles) as searcher:
        facet = ask(searcher, "storm").facets.date
        later = ask(searcher, "storm", from_="2021-05-31").facets.date
        all_time = ask(searcher, "storm", from_="0001", to="9999").facets.date
    assert (facet.interval, len(facet.buckets)) == ("day", 30)
    assert (facet.earlier, facet.later, facet.missing) == (1, 1, 1)
    assert sum(bucket.count for bucket in facet.buckets) == 30
    assert [bucket.start for bucket in later.buckets] == ["9999-12-31"]
    assert (later.earlier, later.later) == (0, 0)
    assert (all_time.buckets, all_time.earlier, all_time.later) == (facet.buckets, 1, 1)


def test_as_many_years_as_a_newspaper_may_have_are_shown(kind: Kind) -> None:
    """250 are; of one more, the later half, as both have as many hits."""
    first = article("a", "storm", published="1775-06-01")
    with kind.searcher([first, article("b", "storm", published="2024-06-01")]) as searcher:
        facet = ask(searcher, "storm").facets.date
    assert (facet.interval, len(facet.buckets), facet.earlier, facet.later) == ("year", 250, 0, 0)
    with kind.searcher([first, article("b", "storm", published="2025-06-01")]) as searcher:
        facet = ask(searcher, "storm").facets.date
    assert [bucket.start for bucket in facet.buckets] == ["2025-06-01"]
    assert (facet.earlier, facet.later) == (1, 0)


def test_peaks_are_counted_whatever_the_unit(kind: Kind) -> None:
    """They are of articles, and there is their number without asking what makes them."""
    articles = [
        article(f"{month}-{n}", "storm" if n < (20 if month == 6 else 1) else "calm",
                published=f"2021-{month:02}-0{1 + n % 9}")
        for month in range(1, 13)
        for n in range(30)
    ]  # fmt: skip
    with kind.searcher(articles) as searcher:
        found = {
            (unit, base): ask(searcher, "storm", unit=unit, base=base).facets.date
            for unit in ("article", "story", "provider")
            for base in ("all", "filtered")
        }
    assert {one.peaks_total for one in found.values()} == {1}
    assert {one.peaks for one in found.values()} == {None}
