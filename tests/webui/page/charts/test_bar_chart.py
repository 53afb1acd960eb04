"""The geometry of the histogram."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.page.charts.bar_chart import (
    HEIGHT,
    MAX_BARS,
    WIDTH,
    Bar,
    Chart,
    histogram,
    places_of,
    whole_time,
)
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import Span
from webui.search.measures.share_interval import wilson
from webui.search.results.search import DateBucket, DateFacet

# What was found, and what there is.
Amounts = tuple[int, int]
SHARE = Criteria(measure="share", band=False)
BANDS = Criteria(measure="share")
# Lengths are rounded, and there are two of them in each sum.
ROUNDED = 0.11

AMOUNTS = st.lists(
    st.integers(0, 10**6).flatmap(lambda all_: st.tuples(st.integers(0, all_), st.just(all_))),
    min_size=2,
    max_size=MAX_BARS,
)


def test_a_shorter_histogram_offers_the_whole_time_of_the_index() -> None:
    """Only where the index has earlier or later articles, and no dates were asked for."""
    shown = facet((1, 1), (1, 1))
    reaches = Span(date(1000, 5, 1), date(1001, 7, 1))
    assert whole_time(shown, Criteria(), reaches) is None
    for index in (
        replace(reaches, first=date(999, 12, 31)),
        replace(reaches, last=date(1002, 1, 1)),
    ):
        place = whole_time(shown, Criteria(q="x", page=3), index)
        assert place is not None
        assert place.url == f"/?q=x&from={index.first}&to={index.last}"
        assert whole_time(shown, Criteria(from_="1000"), index) is None
    assert whole_time(shown, Criteria(), Span()) is None
    assert whole_time(shown, Criteria(), replace(reaches, last=date(1900, 1, 1))) is None
    assert whole_time(facet(), Criteria(), reaches) is None


def facet(*amounts: Amounts) -> DateFacet:
    """Return a histogram by year, from the year 1000 on."""
    buckets = [
        DateBucket(
            start=f"{1000 + place}-01-01",
            end=f"{1000 + place}-12-31",
            count=count,
            all=all_,
            ratio=count / all_ if all_ else None,
            low=interval.low if (interval := wilson(count, all_)) else None,
            high=interval.high if interval else None,
            providers=min(all_, 3),
        )
        for place, (count, all_) in enumerate(amounts)
    ]
    return DateFacet(interval="year", unit="article", base="all", buckets=buckets, missing=0)


def drawn(*amounts: Amounts, criteria: Criteria | None = None) -> Chart:
    """Return the drawing of a histogram that can be drawn."""
    shown, asked = facet(*amounts), criteria or Criteria()
    chart = histogram(shown, places_of(shown, asked), asked)
    assert chart is not None
    return chart


def bars(*counts: int) -> list[Bar]:
    """Return the bars of some counts, of as many articles again."""
    return drawn(*((count, 2 * count + 1) for count in counts)).bars


def test_the_highest_bucket_fills_the_drawing() -> None:
    """Heights are in proportion to the counts, from the bottom up."""
    low, high = bars(1, 4)
    assert (high.y, high.height) == (0, HEIGHT)
    assert (low.y, low.height) == (HEIGHT * 3 / 4, HEIGHT / 4)


def test_shares_are_of_each_bucket() -> None:
    """By share, heights are in proportion to the part of the bucket's articles."""
    low, high, none = drawn((10, 100), (20, 40), (0, 0), criteria=SHARE).bars
    assert high.height == HEIGHT
    assert low.height == HEIGHT / 5
    assert none.height == 0


def test_the_scale_is_named() -> None:
    """What the highest bar stands for is written beside it, in the measure that is drawn."""
    assert drawn((1, 4), (1200, 9000)).highest == "1,200"
    assert drawn((1, 4), (1200, 9000), criteria=SHARE).highest == "25 %"
    assert drawn((0, 4), (0, 0)).highest == "0"
    assert drawn((0, 4), (0, 0), criteria=SHARE).highest == "0 %"


@pytest.mark.parametrize("criteria", [Criteria(), SHARE])
def test_a_single_article_is_seen_beside_thousands(criteria: Criteria) -> None:
    """A bar has a least height, and an empty bucket none."""
    one, none, _ = drawn((1, 10**6), (0, 5), (10**5, 10**5), criteria=criteria).bars
    assert one.height >= 3
    assert none.height == 0


def test_times_without_any_article_are_told_from_those_without_hits() -> None:
    """A bucket of nothing is marked, and says so."""
    nothing, no_hit, hit = drawn((0, 0), (0, 3), (1, 3)).bars
    assert [bar.imported for bar in (nothing, no_hit, hit)] == [False, True, True]
    assert nothing.label == "1000: nothing imported"
    assert no_hit.label == "1001: 0 articles of only 3, 0 % (95 %: 0 % to 56 %); 3 providers"
    assert hit.label == "1002: 1 article of only 3, 33 % (95 %: 6.1 % to 79 %); 3 providers"


@generated(100)
@given(AMOUNTS, st.sampled_from([Criteria(), SHARE, BANDS]))
def test_bars_stand_side_by_side_inside_the_drawing(
    amounts: list[Amounts], criteria: Criteria
) -> None:
    """Bars do not overlap each other, their places or the edges, however many there are."""
    found = drawn(*amounts, criteria=criteria).bars
    assert len(found) == len(amounts)
    for bar, (count, all_) in zip(found, amounts, strict=True):
        assert bar.imported == (all_ > 0)
        assert (bar.height > 0) == (count > 0)
        assert 0 <= bar.y <= HEIGHT
        assert bar.y + bar.height == pytest.approx(HEIGHT, abs=ROUNDED)
        assert 0 <= bar.left <= bar.x
        assert bar.x + bar.width <= bar.left + bar.step + ROUNDED
        assert bar.left + bar.step <= WIDTH + ROUNDED
    for left, right in pairwise(found):
        assert left.x + left.width <= right.x
        assert left.left + left.step == pytest.approx(right.left, abs=ROUNDED)
    if any(count for count, _ in amounts):
        tops = [bar.whisker.top if bar.whisker and not bar.small else bar.y for bar in found]
        assert min(tops) == 0


@pytest.mark.parametrize("number", [0, 1, MAX_BARS + 1])
def test_nothing_is_drawn_where_there_is_nothing_to_see(number: int) -> None:
    """No bucket, a single one and far too many are not drawn."""
    shown = facet(*[(1, 1)] * number)
    assert histogram(shown, places_of(shown, Criteria()), Criteria()) is None


@pytest.mark.parametrize("criteria", [Criteria(), SHARE, BANDS])
def test_empty_buckets_only_are_drawn_flat(criteria: Criteria) -> None:
    """A histogram of nothing divides by nothing."""
    found = drawn((0, 0), (0, 0), (0, 7), criteria=criteria).bars
    assert [bar.height for bar in found] == [0, 0, 0]
    whiskers = [bar.whisker for bar in found]
    assert whiskers[:2] == [None, None]
    assert (whiskers[2] is not None) == (criteria == BANDS)
    assert whiskers[2] is None or whiskers[2].top == 0
    nothing = drawn((0, 0), (0, 0), criteria=criteria).bars
    assert [bar.whisker for bar in nothing] == [None, None]


def test_a_bar_says_and_is_what_it_stands_for() -> None:
    """A bar is named with its count and share and leads to its days, the rest kept."""
    asked = Criteria(q="x", sort="oldest", group="story", page=3)
    first, second = drawn((1, 2), (1200, 1200), criteria=asked).bars
    assert first.label == "1000: 1 article of only 2, 50 % (95 %: 9.5 % to 91 %); 2 providers"
    assert second.label == (
        "1001: 1,200 articles of 1,200, 100 % (95 %: 100 % to 100 %); 3 providers"
    )
    assert (second.place.start, second.place.end) == ("1001-01-01", "1001-12-31")
    narrowed = asked.changed(from_="1001-01-01", to="1001-12-31")
    assert sorted(parse_qsl(second.place.url[2:])) == sorted(narrowed.parameters())


@pytest.mark.parametrize(
    ("dates", "ends"),
    [
        ({"from_": "1000-06"}, [("1000-06-01", "1000-12-31"), ("1001-01-01", "1001-12-31")]),
        ({"to": "1001-02-03"}, [("1000-01-01", "1000-12-31"), ("1001-01-01", "1001-02-03")]),
        ({"last": "1y"}, [("1000-02-04", "1000-12-31"), ("1001-01-01", "1001-02-03")]),
        ({"date": "none"}, [("1000-01-01", "1000-12-31"), ("1001-01-01", "1001-12-31")]),
    ],
)
def test_a_bar_stays_within_the_dates_that_were_asked_for(
    dates: dict[str, str], ends: list[tuple[str, str]]
) -> None:
    """Where a bucket reaches beyond them, its link does not, as its count does not."""
    asked = Criteria(q="x", **dates, today=date(1001, 2, 3))  # type: ignore[arg-type]
    found = drawn((1, 2), (1, 2), criteria=asked).bars
    assert [(bar.place.start, bar.place.end) for bar in found] == ends
    assert not any("last=" in bar.place.url or "date=" in bar.place.url for bar in found)


def test_shares_of_few_are_hollow_and_do_not_set_the_scale() -> None:
    """Below thirty a bar is marked, and its interval ends where the drawing does."""
    few, many = drawn((1, 29), (3, 30), criteria=BANDS).bars
    assert (few.small, many.small) == (True, False)
    assert many.whisker is not None
    assert many.whisker.top == 0 < many.y < many.whisker.bottom < HEIGHT
    assert few.whisker is not None
    assert few.whisker.top >= 0
    small, _ = drawn((1, 2), (3, 300), criteria=BANDS).bars
    assert small.whisker is not None
    assert small.whisker.top == 0
    assert small.y == 0
    chart = drawn((1, 1), (10, 100), (30, 100), (9, 20), criteria=SHARE)
    assert [bar.height for bar in chart.bars] == [HEIGHT, HEIGHT / 6, HEIGHT / 2, HEIGHT * 3 / 4]
    assert [bar.cut for bar in chart.bars] == [True, False, False, False]
    assert chart.has_cut
    assert chart.highest == "60 %"
    assert not drawn((9, 20), (30, 100), criteria=SHARE).has_cut


@pytest.mark.parametrize("criteria", [Criteria(), SHARE])
def test_intervals_are_drawn_where_they_are_asked_for(criteria: Criteria) -> None:
    """Counts have none, and of shares they can be left out; nothing imported has none."""
    assert [bar.whisker for bar in drawn((1, 29), (3, 30), criteria=criteria).bars] == [None, None]
    assert drawn((0, 0), (3, 30), criteria=BANDS).bars[0].whisker is None
    assert not drawn((1, 29), (3, 30)).has_small
