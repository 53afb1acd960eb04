"""Which queries take long, told from their text before any of the work is done.

What is told is what may take long, measured on a million articles (docs/performance.md): a
pattern that stands for few words is as heavy as one that stands for many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_LIGHT_WORDS = 40
"""Words of all queries together, beyond which they are heavy."""

MOST_LIGHT_PLACED = 2
"""Phrases and conditions on places (``near``, ``atleast``), likewise."""

MOST_LIGHT_QUERIES = 3
"""Queries that are compared, likewise."""

_WORD = re.compile(r"\w+")
# A star by itself stands for all articles, which costs nothing.
_PATTERN = re.compile(r"[\w*?][*?]|[*?]\w")
# After a quote it says how far apart the words of a phrase may stand.
_FUZZY = re.compile(r"\w~")
_QUOTES = re.compile(r'["“”„«»]')
# Not of a phrase, which counts by its quotes.
_ON_PLACES = re.compile(r"(?:near|atleast)\d+:(?!=?[\"“”„«»])", re.IGNORECASE)


def is_heavy(queries: Sequence[str]) -> bool:
    """Whether answering may take long.

    Args:
        queries: one, or all that are compared.
    """
    if len(queries) > MOST_LIGHT_QUERIES:
        return True
    if any(_PATTERN.search(text) or _FUZZY.search(text) for text in queries):
        return True
    placed = sum(len(_QUOTES.findall(text)) / 2 + len(_ON_PLACES.findall(text)) for text in queries)
    words = sum(len(_WORD.findall(text)) for text in queries)
    return placed > MOST_LIGHT_PLACED or words > MOST_LIGHT_WORDS
