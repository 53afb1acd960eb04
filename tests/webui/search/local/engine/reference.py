"""What a query means: by Whoosh's matchers, and by plain dictionaries where these are wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whoosh import query as q
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

Scores = dict[int, float]


def by_whoosh(query: Any, reader: Any, weighting: BM25F | None = None) -> Scores:
    """Return the score of each document that Whoosh's own matchers find."""
    return _in_each_segment(lambda searcher: _walked(query, searcher), reader, weighting)


def by_dictionaries(query: Any, reader: Any, weighting: BM25F | None = None) -> Scores:
    """Return the score of each document, the leaves of the tree executed by Whoosh."""
    return _in_each_segment(lambda searcher: _evaluated(query, searcher), reader, weighting)


def _in_each_segment(find: Callable[[Any], Scores], reader: Any, weighting: BM25F | None) -> Scores:
    # The searchers of the segments only have a weak reference to it.
    whole = Searcher(reader, weighting=weighting or BM25F(), closereader=False)
    return {
        base + doc: score
        for searcher, base in whole.leaf_searchers()
        # An empty index has a reader without segments.
        if searcher.reader().segment()
        for doc, score in find(searcher).items()
    }


def _walked(query: Any, searcher: Any) -> Scores:
    found = {}
    matcher = query.matcher(searcher, searcher.context())
    while matcher.is_active():
        found[matcher.id()] = matcher.score()
        matcher.next()
    return found


def _evaluated(query: Any, searcher: Any) -> Scores:
    def of(part: Any) -> Scores:
        return _evaluated(part, searcher)

    match query:
        case q.And() | q.Or() | q.DisjunctionMax() if not getattr(query, "scale", None):
            return _compound(query, [of(part) for part in query.subqueries])
        case q.Not(query=child):
            excluded = of(child)
            return {doc: 1.0 for doc in searcher.reader().all_doc_ids() if doc not in excluded}
        case q.AndNot(a=found, b=excluded):
            left_out = of(excluded)
            return {doc: score for doc, score in of(found).items() if doc not in left_out}
        case q.Require(a=found, b=required):
            needed = of(required)
            return {doc: score for doc, score in of(found).items() if doc in needed}
        case q.AndMaybe(a=found, b=bonus):
            more = of(bonus)
            return {doc: score + more.get(doc, 0.0) for doc, score in of(found).items()}
        case q.ConstantScoreQuery(child=child, score=score):
            return dict.fromkeys(of(child), score)
        case _:
            return _walked(query, searcher)


def _compound(query: Any, parts: list[Scores]) -> Scores:
    if len(parts) < 2:
        # Whoosh takes a single part for the whole, its boost left out.
        return parts[0] if parts else {}
    every = set().union(*parts)
    if isinstance(query, q.And):
        every = {doc for doc in every if all(doc in part for part in parts)}
    combine = max if isinstance(query, q.DisjunctionMax) else sum
    return {doc: query.boost * combine(part[doc] for part in parts if doc in part) for doc in every}
