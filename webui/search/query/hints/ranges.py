"""Numbers that are smaller or greater than those that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from webui.search.query.hints.language import FIELDS, MAX_COUNT, MAX_DISTANCE, MAX_SLOP
from webui.search.query.hints.outline import Outline, Part, replaced
from webui.search.results.base import Notice

_FIELD = rf"(?:(?i:{'|'.join(FIELDS)}):)"
_PREFIX = re.compile(rf"-?{_FIELD}?(?P<operator>(?P<name>(?i:near|atleast))(?P<number>[0-9]+):)")
_INSIDE = re.compile(rf"{_FIELD}?=?")
_FUZZY = re.compile(r"[^*~\s]+~(?P<number>[0-9]+)")

_Limited = tuple[int, int, str, int, int]
"""Where a number stands that is beyond its limits, what was read instead, and the limits."""


def out_of_range(text: str, outline: Outline) -> Iterator[Notice]:
    """Notice ``near500:``, ``~500``, ``atleast0:`` and the like, with the number that was read."""
    found = [change for part in outline.every() for change in _limited(part)]
    if not found:
        return
    start, end, instead, least, most = found[0]
    was = text[start:end].rstrip(":")
    read = f"was read as {instead.rstrip(':')}" if instead else "was passed over"
    message = f"“{was[:20]}” {read}: numbers go from {least} to {most}."
    query = replaced(text, [change[:3] for change in found])
    yield Notice(code="out_of_range", message=message, query=query)


def _limited(part: Part) -> Iterator[_Limited]:
    prefix = _PREFIX.match(part.text)
    name = prefix["name"].lower() if prefix else ""
    is_read = prefix and _INSIDE.fullmatch(part.prefix[prefix.end() :])
    if prefix and (
        (part.kind == "phrase" and is_read) or (part.kind == "word" and name == "atleast")
    ):
        number = int(prefix["number"])
        least, most = (1, MAX_SLOP) if name == "near" else (2, MAX_COUNT)
        start, end = (part.start + at for at in prefix.span("operator"))
        # What stands once at least stands there.
        is_fine = least <= number <= most or (name == "atleast" and number == 1)
        if not is_fine and prefix.end() < len(part.text):
            is_none = name == "atleast" and number < least
            instead = "" if is_none else f"{name}{_within(number, least, most)}:"
            yield start, end, instead, least, most
    if part.kind == "phrase" and part.suffix and name != "near":
        yield from _distance(int(part.suffix[1:]), MAX_SLOP, part.end - len(part.suffix), part.end)
    if part.kind == "word" and not prefix and (fuzzy := _FUZZY.fullmatch(part.text)):
        start = part.start + fuzzy.start("number") - 1
        yield from _distance(int(fuzzy["number"]), MAX_DISTANCE, start, part.end)


def _distance(number: int, most: int, start: int, end: int) -> Iterator[_Limited]:
    if not 1 <= number <= most:
        yield start, end, f"~{_within(number, 1, most)}", 1, most


def _within(number: int, least: int, most: int) -> int:
    return min(max(number, least), most)
