"""A value in YAML, as :mod:`indexer.parsing.quick.grammar` finds it → the value that it stands for.

What is common is read here; for all else the value goes to :mod:`indexer.parsing.full.node_values`
as a node, so that both ways agree on what is a number or a date. Nodes made here do
not know where they stand: an error says only that the full reader must be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from indexer.parsing.full import node_values as values
from indexer.parsing.full.nodes import ContentError, ScalarNode
from indexer.reporting.failure import Cause

NULL = b""
"""What stands behind a key that has no value."""

_QUOTE = 0x22

_PLAIN, _QUOTED = (True, False), (False, True)

# What could be a truth value or null; numbers and dates do not begin with a letter.
_WORDS = frozenset((b"yes", b"no", b"on", b"off", b"true", b"false", b"null"))
_PLAIN_TEXT = re.compile(rb"[A-Za-z/\x80-\xff]")

_SMALL_INTEGER = re.compile(rb"-?(?:0|[1-9][0-9]{0,8})")
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_FLAGS = {b"true": True, b"false": False, b"": False}

# YAML 1.1, 5.6, and what libyaml makes of it: \u may not name half of a pair.
# Some versions know \/ and some do not, so that it is left to them.
_MEANINGS = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_NUMERIC_ESCAPE = re.compile(
    rb"\\(?:x[0-9A-Fa-f]{2}|u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}|U0001[0-9A-Fa-f]{4})"
)
_HIDDEN = {escape: escape for escape in (f"\\{letter}".encode() for letter in _MEANINGS)}
_HIDDEN |= {b"\\\\": b"\\\x01", b'\\"': b"\\\x02"}
_MEANINGS |= {"\x01": "\\", "\x02": '"'}
_ESCAPE = re.compile(r"\\(?:x(..)|u(....)|U(.{8})|(.))")


class UnusualError(ContentError):
    """Only the full reader can tell whether this is wrong, and then why and where."""

    def __init__(self, what: str) -> None:
        super().__init__(Cause.OTHER, what, 0)


def hide_escapes(text: bytes) -> bytes | None:
    r"""Put control characters for ``"`` and ``\`` behind a backslash; None if an escape is wrong.

    After that a quote is always the end of its text. The text must not hold the control
    characters U+0001 and U+0002.
    """
    at = text.find(b"\\")
    if at < 0:
        return text
    parts: list[bytes] = []
    start = 0
    while at >= 0:
        parts.append(text[start:at])
        start = at + 2
        escape = text[at:start]
        hidden = _HIDDEN.get(escape)
        if hidden is None:
            if not _NUMERIC_ESCAPE.match(text, at):
                return None
            hidden = escape
        parts.append(hidden)
        at = text.find(b"\\", start)
    parts.append(text[start:])
    return b"".join(parts)


def text(token: bytes) -> str | None:
    """Return the text of a value, or None for null.

    Raises:
        ContentError: it is no text.
    """
    if not token:
        return None
    if token[0] == _QUOTE:
        return _double_quoted(token)
    if _PLAIN_TEXT.match(token) and token.lower() not in _WORDS:
        return token.decode()
    return values.text("it", _node(token))


def integer(token: bytes, limit: int) -> int | None:
    """Return the integer of a value, nearer to 0 than ``limit``; None for null.

    Args:
        limit: at least a thousand million.

    Raises:
        ContentError: it is no such integer.
    """
    if not token:
        return None
    if _SMALL_INTEGER.fullmatch(token):
        return int(token)
    return values.integer("it", _node(token), limit)


def flag(token: bytes) -> bool:
    """Return the truth value of a value; null is false.

    Raises:
        ContentError: it is no truth value.
    """
    found = _FLAGS.get(token)
    return values.flag("it", _node(token)) if found is None else found


def moment(token: bytes) -> datetime | None:
    """Return the time of a value, aware and in UTC; None for null and for year 1.

    Raises:
        ContentError: it is no date.
    """
    if not token:
        return None
    if _MOMENT.fullmatch(token):
        try:
            found = datetime.fromisoformat(token.decode())
        except ValueError as error:
            raise UnusualError("not a valid date") from error
        return found if found.year > 1 else None
    return values.moment("it", _node(token))


def texts(tokens: list[bytes]) -> Iterable[str | None]:
    """Return what :func:`text` makes of each, faster if they are many and all in quotes.

    Raises:
        ContentError: one is no text.
    """
    if not tokens:
        return []
    joined = b"\n".join(tokens)
    quoted = (
        b"\\" not in joined
        and joined.startswith(b'"')
        and joined.endswith(b'"')
        and joined.count(b'"') == 2 * len(tokens)
        and joined.count(b'"\n"') == len(tokens) - 1
    )
    return joined[1:-1].decode().split('"\n"') if quoted else map(text, tokens)


def _node(token: bytes) -> ScalarNode:
    first = token[:1]
    if first == b"[" or token.endswith(b"\n"):
        raise UnusualError("not a single value")
    if first == b'"':
        return ScalarNode(_double_quoted(token), None, _QUOTED, 0)
    if first == b"'":
        return ScalarNode(token[1:-1].decode().replace("''", "'"), None, _QUOTED, 0)
    return ScalarNode(token.decode(), None, _PLAIN, 0)


def _double_quoted(token: bytes) -> str:
    found = token[1:-1].decode()
    return _ESCAPE.sub(_meaning, found) if "\\" in found else found


def _meaning(escape: re.Match[str]) -> str:
    short = escape[4]
    if short:
        return _MEANINGS[short]
    return chr(int(escape[escape.lastindex or 0], 16))
