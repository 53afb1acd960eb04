"""The geometry of the histogram: buckets → bars of an SVG drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from webui.page.addresses import search_url
from webui.page.wording import bucket_label, percent, plural
from webui.search.criteria.criteria import Criteria, Measure
from webui.search.criteria.dates import Span
from webui.search.results.search import DateBucket, DateFacet

WIDTH = 1000
HEIGHT = 120
# A bar of one article must be seen beside one of thousands.
_LEAST_HEIGHT = 3.0
_GAP = 0.15
# A few buckets make bars, not walls.
_WIDEST = 60.0
# So many bars can still be told apart on a wide screen.
MAX_BARS = 400


class Place(NamedTuple):
    """A search narrowed to a bucket, or to other dates.

    Attributes:
        url: its address.
        start, end: first and last day, ISO.
    """

    url: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bucket. Lengths in units of the drawing, from its top left.

    Attributes:
        x, y, width, height: of the bar; ``height`` is 0 for an empty bucket.
        left, step: of the bucket's place, with the gaps beside the bar.
        label: what the bar says.
        imported: whether the index has any article of that time.
        place: the search narrowed to it.
    """

    x: float
    y: float
    width: float
    height: float
    left: float
    step: float
    label: str
    imported: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Chart:
    """A histogram: its bars, and what the highest of them stands for."""

    bars: list[Bar]
    highest: str


def histogram(facet: DateFacet, places: Sequence[Place], measure: Measure) -> Chart | None:
    """Lay out the histogram. None where there is nothing, or too much, to draw.

    Args:
        facet: what is drawn.
        places: of its buckets.
        measure: what a bar's height is.
    """
    number = len(facet.buckets)
    if not 1 < number <= MAX_BARS:
        return None
    step = WIDTH / number
    width = min(step * (1 - _GAP), _WIDEST)
    highest = max(_amount(bucket, measure) for bucket in facet.buckets)
    bars = []
    for index, (bucket, place) in enumerate(zip(facet.buckets, places, strict=True)):
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
                place=place,
            )
        )
    return Chart(bars, percent(highest) if measure == "share" else f"{highest:,.0f}")


def places_of(facet: DateFacet, criteria: Criteria) -> list[Place]:
    """Return where each bucket of a search's histogram leads: to it, and no further than asked."""
    # One address for all, as there may be hundreds. ISO dates compare as text.
    base = search_url(criteria.changed(from_="", to="", last="", date=""))
    base += "&" if "?" in base else "?"
    span = criteria.span
    first, last = (day.isoformat() if day else "" for day in (span.first, span.last))
    found = []
    for bucket in facet.buckets:
        start, end = max(bucket.start, first), min(bucket.end, last) if last else bucket.end
        found.append(Place(f"{base}from={start}&to={end}", start, end))
    return found


def whole_time(facet: DateFacet, criteria: Criteria, index: Span) -> Place | None:
    """Return the search over all the time of the index, if its histogram would reach further.

    By itself a histogram reaches from the first hit to the last, so that bars are as narrow
    as can be; but silence before and after is worth knowing.
    """
    if criteria.span or not facet.buckets or index.first is None or index.last is None:
        return None
    start, end = index.first.isoformat(), index.last.isoformat()
    if facet.buckets[0].start <= start and end <= facet.buckets[-1].end:
        return None
    if index.last.year - index.first.year >= MAX_BARS:
        return None  # there would be no drawing
    return Place(search_url(criteria.changed(from_=start, to=end)), start, end)


def amount_label(bucket: DateBucket) -> str:
    """Write how many articles a bucket has, and which share that is of all that were imported."""
    if not bucket.all:
        return "nothing imported"
    return f"{plural(bucket.count, 'article')}, {percent(bucket.count / bucket.all)} of all"


def _amount(bucket: DateBucket, measure: Measure) -> float:
    if measure == "share":
        return bucket.count / bucket.all if bucket.all else 0.0
    return bucket.count
