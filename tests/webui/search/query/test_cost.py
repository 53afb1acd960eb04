"""Which queries are heavy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.query.clauses import leaves
from webui.search.query.cost import is_heavy
from webui.search.query.parser import parse_query
from webui.search.query.syntax import Fuzzy, Pattern

# Whatever may stand beside a star, and is a letter, or is read as none.
_MARKS = ["'", "-", ".", ",", "_", "/", "&", "\u00ad", "\u0301", "\u0323", "\u200b", "\u200d"]
_SCRAPS = [*_MARKS, "a", "ab", "क", "*", "~", "?", "=", " ", '"', "(", ")", "title:", "NOT "]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "**",
        "ferry -*",
        "ferry ~ strike?",
        "state-of-the-art covid-19",
        "ferry strike OR (harbour NOT title:port)",
        '"ferry strike"~5 OR "harbour"',
        '"a b" near3:"c d"',
        "=security provider:x.example after:2021-03-04 quality:>5",
        "storm provider:a.example OR provider:b.example OR provider:c.example",
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
        "ferri~",
        "ferri~2",
        "*'a'* OR *'b'*",
        *(f"*a{mark}*" for mark in _MARKS),
        "*\u00ada*",
        "clout'~",
        "atleast2:fer*",
        '"a b" OR "c d" OR "e f"',
        "“a b” OR “c d” OR “e f”",
        '"a b" atleast2:e near3:"a b"',
        "climate-change on-the-way of-the",
        "a.b =c-d don't",
        " ".join(["word"] * 41),
    ],
)
def test_what_may_take_long_is_heavy(text: str) -> None:
    """Patterns, fuzzy words, many phrases and words that are written as several, many words."""
    assert is_heavy([text])


def test_queries_that_are_compared_count_together() -> None:
    """Four are heavy, whatever they are."""
    assert not is_heavy(["a", "b", "c"])
    assert is_heavy(["a", "b", "c", "d"])
    assert is_heavy(["ferry", "fer*"])
    assert is_heavy([" ".join(["word"] * 21)] * 2)


@given(st.lists(st.sampled_from(_SCRAPS), max_size=8).map("".join))
def test_whatever_is_read_as_a_pattern_or_a_fuzzy_word_is_heavy(text: str) -> None:
    """However it is written, and wherever it stands."""
    tree = parse_query(text).tree
    if any(isinstance(leaf, Pattern | Fuzzy) for leaf in leaves(tree)):
        assert is_heavy([text])
