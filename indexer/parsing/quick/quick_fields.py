"""The front matter of an ordinary article → its fields, many times faster than PyYAML.

Whether a front matter is ordinary is decided over the whole of it: a mistake
anywhere must be reported, and only PyYAML knows what is one and where. So there is
no error here, but None or :class:`ContentError`: "ask the full reader".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NoReturn

from indexer.parsing.full.nodes import ContentError
from indexer.parsing.quick import scalars as quick_scalars
from indexer.parsing.quick.grammar import (
    FLOW_ITEMS,
    NOISE,
    STEPS,
    UNUSUAL,
    USUAL,
    entry_pattern,
    fields_pattern,
)
from indexer.parsing.quick.scalars import NULL, UnusualError, hide_escapes
from indexer.reporting.failure import Cause

# Nearly all bytes of many archives stand below this key, up to the next one.
_RELATED = b"\nrelated:\n"
_NEXT_KEY = re.compile(rb"\n(?=[^ \n])")
_DASH = b"\n  - "
_FIRST_RELATED = _RELATED + _DASH[1:]

_MAPPING = re.compile(rb"  [A-Za-z_]")
_LIST_OF_VALUES = re.compile(rb" *- (?![A-Za-z_][A-Za-z0-9_-]*+:[ \n])")
_LIST_OF_MAPPINGS = re.compile(rb" *- [A-Za-z_][A-Za-z0-9_-]*+:[ \n]")


_SPACE = 0x20

# Many articles have the same provider or the same topics. What is longer is not worth
# the memory.
_REMEMBERED = 4096
_SHORT = 500
_LONG_ENTRY = 4000


class QuickFields:
    """The fields of a front matter, each read when it is asked for.

    Fields that are missing are null. All methods raise :class:`ContentError`, without
    a place, where something is wrong or rare.

    Args:
        fields: of each key its value, or all the lines of its block.
        step: one of :data:`indexer.parsing.quick.grammar.STEPS`.
        related: addresses of the related articles, if they were read already.
    """

    def __init__(
        self, fields: dict[bytes, bytes], step: int, related: list[str | None] | None = None
    ) -> None:
        self._fields = fields
        self._related = related
        self._dash = b"\n" + b" " * step + b"- "
        # What stands before the keys of mappings in lists.
        self._margin = b"\n" + b" " * step + b"  "

    def text(self, name: str) -> str | None:
        """Return the text of a field, or None for null."""
        value = self._fields.get(name.encode())
        return quick_scalars.text(value) if value else None

    def integer(self, name: str, limit: int) -> int | None:
        """Return the integer of a field, nearer to 0 than ``limit``, or None for null."""
        return quick_scalars.integer(self._fields.get(name.encode(), NULL), limit)

    def flag(self, name: str) -> bool:
        """Return the truth value of a field; null is false."""
        return quick_scalars.flag(self._fields.get(name.encode(), NULL))

    def moment(self, name: str) -> datetime | None:
        """Return the time of a field, aware and in UTC, or None for null."""
        return quick_scalars.moment(self._fields.get(name.encode(), NULL))

    def topics(self) -> Iterable[str | None]:
        """Return the items of ``topics``."""
        block = self._fields.get(b"topics", NULL)
        return (_known_topics if len(block) <= _SHORT else _topics)(block)

    def provider(self) -> tuple[str, str]:
        """Return name and domain of ``provider``, empty where they are missing."""
        block = self._fields.get(b"provider", NULL)
        return (_known_provider if len(block) <= _SHORT else _provider)(block)

    def images(self, limit: int) -> Iterator[tuple[str, int | None, int | None]]:
        """Return address, width and height of each of ``images``."""
        for entry in self._entries(b"images"):
            address = quick_scalars.text(_value_in(entry, self._margin + b"url:"))
            width = _pixels(entry, self._margin + b"width:", limit)
            yield address or "", width, _pixels(entry, self._margin + b"height:", limit)

    def related(self) -> Iterable[str | None]:
        """Return ``webUrl`` of each of ``related``."""
        if self._related is not None:
            return self._related
        values = []
        key = self._margin + b"webUrl:"
        for entry in self._entries(b"related"):
            # Nearly always so; there are very many.
            start = entry.rfind(key)
            end = entry.find(b"\n", start + 1)
            if start >= 0 < end and entry[start + len(key)] == _SPACE:
                values.append(entry[start + len(key) : end].lstrip())
            else:
                values.append(_value_in(entry, key))
        return quick_scalars.texts(values)

    def wrong(self, cause: Cause, reason: str, name: str | None = None) -> NoReturn:
        """Raise an error, as the full reader does with a place."""
        raise ContentError(cause, reason, 0)

    def _entries(self, name: bytes) -> list[bytes]:
        """Return the mappings of a list, each from behind its dash, without the last line feed."""
        block = self._fields.get(name, NULL)
        if not block:
            return []
        if _LIST_OF_MAPPINGS.match(block):
            return (b"\n" + block[:-1]).split(self._dash)[1:]
        if _items(block):
            raise UnusualError("not a list of mappings")
        return []


def quick_fields(front_matter: bytes) -> QuickFields | None:
    """Return the fields of a front matter, or None where it is not of the ordinary kind.

    Args:
        front_matter: valid UTF-8, with its opening line, up to its closing line.
    """
    lines = front_matter[front_matter.index(b"\n") + 1 :]
    unusual = UNUSUAL.search(lines.translate(None, USUAL))
    if unusual and b"\r\n" in lines:
        lines = lines.replace(b"\r\n", b"\n")
        unusual = UNUSUAL.search(lines.translate(None, USUAL))
    if unusual:
        return None
    hidden = hide_escapes(lines)
    if hidden is None:
        return None
    return _quick_fields(hidden) or _quick_fields(NOISE.sub(b"", hidden))


def _quick_fields(lines: bytes) -> QuickFields | None:
    start, end = _related_lines(lines)
    related = _related(lines[start:end]) if start < end else None
    if related is not None:
        rest = lines[: start - len(_RELATED) + 1] + lines[end:]
        found = fields_pattern(STEPS[0]).findall(rest)
        fields = {key: value or below for key, value, below, _ in found}
        # Of repeated keys the last one counts, wherever it stands.
        if found and not found[-1][-1] and b"related" not in fields:
            return QuickFields(fields, STEPS[0], related)
    for step in STEPS:
        found = fields_pattern(step).findall(lines)
        if found and not found[-1][-1]:
            return QuickFields({key: value or block for key, value, block, _ in found}, step)
    return None


def _related_lines(lines: bytes) -> tuple[int, int]:
    """Return where the list below ``related`` begins and ends; 0 and 0 where there is none."""
    if lines.startswith(_FIRST_RELATED[1:]):
        start = len(_RELATED) - 1
    else:
        key = lines.find(_FIRST_RELATED)
        if key < 0:
            return 0, 0
        start = key + len(_RELATED)
    next_key = _NEXT_KEY.search(lines, start)
    return start, next_key.end() if next_key else len(lines)


def _related(block: bytes) -> list[str | None] | None:
    """Return the addresses in a block of related articles; None where it is not ordinary.

    An archive repeats an article wherever it is related to another one, byte for byte.
    """
    try:
        return [
            (_known_address if len(entry) <= _LONG_ENTRY else _address)(entry)
            for entry in block[len(_DASH) - 1 : -1].split(_DASH)
        ]
    except ContentError:
        return None


def _address(entry: bytes) -> str | None:
    if not entry_pattern().fullmatch(entry + b"\n"):
        raise UnusualError("not a block")
    return quick_scalars.text(_value_in(entry, b"\n    webUrl:"))


# An entry takes about a kilobyte.
_known_address = lru_cache(2 * _REMEMBERED)(_address)


def _topics(block: bytes) -> list[str | None]:
    return list(map(quick_scalars.text, _items(block)))


def _provider(block: bytes) -> tuple[str, str]:
    if not block:
        return "", ""
    if not _MAPPING.match(block):
        raise UnusualError("not a block")
    name = quick_scalars.text(_value_in(block[2:], b"\n  name:"))
    domain = quick_scalars.text(_value_in(block[2:], b"\n  domain:"))
    return name or "", domain or ""


_known_topics = lru_cache(_REMEMBERED)(_topics)
_known_provider = lru_cache(_REMEMBERED)(_provider)


def _value_in(mapping: bytes, key: bytes) -> bytes:
    """Return the value of a key in a mapping, which begins behind the first key's indentation.

    Args:
        key: with the line feed and the spaces before it, and the colon.
    """
    # From the end, because a key's last value counts.
    start = mapping.rfind(key)
    if start < 0:
        key = key.lstrip()
        if not mapping.startswith(key):
            return NULL
        start = 0
    start += len(key)
    end = mapping.find(b"\n", start)
    value = mapping[start:end] if end >= 0 else mapping[start:]
    # The spaces before the value, or else a null, or lines below.
    value = value.lstrip()
    if not value:
        raise UnusualError("not on one line")
    return value


def _pixels(mapping: bytes, key: bytes, limit: int) -> int | None:
    try:
        return quick_scalars.integer(_value_in(mapping, key), limit)
    except ContentError:
        return None


def _items(value: bytes) -> list[bytes]:
    """Return the single values of a list."""
    if value.startswith(b"["):
        return FLOW_ITEMS.findall(value)
    if _LIST_OF_VALUES.match(value):
        return [line.lstrip()[2:].lstrip() for line in value.split(b"\n") if line]
    if value.endswith(b"\n"):
        raise UnusualError("not a list of values")
    if quick_scalars.text(value) is None:
        return []
    raise UnusualError("not a list")
