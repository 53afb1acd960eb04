"""The words of a query that may stand in a field of what it found."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import (
    AtLeast,
    Fuzzy,
    Group,
    Leaf,
    Near,
    Node,
    Pattern,
    Phrase,
    Word,
    positive_leaves,
)

_OWN = {"title": "title", "excerpt": "excerpt", "topics": "topic"}


def words_in(
    tree: Node | None,
    field: Literal["title", "excerpt", "topics"],
    searched: Collection[str],
    match: Literal["all", "any"],
) -> Node | None:
    """Return what finds the articles that have any word of a query in one field.

    What a query excludes does not count, and stop words do not unless there are no others. Of
    what has to stand several times, once is enough.

    Args:
        tree: the query.
        field: in question.
        searched: where words without a field are looked for.
        match: whether all words have to match, or any.

    Returns:
        To be searched in that field alone; None where no word is looked for there.
    """
    leaves = [leaf for leaf in positive_leaves(tree) if _is_text(leaf)] if tree else []
    telling = [leaf for leaf in leaves if not is_stop_word(leaf, match)] or leaves
    there = tuple(
        dict.fromkeys(
            leaf.term if isinstance(leaf, AtLeast) else leaf
            for leaf in telling
            if isinstance(leaf, _TEXT)
            and (leaf.field == _OWN[field] if leaf.field else field in searched)
        )
    )
    return there[0] if len(there) == 1 else Group("or", there) if there else None


_TEXT = (Word, Phrase, Near, AtLeast, Pattern, Fuzzy)


def _is_text(leaf: Leaf) -> bool:
    return isinstance(leaf, _TEXT) and leaf.field not in ("provider", "type")
