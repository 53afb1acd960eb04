"""What is answered to a comparison: the JSON of ``/api/compare``, as types."""

from __future__ import annotations

from typing import Any

from webui.search.criteria.criteria import Match, Measure
from webui.search.results.base import IndexState, Notice, Result
from webui.search.results.search import Interval


class ComparedBucket(Result):
    """The articles from ``start`` to ``end``, both days included (``YYYY-MM-DD``).

    Both lie within the dates that were asked for. ``total`` counts all articles of the
    index, ``ratio`` is null where there is none: nothing was imported.
    """

    start: str
    end: str
    matching: int
    total: int
    ratio: float | None


class ComparedQuery(Result):
    """What one query finds: ``ratio`` is its share of all articles of the dates asked for."""

    text: str
    total: int
    ratio: float | None
    missing: int
    notices: list[Notice]
    buckets: list[ComparedBucket]


class Comparison(Result):
    """The answer of ``/api/compare``. All queries have the same buckets, without gaps.

    ``articles`` counts what the index has of the dates that were asked for.
    """

    measure: Measure
    match: Match
    filters: dict[str, Any]
    interval: Interval
    articles: int
    queries: list[ComparedQuery]
    index: IndexState
