"""How precisely a time is known, and what may be said of who was before whom.

Importers that know only the day write it as midnight, UTC, and so does nearly nobody else. Of
such an article nobody can say how many hours it came after another one, or which of two of
one day was first. Times are those of answers: ISO 8601, UTC, to the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Precision = Literal["second", "day"]

_MIDNIGHT = "T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Lag:
    """How long one time is after another one: so many seconds, or so many days of the calendar."""

    amount: int
    unit: Precision


def precision_of(published: str | None) -> Precision | None:
    """Return how precisely a time is known; None where there is none."""
    if published is None:
        return None
    return "day" if published.endswith(_MIDNIGHT) else "second"


def day_of(published: str) -> str:
    """Return a time as it is written where only its day is known."""
    return published[:10] + _MIDNIGHT


def lag_between(first: str, other: str) -> Lag:
    """Return how long another time is after a first one.

    Args:
        first, other: two times; the other one is not on an earlier day.
    """
    if "day" in (precision_of(first), precision_of(other)):
        days = date.fromisoformat(other[:10]) - date.fromisoformat(first[:10])
        return Lag(days.days, "day")
    seconds = datetime.fromisoformat(other) - datetime.fromisoformat(first)
    return Lag(int(seconds.total_seconds()), "second")


def possibly_first(times: Sequence[str | None]) -> list[int]:
    """Return the places of the times that no other one is known to be before, ascending.

    Those are the earliest one to the second of the earliest day, with all that are the same,
    and those of that day of which no more is known. What has no time is left out.
    """
    days = [time[:10] for time in times if time]
    known = [(place, time) for place, time in enumerate(times) if time and time[:10] == min(days)]
    exact = [time for _, time in known if precision_of(time) == "second"]
    return [place for place, time in known if precision_of(time) == "day" or time == min(exact)]
