"""Says where a query may be meant otherwise than it was read, and how it is written then.

What was typed is never changed: it is read as it stands, and a notice has the mended text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from webui.search.query.hints import (
    mixed,
    near_and_often,
    operators,
    other_fields,
    proximity,
    ranges,
    signs,
    slips,
)
from webui.search.query.hints.outline import Outline, outline_of
from webui.search.query.syntax import Group, Near, Node, Not, Phrase, Word
from webui.search.query.terms import words
from webui.search.query.tree_building import MAX_LENGTH, is_plain, read_tree
from webui.search.results.base import Notice

MAX_NOTICES = 5
"""To check a notice takes as long as to read the query: more would take seconds."""

# Each step mends all of a kind.
_MOST_STEPS = 20

# Of words and spaces alone, these make a difference in other tools, or in capitals.
_SUSPECT = re.compile(
    r"(?i)\b(?:or|not|and|andnot|near[0-9]*|adj[0-9]*|(?:pre|n)[0-9]+|atleast[0-9]+)\b"
)

# Something was passed over or read as something else there, which the query shows.
_SHOWN_IF_SAME = frozenset({
    "mixed_operators", "unbalanced_bracket", "unclosed_quote", "slop_after_bracket",
    "dangling_operator", "out_of_range", "misplaced_exact",
})  # fmt: skip


def advice(text: str, tree: Node, said: Collection[Notice] = ()) -> list[Notice]:
    """Return what may be meant otherwise, :data:`MAX_NOTICES` things at the most.

    A notice's query, if it has one, asks for something else than the text does, and gives no
    such notice itself. Of ``mixed_operators`` it asks for the same and shows the brackets; that of
    a quote or bracket without its other half may do so: who has lost one does not know.

    Args:
        text: a query, without unprintable characters.
        tree: how it was read.
        said: what was said of that already.
    """
    if is_plain(text) and not _SUSPECT.search(text):
        return []
    outline = outline_of(text)
    found = list(islice(chain.from_iterable(find(text, outline) for find in _FINDERS), MAX_NOTICES))
    kept = [checked for notice in found if (checked := _checked(notice, tree, said))]
    # Where something else is to be mended, how OR reaches is the next question.
    if not kept:
        reach = mixed.mixed_operators(text, outline, str(tree))
        kept += filter(None, [reach and _checked(reach, tree, said)])
    return kept


def mended(text: str, read: Callable[[str], Collection[Notice]]) -> str | None:
    """Return a query with all mended that its notices say; None where nothing is.

    That is one thing after the other, until nothing is left to be mended. How far OR reaches is
    another question, which has two answers.

    Args:
        text: a query.
        read: returns the notices of a query.
    """
    found = text
    for _ in range(_MOST_STEPS):
        queries = (one.query for one in read(found) if one.code != "mixed_operators")
        query = next(filter(None, queries), None)
        if query is None:
            break
        found = query
    return None if found == text else found


def _lower_case(text: str, outline: Outline) -> Iterable[Notice]:
    return operators.lower_case_operator(text, outline, _is_other)


_FINDERS: tuple[Callable[[str, Outline], Iterable[Notice]], ...] = (
    other_fields.unknown_fields,
    other_fields.fields_before_brackets,
    proximity.proximity,
    near_and_often.near_and_often,
    signs.other_signs,
    signs.misplaced_slop,
    signs.other_wildcards,
    signs.misplaced_exact,
    ranges.out_of_range,
    slips.unclosed_quote,
    slips.unbalanced_bracket,
    operators.dangling_operators,
    _lower_case,
)


def _checked(notice: Notice, tree: Node, said: Collection[Notice]) -> Notice | None:
    """Return a notice whose query holds what is promised, or that has none; None: not worth it."""
    if notice.query is None:
        return notice
    again: list[Notice] = []
    mended = _tree(notice.query, again)
    if mended is not None:
        is_same = meaning(mended) == meaning(tree)
        is_shown = notice.code in _SHOWN_IF_SAME
        if (is_same and not is_shown) or (notice.code == "mixed_operators" and not is_same):
            return None
        is_new = any(other.code == notice.code and other not in said for other in again)
        if not is_new and not _recurs(notice, _found_in(notice.query, mended)):
            return notice
    return notice.model_copy(update={"query": None})


def _found_in(query: str, tree: Node) -> Iterator[Notice]:
    """Yield what is to be said of a mended query."""
    outline = outline_of(query)
    for find in _FINDERS:
        yield from find(query, outline)
    if reach := mixed.mixed_operators(query, outline, str(tree)):
        yield reach


def _recurs(notice: Notice, others: Iterable[Notice]) -> bool:
    # Each name of a field is a notice of its own.
    by_name = notice.code == "not_understood"
    return any(
        other.code == notice.code and (not by_name or other.message == notice.message)
        for other in others
    )


def _is_other(text: str, other: str) -> bool:
    return bool(meaning(_tree(text, [])) != meaning(_tree(other, [])))


def _tree(text: str, notices: list[Notice]) -> Node | None:
    """Return the tree of a text; None where it would be read as plain words, or not at all."""
    if len(text) > MAX_LENGTH:
        return None
    # Whoosh's parser raises errors of many kinds on odd input.
    try:
        return read_tree(text, notices)
    except Exception:
        return None


def meaning(node: Node | None) -> Any:
    """Return something that is equal for trees that ask for the same where all words must match."""
    match node:
        case Group("or", children):
            found = [part for part in map(meaning, children) if part is not None]
            return ("or", *found) if len(found) > 1 else next(iter(found), None)
        case Group(_, children):
            found = [part for part in map(meaning, children) if part is not None]
            flat = [one for part in found for one in (part[1:] if part[0] == "and" else [part])]
            return ("and", *flat) if len(flat) > 1 else next(iter(flat), None)
        case Not(child):
            inner = meaning(child)
            return None if inner is None else ("not", inner)
        case Word(text, field):
            return meaning(Phrase(text, 1, field, exact=node.exact))
        case Phrase(text, slop, field):
            tokens = tuple(token.text for token in words(text))
            named = field in ("provider", "type")
            if named:
                return "named", field, text, slop
            return (
                ("words", field, tokens, len(tokens) > 1 and slop, node.exact) if tokens else None
            )
        case Near(text, _, field) if len(words(text)) == 1:
            return meaning(Phrase(text, 1, field, exact=node.exact))
        case None:
            return None
        case _:
            return "leaf", node
