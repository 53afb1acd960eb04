"""The geometry of the histogram: buckets → bars of an SVG drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from webui.page.addresses import search_url
from webui.page.charts.date_axis import Tick, labelled_dates
from webui.page.figures import amount_text, heading, is_small, nothing, top_of_scale
from webui.page.wording import bucket_label, percent
from webui.search.criteria.criteria import Criteria, Measure
from webui.search.criteria.dates import Span
from webui.search.results.search import MOST_YEARS, DateBucket, DateFacet

WIDTH = 1000
HEIGHT = 120
# A bar of one article must be seen beside one of thousands.
_LEAST_HEIGHT = 3.0
_GAP = 0.15
# A few buckets make bars, not walls.
_WIDEST = 60.0
MAX_BARS = MOST_YEARS
"""So many bars can still be told apart on a wide screen."""


class Place(NamedTuple):
    """A search narrowed to a bucket, or to other dates.

    Attributes:
        url: its address.
        start, end: first and last day, ISO.
    """

    url: str
    start: str
    end: str


class Whisker(NamedTuple):
    """The interval of a share: an upright line, which may end at the top of the drawing."""

    x: float
    top: float
    bottom: float


class Bar(NamedTuple):
    """One bucket. Lengths in units of the drawing, from its top left.

    Attributes:
        x, y, width, height: of the bar; ``height`` is 0 for an empty bucket.
        left, step: of the bucket's place, with the gaps beside the bar.
        label: what the bar says.
        found: what was found; None where counts of several buckets do not add up.
        imported: whether there is anything that it could be a share of.
        cut: whether it would be higher than the drawing.
        small: whether it is a share of few, which is drawn hollow.
        whisker: the interval of its share; None where it is not drawn.
        place: the search narrowed to it.
    """

    x: float
    y: float
    width: float
    height: float
    left: float
    step: float
    label: str
    found: int | None
    imported: bool
    cut: bool
    small: bool
    whisker: Whisker | None
    place: Place


@dataclass(frozen=True, slots=True)
class Chart:
    """A histogram.

    Attributes:
        bars: of all buckets.
        highest: what the top of the drawing stands for.
        dates: labels of the axis.
        heading: what is shown.
        nothing: what is said of times without anything; empty where there are none.
    """

    bars: list[Bar]
    highest: str
    dates: list[Tick]
    heading: str
    nothing: str

    @property
    def has_small(self) -> bool:
        """Whether any bar is hollow."""
        return any(bar.small and bar.height for bar in self.bars)

    @property
    def has_cut(self) -> bool:
        """Whether any bar would be higher than the drawing."""
        return any(bar.cut for bar in self.bars)


def histogram(facet: DateFacet, places: Sequence[Place], criteria: Criteria) -> Chart | None:
    """Lay out the histogram. None where there is nothing, or too much, to draw.

    Args:
        facet: what is drawn.
        places: of its buckets.
        criteria: what a bar's height is, and whether intervals are drawn.
    """
    number = len(facet.buckets)
    if not 1 < number <= MAX_BARS:
        return None
    shares = criteria.measure == "share"
    top = top_of_scale(
        (_reach(bucket, criteria), shares and is_small(bucket.all)) for bucket in facet.buckets
    )
    if not top and _has_band(criteria):
        # Nothing found of few is no evidence of nothing.
        top = max(bucket.high or 0.0 for bucket in facet.buckets)
    bars = [*_bars(facet, places, criteria, top)]
    return Chart(
        bars=bars,
        highest=percent(top) if shares else f"{top:,.0f}",
        dates=labelled_dates(facet.buckets, facet.interval),
        heading=heading(criteria, facet.interval),
        nothing="" if all(bar.imported for bar in bars) else nothing(facet.unit, facet.base),
    )


def _bars(
    facet: DateFacet, places: Sequence[Place], criteria: Criteria, top: float
) -> Iterator[Bar]:
    step = WIDTH / len(facet.buckets)
    width = bar_width(step)
    written = round(width, 1), round(step, 1)
    shares, adds_up = criteria.measure == "share", facet.unit == "article"
    for index, (bucket, place) in enumerate(zip(facet.buckets, places, strict=True)):
        count, whole = bucket.count, bucket.all
        part = _amount(bucket, criteria.measure) / top if top else 0.0
        height = max(HEIGHT * min(part, 1), _LEAST_HEIGHT) if count else 0.0
        said = amount_text(bucket, count, whole, facet.unit, facet.base)
        yield Bar(
            round(step * (index + 0.5) - width / 2, 1),
            round(HEIGHT - height, 1),
            written[0],
            round(height, 1),
            round(step * index, 1),
            written[1],
            label=f"{bucket_label(bucket.start, facet.interval)}: {said}",
            found=count if adds_up else None,
            imported=whole > 0,
            cut=part > 1,
            small=shares and is_small(whole),
            whisker=_whisker(bucket, step * (index + 0.5), criteria, top),
            place=place,
        )


def _whisker(bucket: DateBucket, x: float, criteria: Criteria, top: float) -> Whisker | None:
    if not top or not _has_band(criteria) or bucket.low is None or bucket.high is None:
        return None
    ends = (HEIGHT * (1 - min(end / top, 1)) for end in (bucket.high, bucket.low))
    return Whisker(round(x, 1), *(round(end, 1) for end in ends))


def _has_band(criteria: Criteria) -> bool:
    return criteria.measure == "share" and criteria.band


def _reach(bucket: DateBucket, criteria: Criteria) -> float:
    """Return how high a bucket is drawn. The intervals of few would make all others low."""
    amount = _amount(bucket, criteria.measure)
    if not _has_band(criteria) or is_small(bucket.all):
        return amount
    return bucket.high or amount


def bar_width(step: float) -> float:
    """Return how wide a bar is that has so much room, in units of the drawing."""
    return min(step * (1 - _GAP), _WIDEST)


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


def _amount(bucket: DateBucket, measure: Measure) -> float:
    if measure == "share":
        return bucket.ratio or 0.0
    return bucket.count
