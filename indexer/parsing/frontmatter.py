"""The bytes of a file → the text of its front matter."""

from __future__ import annotations

import re

from indexer.reporting.failure import ArticleError, Cause

_BOM = b"\xef\xbb\xbf"
_OPENING = re.compile(rb"---[ \t]*\r?\n")
# From the line feed before it: a literal at the beginning is found very fast.
_CLOSING = re.compile(rb"\n(?:---|\.\.\.)[ \t]*+\r?(?![^\n])")


def front_matter(data: bytes) -> bytes:
    """Return the front matter of a file, from its opening ``---`` up to its closing line.

    It is valid UTF-8. The opening line is kept, so that positions in the result are
    positions in the file.

    Raises:
        ArticleError: the file is not text in UTF-8, or holds no front matter.
    """
    data = _checked(data)
    opening = _OPENING.match(data)
    if opening is None:
        if not data.strip():
            raise ArticleError(Cause.EMPTY, "the file is empty")
        if data.rstrip() == b"---":
            raise _unclosed()
        raise ArticleError(
            Cause.NO_FRONT_MATTER, "no front matter: the first line is not ---", 1, 1
        )
    closing = _CLOSING.search(data, opening.end() - 1)
    if closing is None:
        raise _unclosed()
    return data[: closing.start() + 1]


def decoded_text(data: bytes) -> str:
    """Return the text of a file, without the mark that may stand before it.

    Raises:
        ArticleError: it is not text in UTF-8.
    """
    return _checked(data).decode()


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of a character of ``text``."""
    line_start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - line_start + 1


def _checked(data: bytes) -> bytes:
    data = data.removeprefix(_BOM)
    nul = data.find(b"\0")
    if nul >= 0:
        raise ArticleError(Cause.BINARY, "binary: it holds a NUL byte", *_position(data, nul))
    try:
        if not data.isascii():
            data.decode()
    except UnicodeDecodeError as error:
        raise ArticleError(Cause.NOT_UTF8, "not UTF-8", *_position(data, error.start)) from error
    return data


def _unclosed() -> ArticleError:
    return ArticleError(Cause.UNCLOSED, "the front matter is not closed with a line ---", 1, 1)


def _position(data: bytes, offset: int) -> tuple[int, int]:
    before = data[:offset].decode(errors="replace")
    return line_and_column(before, len(before))
