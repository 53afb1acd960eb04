"""The clauses of a search string: its parts, and what is left of it without each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from webui.search.criteria.criteria import Match
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import Group, Leaf, Node, Not, is_constraint
from webui.search.results.audit import JoinedBy


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a search string.

    Attributes:
        node: the part.
        rest: the search string without it; None where nothing would be looked for any more.
    """

    node: Node
    rest: Node | None


def clauses_of(tree: Node | None, match: Match) -> tuple[JoinedBy | None, list[Clause]]:
    """Return by what the clauses of a query are joined, and the clauses, in its order.

    They are the members of every OR, at any depth, and of what stands side by side where any of
    the words will do. Without any OR they are those of the outermost AND, which a NOT may stand
    beside. What is under a NOT is none.

    Args:
        tree: of the query.
        match: whether all of what stands side by side must match, or any of it.
    """
    if tree is None or isinstance(tree, Not):
        return None, []
    found = list(_alternatives(tree, match, lambda rest: rest))
    if found:
        return "or", found
    if not isinstance(tree, Group):
        return None, [Clause(tree, None)]
    return _joined(tree, match, lambda rest: rest)


def alone(tree: Node, clause: Clause) -> Node:
    """Return a query for what a query finds by one of its clauses only."""
    return tree if clause.rest is None else Group("and", (tree, Not(clause.rest)))


def joint(group: Group, match: Match) -> JoinedBy:
    """Return whether an article must have any part of a group or all of them."""
    any_of = group.operator == "or" or (group.operator == "side by side" and match == "any")
    return "or" if any_of else "and"


def searched_parts(group: Group, match: Match) -> list[Node]:
    """Return the parts of a group, but for very common words beside others, which mean nothing."""
    return [part for _, part in _searched(group, match)]


def widened(tree: Node, part: Node) -> Node:
    """Return a query that also finds what a part finds.

    What only narrows the query (a NOT, a date, a provider, …) goes on doing so.
    """
    words, narrowing = divided(tree)
    if len(words) == 1 and isinstance(words[0], Group) and words[0].operator == "or":
        either = Group("or", (*words[0].children, part))
    else:
        whole = words[0] if len(words) == 1 else Group("side by side", words)
        if isinstance(tree, Group) and tree.operator == "and" and len(words) > 1:
            whole = Group("and", words)
        either = Group("or", (whole, part))
    return Group("and", (either, *narrowing)) if narrowing else either


def divided(tree: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Divide a query into what it looks for, and what only narrows that."""
    is_list = isinstance(tree, Group) and tree.operator != "or"
    parts = tree.children if isinstance(tree, Group) and is_list else (tree,)
    narrowing = tuple(part for part in parts if isinstance(part, Not) or is_constraint(part))
    return tuple(part for part in parts if part not in narrowing), narrowing


def replaced(tree: Node, change: Callable[[Leaf], Node]) -> Node:
    """Return a query with each of its leaves changed."""
    if isinstance(tree, Group):
        return Group(tree.operator, tuple(replaced(part, change) for part in tree.children))
    if isinstance(tree, Not):
        return Not(replaced(tree.child, change))
    return change(tree)


def leaves(tree: Node | None) -> Iterator[Leaf]:
    """Yield all leaves of a query, those under a NOT included."""
    if isinstance(tree, Group):
        for part in tree.children:
            yield from leaves(part)
    elif isinstance(tree, Not):
        yield from leaves(tree.child)
    elif tree is not None:
        yield tree


def _joined(
    group: Group, match: Match, whole: Callable[[Node | None], Node | None]
) -> tuple[JoinedBy | None, list[Clause]]:
    """Return the members of an AND, of that inside where nothing but a NOT stands beside it.

    Args:
        group: a part of the query, without an OR.
        match: as above.
        whole: returns the query in which something else, or nothing, stands for the group.
    """
    members = [
        (place, part) for place, part in _searched(group, match) if not isinstance(part, Not)
    ]
    if len(members) > 1:
        return "and", [Clause(part, whole(_with(group, place, None))) for place, part in members]
    if not members:
        return None, []
    ((place, part),) = members
    if isinstance(part, Group):
        return _joined(part, match, lambda new: whole(_with(group, place, new)))
    return None, [Clause(part, None)]


def _alternatives(
    node: Node, match: Match, whole: Callable[[Node | None], Node | None]
) -> Iterator[Clause]:
    """Yield the members of every OR below a node.

    Args:
        node: a part of the query.
        match: as above.
        whole: returns the query in which something else, or nothing, stands for the node.
    """
    if not isinstance(node, Group):
        return

    def with_part(place: int) -> Callable[[Node | None], Node | None]:
        return lambda new: whole(_with(node, place, new))

    narrows = node.operator != "or" and not all(map(is_constraint, node.children))
    parts = [(place, part) for place, part in _searched(node, match) if not isinstance(part, Not)]
    either = {place for place, part in parts if not (narrows and is_constraint(part))}
    # What stands beside nothing but what narrows is no alternative to anything.
    is_choice = joint(node, match) == "or" and (node.operator == "or" or len(either) > 1)
    for place, part in parts:
        if is_choice and place in either:
            yield Clause(part, with_part(place)(None))
        yield from _alternatives(part, match, with_part(place))


def _searched(group: Group, match: Match) -> list[tuple[int, Node]]:
    parts = list(enumerate(group.children))
    if group.operator != "side by side":
        return parts
    kept = [(place, part) for place, part in parts if not is_stop_word(part, match)]
    has_words = any(not isinstance(part, Not) and not is_constraint(part) for _, part in kept)
    return kept if has_words else parts


def _with(group: Group, place: int, new: Node | None) -> Node | None:
    """Return a group with another part, or none, at a place."""
    between: Sequence[Node] = () if new is None else (new,)
    children = (*group.children[:place], *between, *group.children[place + 1 :])
    if len(children) > 1:
        return Group(group.operator, children)
    return children[0] if children else None
