"""The clauses of OpenSearch's queries that ours become.

https://docs.opensearch.org/latest/query-dsl/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from indexer.contract.cluster.index_terms import indexed_term

Clause: TypeAlias = Mapping[str, Any]
"""A query as JSON. Nobody changes one."""

NOTHING: Clause = {"match_none": {}}

MOST_TERMS = 65_536
"""Values of one ``terms`` query (``index.max_terms_count``)."""


def term(field: str, text: str, boost: float = 1.0) -> Clause:
    """Find what has a term in a field, scored as the field scores it."""
    return {"term": {field: {"value": indexed_term(text), "boost": boost}}}


def any_term(field: str, texts: Sequence[str]) -> Clause:
    """Find what has at least one of some terms in a field; unscored."""
    return _any_value(field, list(dict.fromkeys(map(indexed_term, texts))))


def numbered(numbers: Sequence[int]) -> Clause:
    """Find the articles with some numbers; unscored."""
    return _any_value("number", numbers)


def _any_value(field: str, values: Sequence[Any]) -> Clause:
    parts = [
        {"terms": {field: list(values[start : start + MOST_TERMS])}}
        for start in range(0, len(values), MOST_TERMS)
    ]
    return either(parts)


def between(field: str, **bounds: Any) -> Clause:
    """Find what has a value within bounds (``gte``, ``gt``, ``lte``, ``lt``; None: no bound)."""
    return {"range": {field: {name: value for name, value in bounds.items() if value is not None}}}


def alike(clause: Clause, score: float = 1.0) -> Clause:
    """Score whatever a clause finds the same."""
    if score == 0:
        # A boost of 0 is allowed, and is no score at all.
        return {"bool": {"filter": [clause]}}
    return {"constant_score": {"filter": clause, "boost": score}}


def all_of(clauses: Sequence[Clause], boost: float = 1.0) -> Clause:
    """Find what all clauses find, with the sum of their scores."""
    return _compound(clauses, "must", boost)


def either(clauses: Sequence[Clause], boost: float = 1.0) -> Clause:
    """Find what any of the clauses finds, with the sum of the scores of those that do."""
    return _compound(clauses, "should", boost)


def _compound(clauses: Sequence[Clause], occurs: str, boost: float) -> Clause:
    if not clauses:
        return NOTHING
    if len(clauses) == 1:
        return clauses[0]
    compound: dict[str, Any] = {occurs: list(clauses)}
    if occurs == "should":
        compound["minimum_should_match"] = 1
    if boost != 1:
        compound["boost"] = boost
    return {"bool": compound}


def narrowed(
    scored: Clause | None, required: Iterable[Clause] = (), excluded: Iterable[Clause] = ()
) -> Clause:
    """Find what one clause finds, all the required ones and none of the excluded ones find.

    Only the first one scores.
    """
    found: dict[str, Any] = {}
    if scored is not None:
        found["must"] = [scored]
    if filters := list(required):
        found["filter"] = filters
    if left_out := list(excluded):
        found["must_not"] = left_out
    return {"bool": found}


def in_order(parts: Sequence[Clause], gap: int) -> Clause:
    """Find spans that follow one another, with so many words between them in all at the most."""
    return _spans(parts, gap, in_order=True)


def side_by_side(parts: Sequence[Clause], gap: int) -> Clause:
    """Find spans in any order that leave no more than so many words between them in all."""
    return _spans(parts, gap, in_order=False)


def span(field: str, text: str) -> Clause:
    """Find the places of a term."""
    return {"span_term": {field: {"value": indexed_term(text)}}}


def _spans(parts: Sequence[Clause], gap: int, *, in_order: bool) -> Clause:
    if len(parts) == 1:
        return parts[0]
    return {"span_near": {"clauses": list(parts), "slop": gap, "in_order": in_order}}


def script_scored(clause: Clause, source: str, least: float | None = None, **params: Any) -> Clause:
    """Score what a clause finds by a script; with ``least``, leave out what scores less."""
    scored: dict[str, Any] = {"query": clause, "script": {"source": source, "params": params}}
    if least is not None:
        scored["min_score"] = least
    return {"script_score": scored}
