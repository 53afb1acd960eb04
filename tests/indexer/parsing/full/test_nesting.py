"""What is nested too deeply, whether PyYAML's own limit answers first or ours.

From 6.0.4 on, PyYAML refuses the thousandth level, up to 1,024 characters before it is reached.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parsing.full.compose import MAX_DEPTH, Shape, compose
from indexer.parsing.full.nodes import ContentError
from tests.indexer.parsing.test_article import failure, read

SHAPE: Shape = {"title": None, "provider": {"name": None}}
TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"

# A ^ stands before each place where a list or a mapping begins, and is not part of the text.
ROOT = "^"
FIELDS = ("title:\n ", "provider:\n ", "provider:\n  ^name:\n   ", "other:\n ", "other: &b\n ")
IN_BLOCK = ("^- ",)
IN_FLOW = ("^[", "^[^[", "^[ ", "^{a: ", "^[^a: ", "^[\n ", "^[x, ", "^&a [", "^!!seq [")
# Keys that are lists or mappings are wrong where the field is wanted.
PASSED_OVER = (("other:\n ",), ("^- ", "^? "), ("^[", "^{", "^{a: ", "^[^? ", "^{? ", "^!!map {"))


def unmarked(text: str) -> tuple[str, list[int]]:
    """Return a text without its marks, and the places that they stood before."""
    pieces = text.split("^")
    places = [0]
    for piece in pieces:
        places.append(places[-1] + len(piece))
    return "".join(pieces), places[1:-1]


def openings(levels: int) -> st.SearchStrategy[str]:
    """Draw text that is nested at least so deep, of blocks first and of brackets within them."""

    def of(
        fields: tuple[str, ...], in_block: tuple[str, ...], in_flow: tuple[str, ...]
    ) -> st.SearchStrategy[str]:
        return st.tuples(
            st.sampled_from(fields),
            st.lists(st.sampled_from(in_block), max_size=levels),
            st.lists(st.sampled_from(in_flow), min_size=levels, max_size=levels),
        ).map(lambda parts: ROOT + parts[0] + "".join([*parts[1], *parts[2]]))

    return of(FIELDS, IN_BLOCK, IN_FLOW) | of(*PASSED_OVER)


def reason_and_offset(text: str) -> tuple[str, int] | None:
    """Return what is wrong with a front matter, and where; None if nothing is."""
    try:
        compose(text, SHAPE)
    except ContentError as error:
        return error.reason, error.offset
    return None


@given(openings(MAX_DEPTH), st.sampled_from("[{"), st.sampled_from([0, 1, 930, 1000, 5000]))
def test_the_place_is_where_our_limit_is_exceeded(marked: str, bracket: str, more: int) -> None:
    """However many levels follow, the place is where the 65th begins."""
    text, places = unmarked(marked)
    assert reason_and_offset(text + bracket * more) == (TOO_DEEP, places[MAX_DEPTH])


@given(openings(MAX_DEPTH // 4), st.text("]}@,:'\"x \t\n#&*!|>%`", max_size=MAX_DEPTH // 4))
def test_what_is_not_nested_too_deeply_is_never_called_so(marked: str, rest: str) -> None:
    """Whatever else is wrong with a text of fewer levels, its levels are not."""
    text, _ = unmarked(marked)
    found = reason_and_offset(text + rest)
    assert found is None or "nest" not in found[0], found


@pytest.mark.parametrize("levels", [1, MAX_DEPTH - 1])
def test_all_levels_that_are_allowed_are_read(levels: int) -> None:
    """The mapping of the fields is the first level; lists may be nested in it up to the 64th."""
    assert read(f"title: x\nother: {'[' * levels}{']' * levels}").title == "x"
    assert read("title: x\nother:\n " + "- " * levels + "x").title == "x"


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("title: [a] " + "[" * 3000, 2, 12, "did not find expected key"),
        ("other: [a] " + "[" * 3000, 2, 12, "did not find expected key"),
        ("title: [a: b: " + "[" * 3000, 2, 8, "did not find expected ',' or ']'"),
        ("title: *none\nother: " + "[" * 3000, 2, 8, "the alias names no anchor before it"),
        ("title: {[a]: " + "[" * 3000, 2, 9, "a key must be a single value"),
        ("other: [!no " + "[" * 3000, 2, 9, "the tag !no is not plain data"),
    ],
)
def test_what_is_wrong_before_is_told(text: str, line: int, column: int, reason: str) -> None:
    """What is wrong before the levels that are too many is what is reported."""
    found = failure(text)
    assert (found[0], found[1]) == (line, column), found
    assert reason in found[2]
