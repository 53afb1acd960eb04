"""Bytes → the text of the front matter."""

from __future__ import annotations

import pytest

from indexer.parsing.frontmatter import front_matter, line_and_column
from indexer.reporting.failure import ArticleError


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"---\na: b\n---\nbody", "---\na: b\n"),
        (b"---\na: b\n...\nbody", "---\na: b\n"),
        (b"---  \t\na: b\n---\t \n", "---  \t\na: b\n"),
        (b"---\r\na: b\r\n---\r\nbody\r\n", "---\r\na: b\r\n"),
        (b"\xef\xbb\xbf---\na: b\n---", "---\na: b\n"),
        (b"---\n---\n", "---\n"),
        (b"---\na: --- b\n ---\n----\n---\n", "---\na: --- b\n ---\n----\n"),
        ("---\nä: ö\n---\n".encode(), "---\nä: ö\n"),
    ],
)
def test_ends_at_the_closing_line(data: bytes, expected: str) -> None:
    """The front matter ends at the first line that is ``---`` or ``...``; the body is ignored."""
    assert front_matter(data) == expected.encode()


@pytest.mark.parametrize(
    ("data", "reason", "line", "column"),
    [
        (b"", "empty", None, None),
        (b" \n\n", "empty", None, None),
        (b"title: x\n", "first line", 1, 1),
        (b"\n---\na: b\n---\n", "first line", 1, 1),
        (b"----\na: b\n---\n", "first line", 1, 1),
        (b"---\na: b\n", "not closed", 1, 1),
        (b"---", "not closed", 1, 1),
        (b"---\na: b\n---\n\x00", "binary", 4, 1),
        (b"---\nab: \xff\n---\n", "not UTF-8", 2, 5),
        ("---\näb: ".encode() + b"\xe4\n---\n", "not UTF-8", 2, 5),
        (b"---\na: b\n---\nbody \x80", "not UTF-8", 4, 6),
        (b"\xff\xfe-\x00-\x00", "binary", 1, 4),
    ],
)
def test_says_where_a_file_is_no_article(
    data: bytes, reason: str, line: int | None, column: int | None
) -> None:
    """Whatever is wrong with the file as a whole is named, with its line and column."""
    with pytest.raises(ArticleError, match=reason) as caught:
        front_matter(data)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_lines_and_columns_count_from_one() -> None:
    """The first character is at 1:1, the one after a line feed at the next line's 1."""
    assert line_and_column("ab\ncd", 0) == (1, 1)
    assert line_and_column("ab\ncd", 4) == (2, 2)
