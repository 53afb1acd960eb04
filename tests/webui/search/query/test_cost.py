"""Which queries are heavy."""

from __future__ import annotations

import pytest

from webui.search.query.cost import is_heavy


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "ferry -*",
        "ferry strike OR (harbour NOT title:port)",
        '"ferry strike"~5 OR "harbour"',
        '"a b" near3:"c d"',
        "=security provider:x.example after:2021-03-04 quality:>5",
        " ".join(["word"] * 40),
    ],
)
def test_ordinary_queries_are_light(text: str) -> None:
    """Words, a few phrases, fields, dates, and the star that stands for all articles."""
    assert not is_heavy([text])


@pytest.mark.parametrize(
    "text",
    [
        "fer*",
        "*ry",
        "f*y",
        "title:fer*",
        "*a* OR *b*",
        "**",
        "ferri~",
        "ferri~2",
        '"a b" OR "c d" OR "e f"',
        "“a b” OR “c d” OR “e f”",
        '"a b" atleast2:e near3:"a b"',
        " ".join(["word"] * 41),
    ],
)
def test_what_may_take_long_is_heavy(text: str) -> None:
    """Patterns, fuzzy words, many phrases, many words."""
    assert is_heavy([text])


def test_queries_that_are_compared_count_together() -> None:
    """Four are heavy, whatever they are."""
    assert not is_heavy(["a", "b", "c"])
    assert is_heavy(["a", "b", "c", "d"])
    assert is_heavy(["ferry", "fer*"])
    assert is_heavy([" ".join(["word"] * 21)] * 2)
