"""Two queries made one."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.contract.support.drawing import odd_texts, queries
from tests.webui.search.library import generated
from webui.search.query.combining import combination
from webui.search.query.parser import parse_query
from webui.search.query.syntax import Group, Node, Not
from webui.search.query.tree_building import MAX_LENGTH


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ("storm", "sea", "(storm) AND (sea)"),
        ("a OR b c", "-d", "(a OR b c) AND (-d)"),
        ("a AND b", " c AND d ", "(a AND b) AND (c AND d)"),
        ("“a b”", '"c d"~3', '(“a b”) AND ("c d"~3)'),
        ("x", "(" * 30 + "y", "(x) AND (y)"),
        ("a) (b", "x", "(a b) AND (x)"),
    ],
)
def test_both_stand_in_brackets(first: str, second: str, both: str) -> None:
    """As they were typed, or, where brackets are left open, as they were read."""
    found = combination(first, second)
    assert found is not None
    assert found.both == both
    left, right = both.split(" AND (", 1) if "a AND b" not in both else ("(a AND b)", "c AND d)")
    assert found.only_first == f"{left} AND NOT ({right}"
    assert found.only_second == f"({right} AND NOT {left}"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("storm", ""),
        ("w" * MAX_LENGTH, "x"),
        (" ".join(["x"] * 101), " ".join(["y"] * 101)),
        (" ".join(f"x{number}*" for number in range(11)), " ".join(["y~"] * 10)),
    ],
)
def test_what_is_too_much_for_one_query_has_no_combination(first: str, second: str) -> None:
    """Letters, parts and patterns have limits, and nothing cannot be combined."""
    assert combination(first, second) is None
    assert combination(second, first) is None


def negated(tree: Node) -> Node:
    """Return what does not match."""
    return tree.child if isinstance(tree, Not) else Not(tree)


def flat(tree: Node) -> list[Node]:
    """Return what has to match together."""
    if isinstance(tree, Group) and tree.operator == "and":
        return [part for child in tree.children for part in flat(child)]
    return [tree]


@generated(300)
@given(queries, queries)
def test_what_can_be_asked_can_be_combined(first: str, second: str) -> None:
    """Two queries of the language have combinations, which are read as what they are made of."""
    one, other = parse_query(first).tree, parse_query(second).tree
    found = combination(first, second)
    assert (found is None) == (one is None or other is None)
    if found is None or one is None or other is None:
        return
    for text, parts in (
        (found.both, (one, other)),
        (found.only_first, (one, negated(other))),
        (found.only_second, (other, negated(one))),
    ):
        read = parse_query(text).tree
        assert read is not None
        assert flat(read) == [each for part in parts for each in flat(part)]


@generated(200)
@given(odd_texts, odd_texts)
def test_no_text_is_an_error(first: str, second: str) -> None:
    """What nobody means has a combination or none."""
    found = combination(first, second)
    assert found is None or parse_query(found.both).tree is not None


@generated(200)
@given(
    *[st.from_regex(r'[a-zA-Z0-9é ]{1,8}("[a-zNOT ]{1,8}"){0,2}[a-zADN ]{0,4}', fullmatch=True)] * 2
)
def test_words_and_phrases_are_read_alike_in_brackets(first: str, second: str) -> None:
    """So that nobody has to look: with blanks and quotes wherever they stand, and operators."""
    one, other = parse_query(first).tree, parse_query(second).tree
    found = combination(first, second)
    if found is not None and one is not None and other is not None:
        for text, parts in (
            (found.both, (one, other)),
            (found.only_first, (one, negated(other))),
            (found.only_second, (other, negated(one))),
        ):
            read = parse_query(text).tree
            assert read is not None
            if found.certain:
                assert flat(read) == [each for part in parts for each in flat(part)]


@pytest.mark.parametrize(
    ("first", "second", "match", "certain"),
    [
        ("azure cloud", '"machine learning" azure', "any", True),
        ("storm OR (sea -calm)", "title:sea AND quality:>3", "any", True),
        ("data-driven", "storm", "all", True),
        ("data-driven", "storm", "any", False),
        ("storm", "-calm", "all", True),
        ("storm", "flood*", "all", False),
        ("storm", "flodo~", "all", False),
        ("storm", "provider:bbc", "all", False),
        ("storm", "!!!", "all", False),
        ("storm", "*", "all", False),
    ],
)
def test_what_is_found_is_certain_of_words_that_mean_the_same_anywhere(
    first: str, second: str, match: Literal["all", "any"], certain: bool
) -> None:
    """A pattern may stand for fewer words, and a word with a hyphen for a phrase under NOT."""
    for pair in ((first, second), (second, first)):
        found = combination(*pair, match)
        assert found is not None
        assert found.certain == certain


def test_days_are_counted_back_from_the_day_that_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was asked yesterday is not taken for what is asked today."""
    for day in (date(2024, 1, 1), date(2024, 1, 2)):
        monkeypatch.setattr("webui.search.query.combining.today", lambda day=day: day)
        monkeypatch.setattr("webui.search.query.parser.current_day", lambda day=day: day)
        found = combination("storm added:>7d", "flood")
        assert found is not None
        assert found.both == "(storm added:>7d) AND (flood)"
