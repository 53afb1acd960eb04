"""The geometry of the histogram: buckets → bars of an SVG drawing."""

from __future__ import annotations

from dataclasses import dataclass

from webui.presentation import bucket_label, percent, plural
from webui.search.criteria import Criteria, Measure
from webui.search.results import DateBucket, DateFacet

WIDTH = 1000
HEIGHT = 120
# A bar of one article must be seen beside one of thousands.
_LEAST_HEIGHT = 3.0
_GAP = 0.15
# A few buckets make bars, not walls.
_WIDEST = 60.0
# So many bars can still be told apart on a wide screen.
MAX_BARS = 400


@dataclass(frozen=True, slots=True)
class Bar:
    """One bucket. Lengths in units of the drawing, from its top left.

    Attributes:
        x, y, width, height: of the bar; ``height`` is 0 for an empty bucket.
        left, step: of the bucket's place, with the gaps beside the bar.
        label: what the bar says.
        imported: whether the index has any article of that time.
        criteria: the search narrowed to it.
    """

    x: float
    y: float
    width: float
    height: float
    left: float
    step: float
    label: str
    imported: bool
    criteria: Criteria


@dataclass(frozen=True, slots=True)
class Chart:
    """A histogram: its bars, and what the highest of them stands for."""

    bars: list[Bar]
    highest: str


def histogram(facet: DateFacet, criteria: Criteria) -> Chart | None:
    """Lay out the histogram. None where there is nothing, or too much, to draw."""
    number = len(facet.buckets)
    if not 1 < number <= MAX_BARS:
        return None
    step = WIDTH / number
    width = min(step * (1 - _GAP), _WIDEST)
    measure = criteria.measure
    highest = max(_amount(bucket, measure) for bucket in facet.buckets)
    bars = []
    for index, bucket in enumerate(facet.buckets):
        part = _amount(bucket, measure) / highest if highest else 0.0
        height = max(HEIGHT * part, _LEAST_HEIGHT) if bucket.count else 0.0
        bars.append(
            Bar(
                x=round(step * (index + 0.5) - width / 2, 1),
                y=round(HEIGHT - height, 1),
                width=round(width, 1),
                height=round(height, 1),
                left=round(step * index, 1),
                step=round(step, 1),
                label=f"{bucket_label(bucket.start, facet.interval)}: {amount_label(bucket)}",
                imported=bucket.all > 0,
                criteria=narrowed_to(bucket, criteria),
            )
        )
    return Chart(bars, percent(highest) if measure == "share" else f"{highest:,.0f}")


def narrowed_to(bucket: DateBucket, criteria: Criteria) -> Criteria:
    """Return a search narrowed to a bucket, and to the dates that it asked for already."""
    # ISO dates compare as text.
    first, last = (
        day.isoformat() if day else "" for day in (criteria.span.first, criteria.span.last)
    )
    return criteria.changed(
        from_=max(bucket.start, first), to=min(bucket.end, last) if last else bucket.end
    )


def amount_label(bucket: DateBucket) -> str:
    """Write how many articles a bucket has, and which share that is of all that were imported."""
    if not bucket.all:
        return "nothing imported"
    return f"{plural(bucket.count, 'article')}, {percent(bucket.count / bucket.all)} of all"


def _amount(bucket: DateBucket, measure: Measure) -> float:
    if measure == "share":
        return bucket.count / bucket.all if bucket.all else 0.0
    return bucket.count
