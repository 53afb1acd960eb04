"""Two queries → those that find what both do, or what only one of them does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from webui.search.query.parser import parse_query
from webui.search.query.syntax import Group, Node, Not
from webui.search.query.tree_building import MAX_LENGTH

# A comparison asks of each of its queries as often as it has others.
_REMEMBERED = 64
_QUOTES = '"“”„«»'


@dataclass(frozen=True, slots=True)
class Combination:
    """The texts of three queries: what two others both find, and what only one of them does."""

    both: str
    only_first: str
    only_second: str


def combination(first: str, second: str) -> Combination | None:
    """Return the queries for what two queries find together and apart.

    Both stand in brackets, joined by an operator, so that it means the same whether all of the
    words must match or any of them.

    Args:
        first, second: texts of queries.

    Returns:
        Texts that are read as just that; None where there are none, since one of the two asks
        for nothing, or both are too long for one query.
    """
    one, other = _tree(first), _tree(second)
    if one is None or other is None:
        return None
    meant = _flat(Group("and", (one, other)))
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
        read = parse_query(found.both).tree
        if read is not None and _flat(read) == meant:
            return found
    return None


@lru_cache(_REMEMBERED)
def _tree(text: str) -> Node | None:
    return parse_query(text).tree


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
