"""Fields whose value is not words: dates, numbers and flags."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, cast

from webui.search.criteria.dates import Span, is_period, parse_last, parse_partial
from webui.search.query.syntax import Added, Curated, Node, Number, Published

_COMPARISON = re.compile(r"(>=|<=|>|<|=|)(.*)", re.DOTALL)
_INTEGER = re.compile(r"-?[0-9]{1,9}", re.ASCII)


class ValueNotUnderstoodError(ValueError):
    """The value of a field cannot be read; the message says what is wanted."""


def read_value(field: str, text: str, today: date) -> Node:
    """Read a field of :data:`~webui.search.query.tagging.VALUES`.

    Args:
        field: its name.
        text: what stands after the colon.
        today: the day from which ``7d`` counts back, in UTC.

    Raises:
        ValueNotUnderstoodError: the text is not a value of this field.
    """
    if field == "is":
        if text.lower() != "curated":
            raise ValueNotUnderstoodError(f"“is:{text}” is not known; there is is:curated.")
        return Curated()
    if field in ("quality", "heat"):
        return _number(cast("Literal['quality', 'heat']", field), text)
    days = _span(field, text, today)
    return (Added if field == "added" else Published)(days.first, days.last, f"{field}:{text}")


def _span(field: str, text: str, today: date) -> Span:
    if field == "after":
        return Span(_days(field, text).first, None)
    if field == "before":
        return Span(None, _neighbour(_days(field, text).first, -1))
    first, dots, last = text.partition("..")
    if dots:
        return Span(
            _days(field, first).first if first else None,
            _days(field, last).last if last else None,
        )
    operator, value = cast("re.Match[str]", _COMPARISON.fullmatch(text)).groups()
    if is_period(value):
        # "More than 7 days" is not said of what is new: it means since then.
        days = _last(field, value, today)
        return Span(None, _neighbour(days.first, -1)) if "<" in operator else days
    days = _days(field, value)
    match operator:
        case ">=":
            return Span(days.first, None)
        case "<=":
            return Span(None, days.last)
        case "<":
            return Span(None, _neighbour(days.first, -1))
        case ">":
            return Span(_neighbour(days.last, 1), None)
    return days


def _last(field: str, text: str, today: date) -> Span:
    try:
        return parse_last(text, today)
    except ValueError as error:
        raise ValueNotUnderstoodError(f"{field}: {error}.") from None


def _days(field: str, text: str) -> Span:
    try:
        return parse_partial(text)
    except ValueError as error:
        raise ValueNotUnderstoodError(f"{field}: {error}.") from None


def _neighbour(day: date | None, step: int) -> date:
    if day is None:
        raise ValueNotUnderstoodError("A day is wanted.")
    try:
        return day + timedelta(days=step)
    except OverflowError:
        raise ValueNotUnderstoodError("The calendar has no day beyond this one.") from None


def _number(field: Literal["quality", "heat"], text: str) -> Number:
    shown = f"{field}:{text}"
    # Unknown heat is stored as -1 and must not count as little heat.
    least = 0 if field == "heat" else None
    first, dots, last = text.partition("..")
    if dots:
        return Number(
            field,
            _integer(field, first) if first else least,
            _integer(field, last) if last else None,
            shown,
        )
    operator, digits = cast("re.Match[str]", _COMPARISON.fullmatch(text)).groups()
    value = _integer(field, digits)
    match operator:
        case ">":
            return Number(field, value + 1, None, shown)
        case ">=":
            return Number(field, value, None, shown)
        case "<":
            return Number(field, least, value - 1, shown)
        case "<=":
            return Number(field, least, value, shown)
    return Number(field, value, value, shown)


def _integer(field: str, text: str) -> int:
    if _INTEGER.fullmatch(text.strip()):
        return int(text)
    raise ValueNotUnderstoodError(
        f"{field}: “{text}” is not a number; write {field}:50, {field}:>50 or {field}:20..50."
    )
