"""Days that parameters name together: ``from`` and ``to``, or ``last``."""

from __future__ import annotations

import datetime

from webui.search.criteria.dates import Span, parse_last, parse_partial
from webui.search.criteria.parameters import ParameterError


def days_published(from_: str, to: str, last: str, date: str, today: datetime.date) -> Span:
    """Return the days that ``from`` and ``to`` name, or ``last``, counted back from ``today``.

    Raises:
        ParameterError: they cannot be read, or contradict each other.
    """
    ways = [
        name
        for name, value in (
            ("date", date),
            ("last", last),
            ("from", from_),
            ("to", to and not from_),
        )
        if value
    ]
    if len(ways) > 1:
        raise ParameterError(ways[0], f"{ways[0]} and {ways[1]} cannot be used together.")
    try:
        if last:
            return parse_last(last, today)
    except ValueError as error:
        raise ParameterError("last", f"last: {error}.") from None
    return days_between("from", from_, "to", to)


def days_between(first_name: str, first: str, last_name: str, last: str) -> Span:
    """Return the days from one partial date to another one; either may be empty.

    Args:
        first_name, last_name: the parameters.
        first, last: their values.

    Raises:
        ParameterError: they cannot be read, or contradict each other.
    """
    span = Span(_partial(first_name, first).first, _partial(last_name, last).last)
    if span.first and span.last and span.first > span.last:
        message = f"{first_name}: {first} is after {last_name}: {last}."
        raise ParameterError(first_name, message)
    return span


def _partial(name: str, text: str) -> Span:
    try:
        return parse_partial(text) if text else Span()
    except ValueError as error:
        raise ParameterError(name, f"{name}: {error}.") from None
