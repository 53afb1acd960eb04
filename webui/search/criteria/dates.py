"""Partial dates (``2021``, ``2021-08``, ``2021-08-26``) and the spans they name, in UTC."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_LAST = re.compile(r"(\d{1,4})([dwmy])", re.ASCII)

PARTIAL_DATE = "^(?!0000)[0-9]{4}(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12][0-9]|3[01]))?)?$"
"""What a partial date looks like, as a pattern for others. Not every such text is a date."""

PERIOD = "^(?!0+[dwmy])[0-9]{1,4}[dwmy]$"
"""What a period looks like."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included; None is open-ended."""

    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        """Whether the span limits anything."""
        return self.first is not None or self.last is not None


def parse_partial(text: str) -> Span:
    """Return the days that a partial date covers: ``2021-02`` is 1 to 28 February.

    Raises:
        ValueError: the text is not a date of the calendar; the message says what is wanted.
    """
    found = _PARTIAL.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"“{text}” is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if year is None or month is None:
            return Span(date(int(found[1]), 1, 1), date(int(found[1]), 12, 31))
        if day is None:
            return Span(
                date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
            )
        return Span(date(year, month, day), date(year, month, day))
    # IllegalMonthError is a ValueError as well.
    except ValueError:
        raise ValueError(f"“{text}” is not a day of the calendar") from None


def parse_last(text: str, today: date) -> Span:
    """Return the days of ``7d``, ``2w``, ``3m`` or ``1y`` up to and including today.

    ``7d`` is today and the six days before it; a month or year back lands on
    the same day of the month, or on its last one, and starts the day after.

    Raises:
        ValueError: the text is not of this form, or reaches before the year 1.
    """
    found = _LAST.fullmatch(text.strip())
    if found is None or int(found[1]) == 0:
        raise ValueError(f"“{text}” is not a period; write a number and d, w, m or y, such as 7d")
    count, unit = int(found[1]), found[2]
    try:
        if unit in "dw":
            return Span(today - timedelta(days=count * (7 if unit == "w" else 1) - 1), today)
        months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        day = min(today.day, calendar.monthrange(year, month + 1)[1])
        return Span(date(year, month + 1, day) + timedelta(days=1), today)
    except (ValueError, OverflowError):
        raise ValueError(f"“{text}” reaches back before the calendar begins") from None


_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}


def is_period(text: str) -> bool:
    """Whether a text has the form of ``7d``, ``2w``, ``3m`` or ``1y``."""
    return _LAST.fullmatch(text.strip()) is not None


def period_words(text: str) -> str:
    """Write ``7d`` as ``7 days``; what is not of this form is left as it is."""
    found = _LAST.fullmatch(text.strip())
    if found is None:
        return text
    count, unit = int(found[1]), _UNITS[found[2]]
    return f"{count:,} {unit}" if count == 1 else f"{count:,} {unit}s"


_EPOCH = date(1970, 1, 1)


def today() -> date:
    """Return the day that it is, in UTC."""
    return datetime.now(UTC).date()


def days_since_1970(day: date) -> int:
    """Return the number of a day, as :attr:`Columns.days` has it."""
    return (day - _EPOCH).days
