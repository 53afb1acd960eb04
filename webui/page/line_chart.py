"""The geometry of a comparison: queries → lines of an SVG drawing.

Places are percentages of the drawing, from its top left, so that it can be of any width
while its letters and strokes keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from webui.formats.date_texts import MONTHS
from webui.page.wording import bucket_label, percent, plural
from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria, Measure
from webui.search.results.comparison import ComparedBucket, Comparison
from webui.search.results.search import Interval

# So many buckets can still be told apart on a wide screen.
MAX_BUCKETS = 400
# So many labels fit side by side on a telephone.
_MOST_LABELS = 5
# Between labels: days, months, months, years.
_STEPS: dict[Interval, tuple[int, ...]] = {
    "day": (1, 2, 7, 14),
    "week": (1, 2, 3, 6, 12),
    "month": (1, 2, 3, 6, 12, 24),
    "year": (1, 2, 5, 10, 20, 50, 100),
}
# Lines keep their marks apart, so that they can be told from each other without colours.
_MARKS = 12
_MOST_STEPS = 3
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and what is written there."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class Point:
    """What one query finds in one bucket.

    Attributes:
        x, y: its place.
        label: the query, the bucket and the numbers.
        criteria: the search narrowed to the bucket; None where it finds nothing, and might
            show some of the words instead.
        marked: whether the line's mark is drawn there.
    """

    x: float
    y: float
    label: str
    criteria: Criteria | None
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One query: its place in the legend, from 1, its points, and its polylines.

    ``runs`` holds the points of each polyline; the line is broken where nothing was imported.
    """

    number: int
    points: list[Point]
    runs: list[str]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is drawn. ``levels`` are the labels from the bottom up."""

    lines: list[Line]
    levels: list[Tick]
    dates: list[Tick]


def drawing(comparison: Comparison, asked: Asked) -> Drawing | None:
    """Lay out a comparison. None where there is nothing, or too much, to draw."""
    number = len(comparison.queries[0].buckets) if comparison.queries else 0
    if not 1 < number <= MAX_BUCKETS:
        return None
    values = [
        [_value(bucket, comparison.measure) for bucket in query.buckets]
        for query in comparison.queries
    ]
    known = [value for row in values for value in row if value is not None]
    levels = nice_levels(max(known, default=0), whole=comparison.measure == "count")
    lines = [_line(comparison, asked, place, row, levels[-1]) for place, row in enumerate(values)]
    return Drawing(
        lines=lines,
        levels=[
            Tick(round(100 - 100 * level / levels[-1], 2), _level_label(level, comparison.measure))
            for level in levels
        ],
        dates=labelled_dates(comparison.queries[0].buckets, comparison.interval),
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


def labelled_dates(buckets: Sequence[ComparedBucket], interval: Interval) -> list[Tick]:
    """Return labels for some buckets: those in which a round number of years or months begins."""
    begins = [
        (place, *found)
        for place, bucket in enumerate(buckets)
        if (found := _beginning(bucket, interval)) is not None
    ]
    for step in _STEPS[interval]:
        chosen = [(place, first) for place, number, first in begins if number % step == 0]
        if len(chosen) <= _MOST_LABELS:
            break
    return [
        Tick(round(100 * (place + 0.5) / len(buckets), 2), _date_label(first, interval, step))
        for place, first in chosen
    ]


def _beginning(bucket: ComparedBucket, interval: Interval) -> tuple[int, date] | None:
    """Return the number of what begins in a bucket, and its first day; None if nothing does."""
    first, last = date.fromisoformat(bucket.start), date.fromisoformat(bucket.end)
    if interval == "year":
        return first.year, first
    if interval == "day":
        return first.toordinal(), first
    # A week may begin in one month and end in the next.
    if interval == "week" and first.day != 1 and first.month == last.month:
        return None
    return last.year * 12 + last.month - 1, last


def _date_label(day: date, interval: Interval, step: int) -> str:
    month = MONTHS[day.month - 1][:3]
    if interval == "day":
        return f"{day.day} {month}"
    if interval == "year" or step % 12 == 0:
        return str(day.year)
    return f"{month} {day.year}"


def _level_label(level: float, measure: Measure) -> str:
    return f"{level:,.0f}" if measure == "count" else f"{level * 100:g} %"


def _label(text: str, bucket: ComparedBucket, interval: Interval) -> str:
    """Write what one query finds in a bucket in which something was imported."""
    found = plural(bucket.matching, "article")
    share = percent(bucket.matching / bucket.total)
    return f"{text}, {bucket_label(bucket.start, interval)}: {found} of {bucket.total:,}, {share}"


def _value(bucket: ComparedBucket, measure: Measure) -> float | None:
    """Return what is drawn of a bucket; None where nothing was imported."""
    if bucket.ratio is None:
        return None
    return bucket.matching if measure == "count" else bucket.ratio


def _line(
    comparison: Comparison,
    asked: Asked,
    place: int,
    values: Sequence[float | None],
    top: float,
) -> Line:
    query = comparison.queries[place]
    search = asked.search(query.text)
    text = query.text[:_SHOWN_CHARACTERS] + "…" * (len(query.text) > _SHOWN_CHARACTERS)
    apart = math.ceil(len(values) / _MARKS)
    # Where lines run together, their marks alternate.
    shift = place * apart // max(len(comparison.queries), 1)
    runs: list[str] = []
    points: list[Point] = []
    numbered = enumerate(zip(query.buckets, values, strict=True))
    for is_known, run in groupby(numbered, key=lambda item: item[1][1] is not None):
        if not is_known:
            continue
        drawn = [
            Point(
                x=round(100 * (index + 0.5) / len(values), 2),
                y=round(100 - 100 * (value or 0) / top, 2),
                label=_label(text, bucket, comparison.interval),
                criteria=(
                    search.changed(from_=bucket.start, to=bucket.end) if bucket.matching else None
                ),
                marked=index % apart == shift,
            )
            for index, (bucket, value) in run
        ]
        runs.append(" ".join(f"{point.x},{point.y}" for point in drawn))
        # A run of one point has no line to be seen by.
        points += drawn if len(drawn) > 1 else [replace(drawn[0], marked=True)]
    return Line(place + 1, points, runs)
