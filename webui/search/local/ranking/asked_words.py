"""The words that a query looks for, out of what it was compiled to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from whoosh import query as whoosh_query

from webui.search.local.engine import CombinedTerm


def asked_words(query: Any) -> dict[CombinedTerm, float]:
    """Return the words that a compiled query scores, and how many times each counts.

    What only narrows or excludes is left out, and so are patterns and fuzzy words, which
    stand for others. The words have a boost of 1.
    """
    times: defaultdict[CombinedTerm, float] = defaultdict(float)
    for word in _scored(query):
        times[word.with_boost(1.0)] += word.boost
    return dict(times)


def _scored(query: Any) -> Iterator[CombinedTerm]:
    match query:
        case CombinedTerm():
            yield query
        case whoosh_query.Or() | whoosh_query.And():
            for part in query:
                yield from _scored(part)
        case whoosh_query.Require() | whoosh_query.AndNot():
            # The second part scores nothing.
            yield from _scored(query.a)
