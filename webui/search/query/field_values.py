"""Fields whose value is not words: dates, numbers and flags."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, cast

from webui.search.criteria.dates import Span, parse_partial
from webui.search.query.syntax import Curated, Node, Number, Published

_COMPARISON = re.compile(r"(>=|<=|>|<|=|)(.*)", re.DOTALL)
_INTEGER = re.compile(r"-?[0-9]{1,9}", re.ASCII)


class ValueNotUnderstoodError(ValueError):
    """The value of a field cannot be read; the message says what is wanted."""


def read_value(field: str, text: str) -> Node:
    """Read ``after:``, ``before:``, ``published:``, ``quality:``, ``heat:`` or ``is:``.

    Raises:
        ValueNotUnderstoodError: the text is not a value of this field.
    """
    if field == "is":
        if text.lower() != "curated":
            raise ValueNotUnderstoodError(f"“is:{text}” is not known; there is is:curated.")
        return Curated()
    if field in ("quality", "heat"):
        return _number(cast("Literal['quality', 'heat']", field), text)
    return _published(field, text)


def _published(field: str, text: str) -> Published:
    shown = f"{field}:{text}"
    if field == "after":
        return Published(_days(field, text).first, None, shown)
    if field == "before":
        return Published(None, _neighbour(_days(field, text).first, -1), shown)
    first, dots, last = text.partition("..")
    if dots:
        return Published(
            _days(field, first).first if first else None,
            _days(field, last).last if last else None,
            shown,
        )
    operator, value = cast("re.Match[str]", _COMPARISON.fullmatch(text)).groups()
    days = _days(field, value)
    match operator:
        case ">=":
            return Published(days.first, None, shown)
        case "<=":
            return Published(None, days.last, shown)
        case "<":
            return Published(None, _neighbour(days.first, -1), shown)
        case ">":
            return Published(_neighbour(days.last, 1), None, shown)
    return Published(days.first, days.last, shown)


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
