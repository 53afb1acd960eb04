"""Which queries take long, told from what they ask before any of the work is done.

What is told is what may take long, measured on a million articles (docs/performance.md): a
pattern that stands for few words is as heavy as one that stands for many.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from webui.search.query.clauses import leaves
from webui.search.query.parser import parse_query
from webui.search.query.syntax import AtLeast, Fuzzy, Leaf, Near, Pattern, Phrase, Word
from webui.search.query.terms import words

MOST_LIGHT_WORDS = 40
"""Words of all queries together, beyond which they are heavy."""

MOST_LIGHT_PLACED = 2
"""Phrases and conditions on places (``near``, ``atleast``), likewise.

A word that is written as several (``data-driven``) is a phrase.
"""

MOST_LIGHT_QUERIES = 3
"""Queries that are compared, likewise."""

# Queries whose answer is remembered: of who goes on to the next page, and of pages asked anew.
_REMEMBERED = 64


def is_heavy(queries: Sequence[str]) -> bool:
    """Whether answering may take long.

    Each is parsed for it, which takes at most some 20 ms, and is remembered for the answer.

    Args:
        queries: one, or all that are compared.
    """
    return len(queries) > MOST_LIGHT_QUERIES or _is_heavy(tuple(queries))


@lru_cache(_REMEMBERED)
def _is_heavy(queries: tuple[str, ...]) -> bool:
    found = [leaf for text in queries for leaf in leaves(parse_query(text).tree)]
    # The star that stands for all articles is none.
    if any(isinstance(leaf, Pattern | Fuzzy) for leaf in found):
        return True
    placed = sum(map(_placed, found))
    return placed > MOST_LIGHT_PLACED or sum(map(_words, found)) > MOST_LIGHT_WORDS


def _placed(leaf: Leaf) -> int:
    """Return how many times it is looked at where words stand."""
    term = leaf.term if isinstance(leaf, AtLeast) else leaf
    # A domain has several words, but few articles beside those of its provider.
    of_a_provider = isinstance(term, Word | Phrase) and term.field == "provider"
    return (_words(term) > 1 and not of_a_provider) + isinstance(leaf, AtLeast)


def _words(leaf: Leaf) -> int:
    """Return how many words are looked for."""
    term = leaf.term if isinstance(leaf, AtLeast) else leaf
    return len(words(term.text)) if isinstance(term, Word | Phrase | Near) else 0
