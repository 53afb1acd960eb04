"""Days and moments as a reader writes them."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from webui.search.results.precision import precision_of

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

# A page names the same days again and again; ten years have 3,650.
_REMEMBERED = 4096


def day(text: str) -> str:
    """Write an ISO date or moment as ``27 August 2021``."""
    return _day(text[:10])


@lru_cache(_REMEMBERED)
def _day(text: str) -> str:
    when = date.fromisoformat(text)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def moment(text: str) -> str:
    """Write an ISO moment as ``27 August 2021, 12:52 UTC``, without a time that is not known."""
    if precision_of(text) == "day":
        return day(text)
    return f"{day(text)}, {time_of_day(text)}"


def time_of_day(text: str) -> str:
    """Write the time of an ISO moment as ``12:52 UTC``."""
    return f"{datetime.fromisoformat(text):%H:%M} UTC"
