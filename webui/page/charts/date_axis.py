"""The axis of time below a chart: which buckets are labelled, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from webui.formats.date_texts import MONTHS
from webui.search.results.search import Interval

# So many labels fit side by side on a telephone.
_MOST_LABELS = 5
# Between labels: days, months, months, years.
_STEPS: dict[Interval, tuple[int, ...]] = {
    "day": (1, 2, 7, 14),
    "week": (1, 2, 3, 6, 12),
    "month": (1, 2, 3, 6, 12, 24),
    "year": (1, 2, 5, 10, 20, 50, 100),
}


class Days(Protocol):
    """A bucket, from its first to its last day (``YYYY-MM-DD``)."""

    @property
    def start(self) -> str:
        """Its first day."""
        ...

    @property
    def end(self) -> str:
        """Its last day."""
        ...


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and what is written there."""

    place: float
    label: str


def labelled_dates(buckets: Sequence[Days], interval: Interval) -> list[Tick]:
    """Return labels for some buckets: those in which a round number of years or months begins.

    Where there are not two of these, the first and the last bucket are labelled instead.
    """
    begins = [
        (place, *found)
        for place, bucket in enumerate(buckets)
        if (found := _beginning(bucket, interval)) is not None
    ]
    for step in _STEPS[interval]:
        chosen = [(place, first) for place, number, first in begins if number % step == 0]
        if len(chosen) <= _MOST_LABELS:
            break
    years = interval == "year" or (interval != "day" and step % 12 == 0)
    if len(chosen) < 2:
        ends = sorted({0, len(buckets) - 1})
        chosen = [(place, date.fromisoformat(buckets[place].start)) for place in ends]
        years = interval == "year"
        # Both may begin in one month.
        interval = "day" if interval == "week" else interval
    return [
        Tick(
            round(100 * (place + 0.5) / len(buckets), 2),
            _date_label(day, interval, years=years, first=place == chosen[0][0]),
        )
        for place, day in chosen
    ]


def _beginning(bucket: Days, interval: Interval) -> tuple[int, date] | None:
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


def _date_label(day: date, interval: Interval, *, years: bool, first: bool) -> str:
    if years:
        return str(day.year)
    month = MONTHS[day.month - 1][:3]
    if interval != "day":
        return f"{month} {day.year}"
    # The others follow within two months.
    return f"{day.day} {month} {day.year}" if first else f"{day.day} {month}"
