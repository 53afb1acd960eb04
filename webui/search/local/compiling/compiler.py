"""Syntax tree → Whoosh query: what must match, what may, and what only narrows.

The result is an ordinary Whoosh query over the fields of ``indexer.contract.schema``;
what executes it is another matter (``webui.search.local.engine``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from whoosh import query as whoosh_query

from indexer.contract.schema import SEARCHED_FIELDS
from webui.search.criteria.criteria import Match
from webui.search.local.compiling.leaves import boosted, compile_leaf, join
from webui.search.local.engine import CombinedTerm
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import (
    Group,
    Node,
    Not,
    is_constraint,
    positive_leaves,
)

# A request asks several times for the same query, and readers for the next page of it.
_REMEMBERED = 64


def compile_query(
    tree: Node | None, match: Match, searched: Sequence[str] = SEARCHED_FIELDS
) -> Any:
    """Compile a syntax tree. What was compiled last is remembered; nobody changes a query.

    Whoosh's ``normalize`` is not used: it turns ``And([Every(), x])`` into
    everything, and drops from an ``And`` the parts that can match nothing.

    Args:
        tree: what to compile; None asks for nothing and finds nothing.
        match: whether parts that stand side by side must all match, or any of them.
            Dates, numbers, providers, topics and types must hold in either case.
        searched: the fields in which words without a field are looked for.

    Returns:
        A Whoosh query; ``NullQuery`` where no searchable word is left.
    """
    return _compiled(tree, match, tuple(searched))


@lru_cache(_REMEMBERED)
def _compiled(tree: Node | None, match: Match, searched: tuple[str, ...]) -> Any:
    compiled = _Compiler(match, searched).node(tree) if tree is not None else None
    if tree is None or compiled is None:
        return whoosh_query.NullQuery
    if all(map(is_constraint, positive_leaves(tree))):
        # Nothing ranks, so that the order is the newest first.
        return whoosh_query.ConstantScoreQuery(compiled)
    return compiled


class _Compiler:
    """One walk over a tree. Methods return None where nothing can be searched."""

    def __init__(self, match: Match, searched: Sequence[str]) -> None:
        self.match = match
        self.searched = searched

    def node(self, node: Node, *, excluded: bool = False) -> Any | None:
        """Compile one node.

        Args:
            node: a part of the tree.
            excluded: whether its matches are left out.
        """
        match node:
            case Group():
                return self._group(node, excluded=excluded)
            case Not():
                child = self.node(node.child, excluded=not excluded)
                return None if child is None else _narrowed(None, [], [child])
            case _:
                apart = self.match == "any" and not excluded
                return compile_leaf(node, self.searched, apart=apart)

    def _group(self, group: Group, *, excluded: bool) -> Any | None:
        if group.operator == "or":
            parts = (self.node(child, excluded=excluded) for child in group.children)
            return join(whoosh_query.Or, parts)
        scored: list[Any] = []
        required: list[Any] = []
        left_out: list[Any] = []
        for child in self._without_stop_words(group):
            negative = isinstance(child, Not)
            inner = child.child if isinstance(child, Not) else child
            compiled = self.node(inner, excluded=excluded != negative)
            if compiled is not None:
                bucket = left_out if negative else required if is_constraint(child) else scored
                bucket.append(compiled)
        any_of = group.operator == "side by side" and self.match == "any"
        compound = whoosh_query.Or if any_of else whoosh_query.And
        return _narrowed(join(compound, _counted(scored)), required, left_out)

    def _without_stop_words(self, group: Group) -> list[Node]:
        if group.operator == "and":
            return list(group.children)
        kept = [child for child in group.children if not is_stop_word(child, self.match)]
        return kept if any(map(_has_words, kept)) else list(group.children)


def _has_words(part: Node) -> bool:
    """Whether a part is looked for in texts; ``!!!`` is not."""
    if isinstance(part, Not) or is_constraint(part):
        return False
    if isinstance(part, Group):
        return any(map(_has_words, part.children))
    return compile_leaf(part) is not None


def _counted(parts: list[Any]) -> list[Any]:
    """Let a word that a query repeats count as often, as BM25 has it."""
    times: dict[Any, float] = {}
    for part in parts:
        is_word = isinstance(part, CombinedTerm)
        key = boosted(part, 1.0) if is_word else part
        times[key] = times.get(key, 0.0) + (part.boost if is_word else 0.0)
    return [boosted(part, count) if count else part for part, count in times.items()]


def _narrowed(scored: Any | None, required: list[Any], excluded: list[Any]) -> Any | None:
    """Combine what ranks with what only narrows.

    Whoosh's ``Not`` is not used: it finds deleted documents at the end of a segment.
    """
    found = scored
    if required:
        filters = join(whoosh_query.And, required)
        found = filters if scored is None else whoosh_query.Require(scored, filters)
    if excluded:
        everything = whoosh_query.Every() if found is None else found
        return whoosh_query.AndNot(everything, join(whoosh_query.Or, excluded))
    return found
