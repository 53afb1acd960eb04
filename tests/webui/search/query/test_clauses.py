"""The clauses of a search string."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.webui.search.library import generated
from tests.webui.search.trees import trees
from webui.search.criteria.criteria import Match
from webui.search.query.clauses import clauses_of, leaves, replaced, widened
from webui.search.query.parser import parse_query
from webui.search.query.syntax import Node, Word


def _clauses(text: str, match: Match = "all") -> tuple[str | None, dict[str, str | None]]:
    joined_by, found = clauses_of(parse_query(text).tree, match)
    assert len({str(clause.node) for clause in found}) == len(found)
    return joined_by, {
        str(clause.node): None if clause.rest is None else str(clause.rest) for clause in found
    }


@pytest.mark.parametrize(
    ("text", "joined_by", "clauses"),
    [
        ("a1 OR b1 OR c1", "or", {"a1": "b1 OR c1", "b1": "a1 OR c1", "c1": "a1 OR b1"}),
        ("(a1 OR b1) AND c1", "or", {"a1": "b1 AND c1", "b1": "a1 AND c1"}),
        ("a1 OR (b1 c1)", "or", {"a1": "b1 c1", "b1 c1": "a1"}),
        (
            "a1 OR (b1 (c1 OR d1))",
            "or",
            {
                "a1": "b1 (c1 OR d1)",
                "b1 (c1 OR d1)": "a1",
                "c1": "a1 OR (b1 d1)",
                "d1": "a1 OR (b1 c1)",
            },
        ),
        ("a1 AND b1", "and", {"a1": "b1", "b1": "a1"}),
        ("a1 (b1 AND c1)", "and", {"a1": "b1 AND c1", "b1 AND c1": "a1"}),
        ("a1 b1 NOT (c1 OR d1)", "and", {"a1": "b1 NOT (c1 OR d1)", "b1": "a1 NOT (c1 OR d1)"}),
        ("a1 AND b1 -c1", "and", {"a1": "b1 NOT c1", "b1": "a1 NOT c1"}),
        ("(a1 AND NOT b1) -c1", None, {"a1": None}),
        ("the a1 of b1", "and", {"a1": "the of b1", "b1": "the a1 of"}),
        ("a1 site:x.org", "and", {"a1": "provider:x.org", "provider:x.org": "a1"}),
        ("a1 NOT b1", None, {"a1": None}),
        ("a1", None, {"a1": None}),
        ("NOT a1", None, {}),
        ("", None, {}),
    ],
)
def test_clauses_and_what_is_left_without_each(
    text: str, joined_by: str | None, clauses: dict[str, str | None]
) -> None:
    """Members of every OR; without one, those of the outermost AND; nothing under a NOT."""
    assert _clauses(text) == (joined_by, clauses)


@pytest.mark.parametrize(
    ("text", "joined_by", "clauses"),
    [
        ("(a1 OR b1) -c1", "or", {"a1": "b1 NOT c1", "b1": "a1 NOT c1"}),
        ("(a1 OR b1) provider:x", "or", {"a1": "b1 provider:x", "b1": "a1 provider:x"}),
        ("((a1 OR b1) -d1) -c1", "or", {"a1": "(b1 NOT d1) NOT c1", "b1": "(a1 NOT d1) NOT c1"}),
        ("(a1 b1) -c1", "or", {"a1": "b1 NOT c1", "b1": "a1 NOT c1"}),
        ("(a1 AND b1) -c1", "and", {"a1": "b1 NOT c1", "b1": "a1 NOT c1"}),
        ("a1 -c1", None, {"a1": None}),
        ("a1 OR NOT c1", "or", {"a1": "NOT c1"}),
    ],
)
def test_one_part_beside_a_not_is_no_alternative(
    text: str, joined_by: str | None, clauses: dict[str, str | None]
) -> None:
    """Where any of the words will do, a single group is not one of several."""
    assert _clauses(text, "any") == (joined_by, clauses)


def test_side_by_side_is_an_or_where_any_word_will_do() -> None:
    """What only narrows is no alternative."""
    assert _clauses("a1 b1 site:x.org", "any") == (
        "or",
        {"a1": "b1 provider:x.org", "b1": "a1 provider:x.org"},
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a1", "a1 OR new"),
        ("a1 OR b1", "a1 OR b1 OR new"),
        ("a1 b1", "(a1 b1) OR new"),
        ("a1 AND b1", "(a1 AND b1) OR new"),
        ("(a1 OR b1) -c1 after:2020", "(a1 OR b1 OR new) AND NOT c1 AND after:2020"),
        ("a1 b1 site:x.org", "((a1 b1) OR new) AND provider:x.org"),
    ],
)
def test_a_word_is_added_beside_what_narrows(text: str, expected: str) -> None:
    """What is left out stays out, and what must hold goes on holding."""
    tree = parse_query(text).tree
    assert tree is not None
    assert str(widened(tree, Word("new"))) == expected


@generated(60)
@given(trees)
def test_each_leaf_is_met_once(tree: Node) -> None:
    """Those under a NOT, too; changed to themselves they make the same query."""
    met: list[Node] = []

    def note(leaf: Node) -> Node:
        met.append(leaf)
        return leaf

    assert replaced(tree, note) == tree
    assert met == list(leaves(tree))
