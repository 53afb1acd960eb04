"""Two queries → those that find what both do, or what only one of them does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from webui.search.criteria.criteria import Match
from webui.search.criteria.dates import today
from webui.search.query.parser import parse_query, parse_tree
from webui.search.query.syntax import (
    Added,
    AtLeast,
    Curated,
    Group,
    Leaf,
    Near,
    Node,
    Not,
    Number,
    Phrase,
    Published,
    Word,
)
from webui.search.query.terms import words
from webui.search.query.tree_building import MAX_LEAVES, MAX_LENGTH

# A comparison asks of each of its queries as often as it has others.
_REMEMBERED = 64
_QUOTES = '"“”„«»'
# Words and phrases side by side, as most queries are: brackets and operators round them change
# nothing in how they are read.
_WORDS = r"[^\W_]+(?: [^\W_]+)*"
_SIMPLE = re.compile(rf'(?:{_WORDS}|"{_WORDS}")(?: (?:{_WORDS}|"{_WORDS}"))*')
_OPERATOR = re.compile(r"\b(?:AND|OR|NOT)\b")


@dataclass(frozen=True, slots=True)
class Combination:
    """The texts of three queries: what two others both find, and what only one of them does.

    Attributes:
        certain: whether they find just as much as is counted of the two others, so that nobody
            has to ask: a pattern may stand for fewer words beside others, and a word with a
            hyphen for more under a NOT.
    """

    both: str
    only_first: str
    only_second: str
    certain: bool = False


def combination(first: str, second: str, match: Match = "all") -> Combination | None:
    """Return the queries for what two queries find together and apart.

    Both stand in brackets, joined by an operator, so that it means the same whether all of the
    words must match or any of them.

    Args:
        first, second: texts of queries.
        match: whether all words of each must match, or any; only what is certain depends on it.

    Returns:
        Texts that are read as just that; None where there are none, since one of the two asks
        for nothing, or both are too long for one query.
    """
    day = today()
    one, other = _tree(first, day), _tree(second, day)
    if one is None or other is None:
        return None
    both, only_first, only_second = (
        _flat(Group("and", parts))
        for parts in ((one, other), (one, _negated(other)), (other, _negated(one)))
    )
    # What was typed, or, where a quote or a bracket is left open, what it was read as.
    for left, right in ((_closed(first), _closed(second)), (str(one), str(other))):
        if left is None or right is None:
            continue
        found = Combination(
            both=f"({left}) AND ({right})",
            only_first=f"({left}) AND NOT ({right})",
            only_second=f"({right}) AND NOT ({left})",
        )
        # The limits of a query are those of all three, and its parts are the same.
        if len(found.only_first) > MAX_LENGTH:
            continue
        is_simple = _is_simple(left) and _is_simple(right)
        if is_simple or _is_read_as(found.both, both):
            certain = _is_certain(one, match) and _is_certain(other, match)
            if certain and not is_simple:
                certain = _is_read_as(found.only_first, only_first)
                certain = certain and _is_read_as(found.only_second, only_second)
            return replace(found, certain=certain)
    return None


@lru_cache(_REMEMBERED)
def _tree(text: str, day: date) -> Node | None:
    return parse_query(text, day).tree


def _is_read_as(text: str, meant: Node) -> bool:
    read = parse_tree(text)
    return read is not None and _flat(read) == meant


def _is_simple(text: str) -> bool:
    """Whether nothing depends on what stands round a text, and it has not too many parts."""
    few = len(text.split(" ")) <= MAX_LEAVES // 2
    return few and _SIMPLE.fullmatch(text) is not None and _OPERATOR.search(text) is None


def _is_certain(tree: Node, match: Match) -> bool:
    """Whether a query finds the same beside others and under a NOT as alone."""
    return all(_is_fixed(leaf, match) for leaf in _leaves(tree))


def _is_fixed(leaf: Leaf, match: Match) -> bool:
    match leaf:
        case Published() | Added() | Number() | Curated():
            return True
        case Word(text) if match == "any" and len(words(text)) != 1:
            return False
        case Word(text, field) | Phrase(text, _, field) | Near(text, _, field):
            return field not in ("provider", "type") and bool(words(text))
        case AtLeast(_, term):
            return _is_fixed(term, match)
        case _:
            return False


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Group(_, children):
            for child in children:
                yield from _leaves(child)
        case Not(child):
            yield from _leaves(child)
        case leaf:
            yield leaf


def _negated(node: Node) -> Node:
    """Return what a query does not find; NOT NOT x is x."""
    return node.child if isinstance(node, Not) else Not(node)


def _closed(text: str) -> str | None:
    """Return a text whose quotes and brackets are all closed; None where one is not."""
    if sum(text.count(quote) for quote in _QUOTES) % 2:
        return None
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return None
    return None if depth else text.strip()


def _flat(node: Node) -> Node:
    """Return a tree in which no AND is a part of another: brackets make no difference there."""
    if isinstance(node, Not):
        return Not(_flat(node.child))
    if not isinstance(node, Group):
        return node
    children: list[Node] = []
    for child in map(_flat, node.children):
        if isinstance(child, Group) and child.operator == node.operator == "and":
            children += child.children
        else:
            children.append(child)
    return Group(node.operator, tuple(children))
