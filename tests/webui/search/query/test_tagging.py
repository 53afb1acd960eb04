"""What needs no grammar is read as Whoosh's parser reads it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.query.tagging import tagged_by_whoosh, tagged_simply

PIECES = [
    "a", "cloud", "o'x", "covid-19", "u.s", "AND", "OR", "NOT", "and", "Or", "title:", "TITLE:",
    "site:", "published:", "quality:", "bad:", '"a b"', '""', '"x"~2', '="x y"', "=", '"', "*",
    "~", "~2", "~9/1", "wor*", "w*d", "near5:", 'near5:"a b"', "atleast2:x", "(", ")", " ", " ",
    " ", "\t", "\xa0", "\x1c", "-", "-x", "ß", "日本", "²", "_", "2021-01", "2021..2022", ">5",
    "x:y", "É*", "NOT x", "ANDy", "OR-x", "'", ".", "a.", "cat~", "cat~1",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda joint: joint.join(parts))
)
PARTS = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "NOT "]),
        st.sampled_from(["", "", "title:", "Site:", "quality:", "is:"]),
        st.sampled_from(
            ["a", "AND", "o'x", "covid-19", "wor*", "cat~", "cat~2", '"a b"', '""', '="x"~3']
        ),
    ),
)
WELL_FORMED = st.sampled_from([" ", "  ", " AND ", " OR "]).flatmap(
    lambda joint: st.lists(PARTS, min_size=1, max_size=5).map(joint.join)
)
SIMPLE = [
    '"azure cloud"', "azu*", "leaing~", '"a b"~5 cloud', "a OR b OR c", "a AND NOT b", "NOT a",
    'title:cloud provider:"Paper 1"', ' ="a b"  c ', "after:2021 quality:5",
    "NOT a OR NOT b", "title:AND x", "TITLE:x", "a~0", 'title:""', 'is:"x"', "quality:50*",
    "a\u3000b*", '"a\nb"',
]  # fmt: skip
READ = ("fieldname", "text", "textstartchar", "slop", "exact", "maxdist", "prefixlength")


def described(node: Any) -> tuple[Any, ...]:
    """Return all of a syntax tree that is read of it."""
    said = {name: getattr(node, name) for name in READ if hasattr(node, name)}
    if type(node).__name__ == "WordNode":
        said["startchar"] = node.startchar
    return type(node), said, [described(child) for child in getattr(node, "nodes", ())]


@pytest.mark.parametrize("text", SIMPLE)
def test_usual_queries_need_no_grammar(text: str) -> None:
    """Phrases, beginnings, fields and one kind of operator are read at once, and as they are."""
    simple = tagged_simply(text)
    assert simple is not None
    assert described(simple) == described(tagged_by_whoosh(text))


@given(SOUP | WELL_FORMED)
def test_what_is_read_at_once_is_read_as_by_whoosh(text: str) -> None:
    """The same tree for every text that is thought simple, however odd."""
    simple = tagged_simply(text)
    assert simple is None or described(simple) == described(tagged_by_whoosh(text))


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "(a b)", "a OR b AND c", "a b OR c", "AND", "a OR", "AND a", "a NOT", "NOT NOT a",
        "title:", '"a', "a ANDNOT(b",
    ],
)  # fmt: skip
def test_other_texts_are_left_to_whoosh(text: str) -> None:
    """Brackets, different operators, and those that miss a side."""
    assert tagged_simply(text) is None
