"""The geometry of what two queries find over time: buckets → bars in three pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webui.page.charts.bar_chart import HEIGHT, MAX_BARS, WIDTH, bar_width
from webui.page.charts.date_axis import Tick, labelled_dates
from webui.page.wording import bucket_label
from webui.search.results.comparison import OverlapBucket
from webui.search.results.search import Interval


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: what it stands for, where its top is, and how high it is."""

    name: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class StackedBar:
    """One bucket. Lengths in units of the drawing, from its top left; pieces from below."""

    x: float
    width: float
    left: float
    step: float
    label: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class StackedChart:
    """The bars, what the top of the drawing stands for, and the labels of the axis."""

    bars: list[StackedBar]
    highest: str
    dates: list[Tick]


def stacked_chart(buckets: Sequence[OverlapBucket], interval: Interval) -> StackedChart | None:
    """Lay out what two queries find. None where there is nothing, or too much, to draw."""
    top = max((sum(_amounts(bucket).values()) for bucket in buckets), default=0)
    if not 1 < len(buckets) <= MAX_BARS or not top:
        return None
    bars = [
        _bar(bucket, place, len(buckets), top, interval) for place, bucket in enumerate(buckets)
    ]
    return StackedChart(bars, f"{top:,}", labelled_dates(buckets, interval))


def _amounts(bucket: OverlapBucket) -> dict[str, int]:
    # What both find lies between what only one does, as in a drawing of two circles.
    return {
        "only-first": bucket.only_first,
        "both": bucket.both,
        "only-second": bucket.only_second,
    }


def _bar(
    bucket: OverlapBucket, place: int, number: int, top: int, interval: Interval
) -> StackedBar:
    step = WIDTH / number
    width = bar_width(step)
    pieces: list[Piece] = []
    below = 0
    for name, amount in _amounts(bucket).items():
        below += amount
        if amount:
            y = HEIGHT * (1 - below / top)
            pieces.append(Piece(name, round(y, 1), round(HEIGHT * amount / top, 1)))
    said = (
        f"{bucket.only_first:,} only the first, {bucket.both:,} both, "
        f"{bucket.only_second:,} only the second"
    )
    return StackedBar(
        x=round(step * (place + 0.5) - width / 2, 1),
        width=round(width, 1),
        left=round(step * place, 1),
        step=round(step, 1),
        label=f"{bucket_label(bucket.start, interval)}: {said}",
        pieces=pieces,
    )
