"""How a state of an archive in a cluster is asked, and what its answers are made sure of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

Clause: TypeAlias = Mapping[str, Any]
"""A query as JSON."""

Reporting: TypeAlias = Callable[[], AbstractContextManager[None]]
"""Turns what comes of an answer that makes no sense, within a block, into an error that says so."""

EVERYTHING: Clause = {"match_all": {}}

# No shard has more words than that, so that each says of all of them how many articles have them.
_ALL_OF_A_SHARD = 2**31 - 1


class Searching(Protocol):
    """Searches one state, and gives whole answers only."""

    def search(self, query: Clause, *, scored: bool = False, **more: Any) -> Mapping[str, Any]:
        """Search the articles of the state.

        Args:
            query: finds some of them.
            scored: whether scores matter.
            more: of the body of the search, without the query.
        """
        ...

    def several(self, queries: Sequence[Clause], **more: Any) -> Sequence[Mapping[str, Any]]:
        """Search for each of some queries in one exchange, unscored.

        What many searches cost is that each is asked: a cluster knows how many articles have a
        word without looking at them.
        """
        ...

    def pages(self, query: Clause, size: int, **more: Any) -> Iterator[list[Mapping[str, Any]]]:
        """Yield all hits of a search by their numbers, so many at a time."""
        ...


def counting(field: str, include: str | Sequence[str], size: int, **more: Any) -> Clause:
    """Return the aggregation that counts the articles of each value of a field.

    Each shard counts all of its values, so that the counts are exact.

    Args:
        field: keywords.
        include: a regular expression that values match, or the values.
        size: so many values, the most frequent ones, are enough.
        more: of the aggregation.
    """
    asked = include if isinstance(include, str) else list(include)
    terms = {"field": field, "include": asked, "size": size, "shard_size": _ALL_OF_A_SHARD}
    return {"terms": {**terms, **more}}


def buckets_of(aggregation: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the values that an aggregation has counted.

    Raises:
        ValueError: counts may be too small.
    """
    if aggregation["doc_count_error_upper_bound"]:
        raise ValueError("the cluster has not counted exactly")
    found: Sequence[Mapping[str, Any]] = aggregation["buckets"]
    return found


def having_any(fields: Sequence[str], values: Sequence[Any]) -> Clause:
    """Return the query for articles that have any of some values in any of some fields."""
    ways = [{"terms": {field: list(values)}} for field in fields]
    return {"bool": {"should": ways, "minimum_should_match": 1}}
