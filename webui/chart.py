"""The geometry of the histogram: buckets → bars of an SVG drawing."""

from __future__ import annotations

from dataclasses import dataclass

from webui.presentation import bucket_label, plural
from webui.search.criteria import Criteria
from webui.search.results import DateFacet

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

    ``height`` is 0 for an empty bucket; ``criteria`` is the search narrowed to it.
    """

    x: float
    y: float
    width: float
    height: float
    label: str
    criteria: Criteria


def bars(facet: DateFacet, criteria: Criteria) -> list[Bar]:
    """Lay out the histogram. Empty where there is nothing, or too much, to draw."""
    number = len(facet.buckets)
    if not 1 < number <= MAX_BARS:
        return []
    step = WIDTH / number
    width = min(step * (1 - _GAP), _WIDEST)
    highest = max(bucket.count for bucket in facet.buckets) or 1
    drawn = []
    for index, bucket in enumerate(facet.buckets):
        height = max(HEIGHT * bucket.count / highest, _LEAST_HEIGHT) if bucket.count else 0.0
        name = bucket_label(bucket.start, facet.interval)
        drawn.append(
            Bar(
                x=round(step * (index + 0.5) - width / 2, 2),
                y=round(HEIGHT - height, 2),
                width=round(width, 2),
                height=round(height, 2),
                label=f"{name}: {plural(bucket.count, 'article')}",
                criteria=criteria.changed(from_=bucket.start, to=bucket.end),
            )
        )
    return drawn
