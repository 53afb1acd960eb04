"""What of a query is searched: its tree without what means nothing here."""

from __future__ import annotations

from typing import Any

from webui.search.criteria.criteria import Match
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import (
    Added,
    AtLeast,
    Everything,
    Fuzzy,
    Group,
    Near,
    Node,
    Not,
    Number,
    Pattern,
    Phrase,
    Published,
    Word,
    is_constraint,
)
from webui.search.query.terms import pattern_pieces, stems, words


def searched(node: Node | None, match: Match) -> Node | None:
    """Return a tree without the parts that nothing can be searched for.

    Those are punctuation, and very common words beside others. What is left is plain: a
    pattern of nothing but stars is everything, and what cannot be fuzzy is a word.

    Args:
        node: a tree; None asks for nothing.
        match: whether all words must match, or any.
    """
    match node:
        case Group(operator, children):
            parts = [part for child in children if (part := searched(child, match)) is not None]
            if operator == "side by side":
                parts = _without_stop_words(parts, match)
            return Group(operator, tuple(parts)) if len(parts) > 1 else next(iter(parts), None)
        case Not(child):
            inner = searched(child, match)
            return None if inner is None else Not(inner)
        case Pattern(text, None) if not any(map(words, text.split("*"))):
            return Everything()
        case Fuzzy(text, _, field) if len(words(text)) != 1 or field == "type":
            return searched(Word(text, field), match)
        case AtLeast(_, term):
            return node if searched(term, match) is not None else None
        case Word(text, field) | Phrase(text, _, field) | Near(text, _, field):
            named = field in ("provider", "type")
            return node if named or stems(text) else None
        case _:
            return node


def _without_stop_words(parts: list[Node], match: Match) -> list[Node]:
    """Leave out the very common words, where there are words beside them."""
    kept = [part for part in parts if not is_stop_word(part, match)]
    has_words = any(not isinstance(part, Not) and not is_constraint(part) for part in kept)
    return kept if has_words else parts


def meaning(node: Node) -> Any:
    """Return something that is equal for two parts of a tree that ask for the same."""
    match node:
        case Group(operator, children):
            return operator, *map(meaning, children)
        case Not(child):
            return "not", meaning(child)
        case Word(text, field):
            return meaning(Phrase(text, 1, field, exact=node.exact))
        case Phrase(text, slop, field) if field not in ("provider", "type"):
            terms = tuple(token.text for token in (words if node.exact else stems)(text))
            return "words", field, terms, slop if len(terms) > 1 else 1, node.exact
        case Near(text, distance, field) if field not in ("provider", "type"):
            terms = tuple(token.text for token in (words if node.exact else stems)(text))
            if len(terms) == 1:
                return meaning(Phrase(text, 1, field, exact=node.exact))
            return "near", field, terms, distance, node.exact
        case AtLeast(count, term):
            return "at least", count, meaning(term)
        case Pattern(text, field) if field not in ("provider", "type"):
            return "pattern", field, tuple(pattern_pieces(text))
        case Fuzzy(text, distance, field):
            return "fuzzy", field, words(text)[0].text, distance
        case Published(first, last, _):
            return "published", first, last
        case Added(first, last, _):
            return "added", first, last
        case Number(field, low, high, _):
            return "number", field, low, high
        case _:
            return node
