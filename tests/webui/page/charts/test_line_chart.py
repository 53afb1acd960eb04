from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import webui
from tests.webui.search.library import TODAY, asking, generated
from webui.page.addresses import search_url
from webui.page.charts.date_axis import labelled_dates
from webui.page.charts.line_chart import MAX_BUCKETS, drawing, nice_levels
from webui.page.rows.compared_rows import compared_rows
from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria, Measure
from webui.search.local.columns.histogram import bucket_days
from webui.search.measures.share_interval import wilson
from webui.search.results.base import IndexState
from webui.search.results.comparison import ComparedBucket, ComparedQuery, Comparison
from webui.search.results.search import Interval

INDEX = IndexState(generation=1, articles=9, synced="2021-09-01T00:00:00Z")


def bucket(number: int, matching: int, total: int, interval: Interval = "year") -> ComparedBucket:
    """Return a bucket."""
    start, end = bucket_days(number, interval)
    return ComparedBucket(
        start=start.isoformat(),
        end=end.isoformat(),
        matching=matching,
        total=total,
        ratio=matching / total if total else None,
        low=interval_.low if (interval_ := wilson(matching, total)) else None,
        high=interval_.high if interval_ else None,
        providers=min(total, 3),
    )


def comparison(
    *rows: list[tuple[int, int]],
    measure: Measure = "count",
    interval: Interval = "year",
    band: bool = False,
) -> tuple[Comparison, Asked]:
    """Return a comparison of queries a, b, … with these hits and articles, from 1970 on."""
    texts = tuple("abcdefgh"[: len(rows)])
    queries = [
        ComparedQuery(
            text=text,
            total=sum(matching for matching, _ in row),
            matching=sum(matching for matching, _ in row),
            ratio=None,
            low=None,
            high=None,
            missing=0,
            notices=[],
            buckets=[bucket(place, *counts, interval) for place, counts in enumerate(row)],
        )
        for text, row in zip(texts, rows, strict=True)
    ]
    found = Comparison(
        measure=measure,
        unit="article",
        base="all",
        match="all",
        filters={},
        interval=interval,
        articles=9,
        base_total=9,
        queries=queries,
        overlaps=[],
        index=INDEX,
    )
    return found, Asked(texts, Criteria(measure=measure, band=band, today=TODAY))


def test_lines_are_drawn_to_the_scale_of_the_levels() -> None:
    """Points stand in the middle of their buckets, as high as their counts."""
    drawn = drawing(*comparison([(0, 9), (3, 9)], [(2, 9), (6, 9)]))
    assert drawn is not None
    assert [level.label for level in drawn.levels] == ["0", "2", "4", "6"]
    assert [level.place for level in drawn.levels] == [100, 66.67, 33.33, 0]
    first, second = drawn.lines
    assert (first.number, second.number) == (1, 2)
    assert first.runs == ["25.0,100.0 75.0,50.0"]
    assert [(point.x, point.y) for point in second.points] == [(25, 66.67), (75, 0)]


def test_the_table_beside_a_chart_has_its_numbers() -> None:
    """Bucket by bucket, each number with its search; times of which nothing is known are no row."""
    found, asked = comparison([(1200, 2400), (0, 0), (0, 9)], [(0, 2400), (0, 0), (1, 9)])
    rows = [*compared_rows(found, asked, linked=True)]
    assert [(row.label, row.total, row.providers) for row in rows] == [
        ("1970", "2,400", "3"),
        ("1972", "9", "3"),
    ]
    first, second = rows[0].cells
    narrowed = asking(q="a", from_="1970-01-01", to="1970-12-31")
    assert first == (search_url(narrowed), "1,200", "50 %", "48 % to 52 %")
    assert second[:3] == ("", "0", "0 %")
    unlinked = [cell for row in compared_rows(found, asked, linked=False) for cell in row.cells]
    assert not any(cell.url for cell in unlinked)


def test_shares_are_drawn_where_they_are_asked_for() -> None:
    """The same numbers as shares: of few articles they stand higher."""
    drawn = drawing(*comparison([(1, 100), (25, 100)], measure="share"))
    assert drawn is not None
    assert [level.label for level in drawn.levels] == ["0 %", "10 %", "20 %", "30 %"]
    assert [point.y for point in drawn.lines[0].points] == [96.67, 16.67]


def test_a_line_is_broken_where_nothing_was_imported() -> None:
    """Nothing imported is a gap, nothing found is zero; a point by itself has its mark."""
    drawn = drawing(*comparison([(1, 1), (0, 1), (0, 0), *[(1, 1)] * 40, (0, 0), (1, 1), (0, 0)]))
    assert drawn is not None
    (line,) = drawn.lines
    assert [len(run.split()) for run in line.runs] == [2, 40, 1]
    assert len(line.points) == 43
    assert line.points[-1].marked
    assert line.points[0].y == 0
    assert line.points[1].y == 100


def test_a_point_says_and_is_what_it_stands_for() -> None:
    """A point names query, bucket and numbers, and leads to the search narrowed to it."""
    found, asked = comparison([(0, 5), (1, 1000)])
    asked = Asked(
        ("a",), asked.common.including("provider", "P").changed(last="7d", measure="share")
    )
    drawn = drawing(found, asked)
    assert drawn is not None
    point = drawn.lines[0].points[1]
    assert point.label == (
        "a, 1971: 1 article of 1,000, 0.1 % (95 %: <0.1 % to 0.6 %); 3 providers"
    )
    narrowed = asking(q="a", provider=["P"], from_="1971-01-01", to="1971-12-31")
    assert point.url == search_url(narrowed)


def test_a_long_query_is_cut_where_it_is_repeated() -> None:
    """Hundreds of points do not repeat a query of thousands of letters."""
    found, asked = comparison([(0, 5), (1, 1000)])
    query = found.queries[0].model_copy(update={"text": "w" * 5000})
    drawn = drawing(found.model_copy(update={"queries": [query]}), asked)
    assert drawn is not None
    assert len(drawn.lines[0].points[0].label) < 160


@pytest.mark.parametrize("number", [0, 1, MAX_BUCKETS + 1])
def test_nothing_is_drawn_where_there_is_nothing_to_see(number: int) -> None:
    """No bucket, a single one and far too many are not drawn; nor is no query."""
    assert drawing(*comparison([(1, 1)] * number)) is None
    assert drawing(*comparison()) is None


def test_nothing_found_is_drawn_flat() -> None:
    """A comparison of nothing divides by nothing."""
    drawn = drawing(*comparison([(0, 1), (0, 1)], measure="share"))
    assert drawn is not None
    assert [point.y for point in drawn.lines[0].points] == [100, 100]


@pytest.mark.parametrize("number", [2, 12, 13, 60, MAX_BUCKETS])
def test_each_line_has_some_marks_and_not_all_in_the_same_place(number: int) -> None:
    """Lines on top of each other can be told apart: their marks alternate."""
    drawn = drawing(*comparison(*[[(1, 2)] * number] * 4))
    assert drawn is not None
    marked = [{point.x for point in line.points if point.marked} for line in drawn.lines]
    assert all(1 <= len(places) <= 12 for places in marked)
    if number >= 48:
        assert len(set.union(*marked)) == sum(map(len, marked))


@generated(300)
@given(st.integers(1, 10**9).map(float) | st.floats(1e-6, 1), st.booleans())
def test_levels_are_three_or_four_round_numbers(highest: float, whole: bool) -> None:
    """Equal steps of 1, 2 or 5 times a power of ten, from 0 to the highest value or above."""
    if whole:
        highest = float(max(1, round(highest)))
    levels = nice_levels(highest, whole=whole)
    assert levels[0] == 0
    assert levels[-1] >= highest * (1 - 1e-6)
    assert len(levels) in ((2, 3, 4) if whole and highest == 1 else (3, 4))
    step = levels[1]
    assert all(b - a == pytest.approx(step) for a, b in pairwise(levels))
    assert re.fullmatch(r"[125]e[+-]\d+", f"{step:.0e}")
    assert step == pytest.approx(float(f"{step:.0e}"))
    assert not whole or step >= 1


@generated(200)
@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from([("day", 62), ("week", 53), ("month", 73), ("year", 400)]),
    st.data(),
)
def test_a_few_round_dates_are_labelled(
    start: date, kind: tuple[Interval, int], data: st.DataObject
) -> None:
    """At most five labels, in order, inside the drawing, and no two alike."""
    interval, most = kind
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[interval]
    number = data.draw(st.integers(2, most))
    first = (start - date(1970, 1, 1)) // timedelta(days=days)
    buckets = [bucket(first + place, 1, 1, interval) for place in range(number)]
    ticks = labelled_dates(buckets, interval)
    assert len(ticks) <= 5
    assert len(ticks) >= 2
    places = [tick.place for tick in ticks]
    assert places == sorted(places)
    assert all(0 < place < 100 for place in places)
    assert len({tick.label for tick in ticks}) == len(ticks)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("place", "background"), [(0, "#ffffff"), (1, "#13171f")])
def test_lines_stand_out_from_the_background(place: int, background: str) -> None:
    """Each colour has a contrast of three to one at least, in light and in dark."""
    css = (Path(webui.__file__).parent / "static" / "styles" / "charts.css").read_text()
    colours = re.findall(r"--series-\d: (#\w{6})", css)[8 * place : 8 * place + 8]
    assert len(set(colours)) == 8
    for colour in colours:
        low, high = sorted([luminance(colour), luminance(background)])
        assert (high + 0.05) / (low + 0.05) >= 3


def test_shares_have_bands_that_can_be_left_out() -> None:
    """A polygon round each run of a line: up to the higher ends, and back along the lower ones."""
    rows = [(10, 100), (20, 100), (0, 0), (30, 100)]
    drawn = drawing(*comparison(rows, measure="share", band=True))
    assert drawn is not None
    (line,) = drawn.lines
    first, alone = line.bands
    corners = [tuple(map(float, corner.split(","))) for corner in first.split()]
    assert [x for x, _ in corners] == [12.5, 37.5, 37.5, 12.5]
    for point, above, below in zip(line.points[:2], corners, reversed(corners), strict=False):
        assert above[1] < point.y < below[1]
    assert len(alone.split()) == 4
    for other in ({"measure": "share"}, {"band": True}):
        plain = drawing(*comparison(rows, **other))
        assert plain is not None
        assert plain.lines[0].bands == []


def test_shares_of_few_have_no_band() -> None:
    """Theirs would cover the chart; the bands of the others stop there."""
    rows = [(1, 3), (10, 100), (20, 100), (2, 29), (3, 30), (1, 9), (1, 9)]
    drawn = drawing(*comparison(rows, measure="share", band=True))
    assert drawn is not None
    pair, alone = drawn.lines[0].bands
    middles = [point.x for point in drawn.lines[0].points]
    assert {float(corner.split(",")[0]) for corner in pair.split()} == set(middles[1:3])
    reached = [float(corner.split(",")[0]) for corner in alone.split()]
    assert (min(reached) + max(reached)) / 2 == pytest.approx(middles[4], abs=0.01)
    assert len(drawn.lines[0].runs) == 1


def test_shares_of_few_are_hollow_and_do_not_set_the_scale() -> None:
    """Their intervals end where the drawing does; counts are drawn as ever."""
    rows = [(1, 2), (5, 100)]
    drawn = drawing(*comparison(rows, measure="share", band=False))
    assert drawn is not None
    assert [point.small for point in drawn.lines[0].points] == [True, False]
    assert [point.y for point in drawn.lines[0].points] == [0, 50]
    assert drawn.levels[-1].label == "10 %"
    assert drawn.has_small
    assert drawn.has_cut
    counts = drawing(*comparison(rows))
    assert counts is not None
    assert not counts.has_small


def test_every_point_of_a_few_is_seen() -> None:
    """So many as can be told apart have a dot where they have no mark: none seems to miss."""
    for number, dotted in ((24, True), (75, True), (76, False)):
        drawn = drawing(*comparison([(1, 2)] * number))
        assert drawn is not None
        assert all(point.dotted == dotted for point in drawn.lines[0].points)
