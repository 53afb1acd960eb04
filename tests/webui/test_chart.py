from __future__ import annotations

from itertools import pairwise

import pytest

from webui.chart import HEIGHT, MAX_BARS, WIDTH, bars
from webui.search.criteria import Criteria
from webui.search.results import DateBucket, DateFacet


def facet(*counts: int) -> DateFacet:
    """Return a histogram by year, from the year 1000 on."""
    buckets = [
        DateBucket(start=f"{1000 + place}-01-01", end=f"{1000 + place}-12-31", count=count)
        for place, count in enumerate(counts)
    ]
    return DateFacet(interval="year", buckets=buckets, missing=0)


def test_the_highest_bucket_fills_the_drawing() -> None:
    """Heights are in proportion to the counts, from the bottom up."""
    low, high = bars(facet(1, 4), Criteria())
    assert (high.y, high.height) == (0, HEIGHT)
    assert (low.y, low.height) == (HEIGHT * 3 / 4, HEIGHT / 4)


def test_a_single_article_is_seen_beside_thousands() -> None:
    """A bar has a least height, and an empty bucket none."""
    one, none, _ = bars(facet(1, 0, 100_000), Criteria())
    assert one.height >= 3
    assert none.height == 0


@pytest.mark.parametrize("number", [2, 3, 60, MAX_BARS])
def test_bars_stand_side_by_side_inside_the_drawing(number: int) -> None:
    """Bars do not overlap each other or the edges, however many there are."""
    drawn = bars(facet(*[1] * number), Criteria())
    assert len(drawn) == number
    assert drawn[0].x >= 0
    assert drawn[-1].x + drawn[-1].width <= WIDTH
    for left, right in pairwise(drawn):
        assert left.x + left.width <= right.x


@pytest.mark.parametrize("number", [0, 1, MAX_BARS + 1])
def test_nothing_is_drawn_where_there_is_nothing_to_see(number: int) -> None:
    """No bucket, a single one and far too many are not drawn."""
    assert bars(facet(*[1] * number), Criteria()) == []


def test_empty_buckets_only_are_drawn_flat() -> None:
    """A histogram of nothing divides by nothing."""
    assert [bar.height for bar in bars(facet(0, 0), Criteria())] == [0, 0]


def test_a_bar_says_and_is_what_it_stands_for() -> None:
    """A bar is named with its count and leads to its days, the rest of the search kept."""
    first, second = bars(facet(1, 1200), Criteria(q="x", last="7d", page=3))
    assert (first.label, second.label) == ("1000: 1 article", "1001: 1,200 articles")
    assert second.criteria == Criteria(q="x", from_="1001-01-01", to="1001-12-31")
