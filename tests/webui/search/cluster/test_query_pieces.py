"""Queries with too many parts, executed in pieces."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from whoosh.query import And, AndNot, ConstantScoreQuery, Or, Require, Term

from webui.search.cluster import query_pieces
from webui.search.cluster.query_pieces import in_pieces, leaves_of
from webui.search.local.engine import Matches

# Which documents have which word; a word scores its place among these.
_DOCS = {"a": {1, 2, 3, 4}, "b": {2, 3, 4}, "c": {3, 4, 5}, "d": {4}, "e": {1, 5}}


def _term(word: str) -> Term:
    return Term("title", word)


def _size(query: Any) -> int:
    return sum(1 for _ in query.leaves())


def _scores(query: Any) -> dict[int, float]:
    """Execute a query by plain loops."""
    match query:
        case Term():
            return dict.fromkeys(_DOCS[query.text], float("abcde".index(query.text) + 1))
        case ConstantScoreQuery():
            return dict.fromkeys(_scores(query.child), query.score)
        case AndNot():
            left_out = _scores(query.b)
            return {doc: score for doc, score in _scores(query.a).items() if doc not in left_out}
        case Require():
            needed = _scores(query.b)
            return {doc: score for doc, score in _scores(query.a).items() if doc in needed}
    parts = [_scores(part) for part in query.subqueries]
    docs = (
        set.union(*map(set, parts)) if isinstance(query, Or) else set.intersection(*map(set, parts))
    )
    return {doc: query.boost * sum(part.get(doc, 0.0) for part in parts) for doc in docs}


_WORDS = [_term(word) for word in _DOCS]


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize(
    "query",
    [
        Or(_WORDS),
        And(_WORDS[:3]),
        Or(_WORDS, boost=2.0),
        And([Or(_WORDS[:2]), Or(_WORDS[2:])]),
        AndNot(Or(_WORDS), Or(_WORDS[3:])),
        Require(Or(_WORDS), And(_WORDS[:2])),
        ConstantScoreQuery(Or(_WORDS), 2.0),
    ],
)
def test_what_pieces_find_is_what_the_whole_finds(
    query: Any, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scores are those of the whole, too, and no piece has too many parts."""
    monkeypatch.setattr(query_pieces, "MOST_LEAVES", most)

    def run(piece: Any) -> Matches:
        assert _size(piece) <= most
        found = sorted(_scores(piece).items())
        docs = np.array([doc for doc, _ in found], np.int64)
        return Matches(docs, np.array([score for _, score in found], np.float32))

    found = in_pieces(query, run, _size)
    assert dict(zip(found.docs.tolist(), found.scores.tolist(), strict=True)) == _scores(query)


def test_parts_are_counted_as_lucene_counts_them() -> None:
    """A phrase has as many as words."""
    assert leaves_of({"match_phrase": {"title": {"query": "a b c", "slop": 0}}}) == 3
    assert leaves_of({"bool": {"must": [{"term": {"all": {}}}], "filter": [{"range": {}}]}}) == 2
    assert leaves_of({"match_none": {}}) == 0
