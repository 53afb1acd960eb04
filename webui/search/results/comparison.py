"""What is answered to a comparison: the JSON of ``/api/compare``, as types."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from webui.search.criteria.criteria import Base, Match, Measure, Unit
from webui.search.results.base import IndexState, Notice, Result, is_none
from webui.search.results.search import Interval


class ComparedBucket(Result):
    """What one query finds from ``start`` to ``end``, both days included (``YYYY-MM-DD``).

    Both lie within the dates that were asked for. ``matching`` and ``total`` are in the unit of
    the comparison: ``total`` counts the base. ``ratio`` is the one by the other, with its 95 %
    interval from ``low`` to ``high``; null where ``total`` is 0: nothing was imported.
    ``providers`` counts those that published any article of the base.
    """

    start: str
    end: str
    matching: int
    total: int
    ratio: float | None
    low: float | None
    high: float | None
    providers: int


class ComparedQuery(Result):
    """What one query finds, over all dates that were asked for.

    ``total`` counts articles, ``missing`` those of them without a date, ``earlier`` and ``later``
    those before and after all buckets, which are bounded as those of a search are. ``matching``
    is in the unit of the comparison, and ``ratio`` its share of the comparison's ``base_total``,
    with its 95 % interval.
    """

    text: str
    total: int
    matching: int
    ratio: float | None
    low: float | None
    high: float | None
    missing: int
    earlier: int = 0
    later: int = 0
    notices: list[Notice]
    buckets: list[ComparedBucket]


class OverlapBucket(Result):
    """What two queries find from ``start`` to ``end``, as an :class:`Overlap` has it."""

    start: str
    end: str
    both: int
    only_first: int
    only_second: int
    jaccard: float | None


class OverlapProvider(Result):
    """What two queries find of a provider, None for articles without one."""

    provider: str | None
    both: int
    only_first: int
    only_second: int
    jaccard: float | None


class Overlap(Result):
    """Articles that two queries find: both of them, or only one.

    ``queries`` are their places among the queries. ``jaccard`` is ``both`` by all three
    together, null where nothing is found. Of the pair that was asked for, the same follows in
    the buckets of the comparison, articles without a date left out, and by provider, those
    of whom most is found first.
    """

    queries: tuple[int, int]
    both: int
    only_first: int
    only_second: int
    jaccard: float | None
    over_time: list[OverlapBucket] | None = Field(exclude_if=is_none)
    by_provider: list[OverlapProvider] | None = Field(exclude_if=is_none)


class Comparison(Result):
    """The answer of ``/api/compare``. All queries have the same buckets, without gaps.

    ``articles`` counts the articles of the base of the dates that were asked for, ``base_total``
    the same in the unit of the comparison. ``overlaps`` has each two queries, in their order.
    """

    measure: Measure
    unit: Unit
    base: Base
    match: Match
    filters: dict[str, Any]
    interval: Interval
    articles: int
    base_total: int
    queries: list[ComparedQuery]
    overlaps: list[Overlap]
    index: IndexState
