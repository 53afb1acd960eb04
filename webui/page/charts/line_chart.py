"""The geometry of a comparison: queries → lines of an SVG drawing.

Places are percentages of the drawing, from its top left, so that it can be of any width
while its letters and strokes keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from webui.page.addresses import dated_url
from webui.page.charts.date_axis import Tick, labelled_dates
from webui.page.figures import amount_text, is_small, top_of_scale
from webui.page.wording import bucket_label
from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria, Measure
from webui.search.results.comparison import ComparedBucket, Comparison

# So many buckets can still be told apart on a wide screen.
MAX_BUCKETS = 400
# Lines keep their marks apart, so that they can be told from each other without colours.
_MARKS = 12
_MOST_STEPS = 3
_SHOWN_CHARACTERS = 60
# So many points of a line can be told apart; beyond, only its marks are drawn.
_MOST_DOTS = 75


class Point(NamedTuple):
    """What one query finds in one bucket.

    Attributes:
        x, y: its place.
        label: the query, the bucket and the numbers.
        url: of the search narrowed to the bucket; empty where it finds nothing, and might show
            some of the words instead.
        marked: whether the line's mark is drawn there.
        dotted: whether it is seen as a point of its own, by a mark or a dot.
        small: whether it is a share of few, which is drawn hollow.
    """

    x: float
    y: float
    label: str
    url: str
    marked: bool
    dotted: bool
    small: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One query: its place in the legend, from 1, its points, and its polylines.

    ``runs`` holds the points of each polyline; the line is broken where nothing was imported.
    ``bands`` holds those of the polygons round them: the intervals of shares of 30 or more.
    """

    number: int
    points: list[Point]
    runs: list[str]
    bands: list[str]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is drawn.

    Attributes:
        lines: of the queries.
        levels: the labels from the bottom up.
        dates: the labels of the axis.
        has_cut: whether any point would be higher than the drawing.
    """

    lines: list[Line]
    levels: list[Tick]
    dates: list[Tick]
    has_cut: bool

    @property
    def has_small(self) -> bool:
        """Whether any point is hollow."""
        return any(point.small for line in self.lines for point in line.points)


def drawing(comparison: Comparison, asked: Asked) -> Drawing | None:
    """Lay out a comparison. None where there is nothing, or too much, to draw."""
    number = len(comparison.queries[0].buckets) if comparison.queries else 0
    if not 1 < number <= MAX_BUCKETS:
        return None
    shares = comparison.measure == "share"
    highest = top_of_scale(
        (_reach(bucket, asked.common), shares and is_small(bucket.total))
        for query in comparison.queries
        for bucket in query.buckets
    )
    levels = nice_levels(highest, whole=comparison.measure == "count")
    lines = [_line(comparison, asked, place, levels[-1]) for place in range(len(asked.queries))]
    return Drawing(
        lines=lines,
        levels=[
            Tick(round(100 - 100 * level / levels[-1], 2), _level_label(level, comparison.measure))
            for level in levels
        ],
        dates=labelled_dates(comparison.queries[0].buckets, comparison.interval),
        has_cut=any(
            (_value(bucket, comparison.measure) or 0) > levels[-1]
            for query in comparison.queries
            for bucket in query.buckets
        ),
    )


def small_line(counts: Sequence[int]) -> str:
    """Return the points of a line without axes; nothing where there is none to draw.

    Args:
        counts: of buckets. Below the line is room for as much as its stroke takes.
    """
    if len(counts) < 2 or not any(counts):
        return ""
    top, number = max(counts), len(counts)
    return " ".join(
        f"{_across(place, number)},{_down(count, top * 1.05)}" for place, count in enumerate(counts)
    )


def nice_levels(highest: float, *, whole: bool) -> list[float]:
    """Return three or four levels from 0 to at least the highest value, in steps of 1, 2 or 5.

    Args:
        highest: value that is drawn, at least 0.
        whole: whether there is nothing between whole numbers; a highest value of 1 then has
            two levels.
    """
    if highest <= 0:
        return [0, 1]
    power = 10.0 ** math.floor(math.log10(highest / _MOST_STEPS))
    step = next(
        size for size in (power, 2 * power, 5 * power, 10 * power) if highest <= _MOST_STEPS * size
    )
    if whole:
        step = max(step, 1)
    # What a division leaves over by rounding is no step of its own.
    return [step * place for place in range(math.ceil(highest / step - 1e-9) + 1)]


def _level_label(level: float, measure: Measure) -> str:
    return f"{level:,.0f}" if measure == "count" else f"{level * 100:g} %"


def _label(text: str, bucket: ComparedBucket, comparison: Comparison) -> str:
    """Write what one query finds in a bucket in which something was imported."""
    said = amount_text(bucket, bucket.matching, bucket.total, comparison.unit, comparison.base)
    return f"{text}, {bucket_label(bucket.start, comparison.interval)}: {said}"


def _value(bucket: ComparedBucket, measure: Measure) -> float | None:
    """Return what is drawn of a bucket; None where nothing was imported."""
    if bucket.ratio is None:
        return None
    return bucket.matching if measure == "count" else bucket.ratio


def _has_band(criteria: Criteria) -> bool:
    return criteria.measure == "share" and criteria.band


def _reach(bucket: ComparedBucket, criteria: Criteria) -> float:
    """Return how high a bucket is drawn. The intervals of few would make all others low."""
    value = _value(bucket, criteria.measure) or 0
    if not _has_band(criteria) or is_small(bucket.total):
        return value
    return bucket.high or value


def _line(comparison: Comparison, asked: Asked, place: int, top: float) -> Line:
    query = comparison.queries[place]
    number = len(query.buckets)
    url = dated_url(asked.search(query.text))
    text = query.text[:_SHOWN_CHARACTERS] + "…" * (len(query.text) > _SHOWN_CHARACTERS)
    apart = math.ceil(number / _MARKS)
    # Where lines run together, their marks alternate.
    shift = place * apart // max(len(comparison.queries), 1)
    shares = comparison.measure == "share"
    line = Line(place + 1, [], [], [])
    numbered = enumerate(query.buckets)
    for is_known, run in groupby(numbered, key=lambda item: item[1].ratio is not None):
        if not is_known:
            continue
        buckets = list(run)
        drawn = [
            Point(
                x=_across(index, number),
                y=_down(_value(bucket, comparison.measure), top),
                label=_label(text, bucket, comparison),
                url=url(bucket.start, bucket.end) if bucket.matching else "",
                # A run of one point has no line to be seen by.
                marked=index % apart == shift or len(buckets) == 1,
                dotted=number <= _MOST_DOTS,
                small=shares and is_small(bucket.total),
            )
            for index, bucket in buckets
        ]
        line.points.extend(drawn)
        line.runs.append(" ".join(f"{point.x},{point.y}" for point in drawn))
        if _has_band(asked.common):
            line.bands.extend(_bands(buckets, number, top))
    return line


def _bands(buckets: Sequence[tuple[int, ComparedBucket]], number: int, top: float) -> Iterator[str]:
    """Yield the polygons round a run. Those of few would cover what can be told of the others."""
    for small, part in groupby(buckets, key=lambda item: is_small(item[1].total)):
        if not small:
            yield _band(list(part), number, top)


def _band(buckets: Sequence[tuple[int, ComparedBucket]], number: int, top: float) -> str:
    """Return one polygon: the upper ends of the intervals, and back the lower ones."""
    upper = [(_across(index, number), _down(bucket.high, top)) for index, bucket in buckets]
    lower = [(_across(index, number), _down(bucket.low, top)) for index, bucket in buckets]
    if len(buckets) == 1:
        # What has no width cannot be seen.
        half = 20 / number
        upper = [(round(x + side, 2), y) for x, y in upper for side in (-half, half)]
        lower = [(round(x + side, 2), y) for x, y in lower for side in (-half, half)]
    return " ".join(f"{x},{y}" for x, y in [*upper, *reversed(lower)])


def _across(index: int, number: int) -> float:
    return round(100 * (index + 0.5) / number, 2)


def _down(value: float | None, top: float) -> float:
    """Return how far below the top of the drawing a value is; what is above it is cut."""
    return round(100 - 100 * min((value or 0) / top, 1), 2)
