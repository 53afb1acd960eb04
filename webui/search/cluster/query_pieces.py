"""Queries with more parts than the cluster takes at once, executed in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
from whoosh import query as whoosh_query

from webui.search.local.engine import Matches

# Lucene takes 1,024 (``indices.query.bool.max_clause_count``), with those of its own making.
MOST_LEAVES = 900

Run = Callable[[Any], Matches]
"""Executes a query at once."""


def leaves_of(clause: Any) -> int:
    """Return how many words, ranges and sets of values a clause asks for."""
    if isinstance(clause, Mapping):
        if "match_phrase" in clause:
            (asked,) = clause["match_phrase"].values()
            return 1 + str(asked["query"]).count(" ")
        if any(kind in clause for kind in ("term", "terms", "span_term", "range", "match_all")):
            return 1
        return sum(map(leaves_of, clause.values()))
    return sum(map(leaves_of, clause)) if isinstance(clause, list) else 0


def in_pieces(query: Any, run: Run, size: Callable[[Any], int]) -> Matches:
    """Execute a query piece by piece, and put together what these find.

    Args:
        query: whose parts are more than the cluster takes at once.
        run: executes a piece.
        size: tells how many parts one has.
    """
    if size(query) <= MOST_LEAVES:
        return run(query)

    def part(one: Any) -> Matches:
        return in_pieces(one, run, size)

    match query:
        case whoosh_query.And():
            return _times(reduce(_both, map(part, _pieces(query, size))), query.boost)
        case whoosh_query.Or():
            return _times(reduce(_either, map(part, _pieces(query, size))), query.boost)
        case whoosh_query.AndNot():
            found = part(query.a)
            left_out = part(whoosh_query.ConstantScoreQuery(query.b)).docs
            return _kept(found, np.isin(found.docs, left_out, invert=True))
        case whoosh_query.Require():
            found = part(query.a)
            return _kept(found, np.isin(found.docs, part(query.b).docs))
        case whoosh_query.ConstantScoreQuery():
            docs = part(query.child).docs
            return Matches(docs, np.full(len(docs), query.score, np.float32))
        case _:
            return run(query)


def _pieces(query: Any, size: Callable[[Any], int]) -> Iterator[Any]:
    """Yield the parts of a compound, as many of them together as can be."""
    some: list[Any] = []
    room = MOST_LEAVES
    for each in query.subqueries:
        needed = size(each)
        if some and needed > room:
            yield _together(query, some)
            some, room = [], MOST_LEAVES
        some.append(each)
        room -= needed
    yield _together(query, some)


def _together(query: Any, parts: Sequence[Any]) -> Any:
    return parts[0] if len(parts) == 1 else type(query)(parts)


def _both(one: Matches, other: Matches) -> Matches:
    docs, mine, its = np.intersect1d(one.docs, other.docs, True, return_indices=True)
    return Matches(docs, one.scores[mine] + other.scores[its])


def _either(one: Matches, other: Matches) -> Matches:
    docs = np.union1d(one.docs, other.docs)
    scores = np.zeros(len(docs), np.float32)
    for each in (one, other):
        scores[np.searchsorted(docs, each.docs)] += each.scores
    return Matches(docs, scores)


def _kept(found: Matches, which: Any) -> Matches:
    return Matches(found.docs[which], found.scores[which])


def _times(found: Matches, boost: float) -> Matches:
    return found if boost == 1 else Matches(found.docs, found.scores * np.float32(boost))
