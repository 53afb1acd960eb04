"""Several queries side by side: how many articles each finds over time, and of how many."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from webui.search.criteria.criteria import (
    FACETS,
    Criteria,
    Match,
    Measure,
    ParameterError,
    parse_criteria,
)
from webui.search.local.answers.coverage import period_docs
from webui.search.local.answers.hits import index_state
from webui.search.local.answers.search import find
from webui.search.local.columns.facets import Interval, bucket_counts, date_histogram
from webui.search.local.columns.filters import days_since_1970
from webui.search.local.columns.tally import DayCounts
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.search import DateBucket, IndexState, Notice

MAX_QUERIES = 4
"""More lines cross each other too often to be told apart."""

_COMMON = (
    *FACETS,
    *(f"not_{facet}" for facet in FACETS),
    *("from_", "to", "last", "min_quality", "curated", "match", "measure", "images"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared.

    Attributes:
        queries: texts, each once, four at the most.
        common: what all of them share: the filters, ``match`` and ``measure``; its query
            is empty.
    """

    queries: tuple[str, ...]
    common: Criteria

    @property
    def measure(self) -> Measure:
        """What the chart shows: articles, or their share of all articles of the same time."""
        return self.common.measure

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the URL that asks for this."""
        return [("q", text) for text in self.queries] + self.common.parameters()

    def changed(self, **values: Any) -> Asked:
        """Return a copy in which what all queries share is changed."""
        return Asked(self.queries, self.common.changed(**values))

    def search(self, text: str) -> Criteria:
        """Return the search for the articles of one query."""
        return self.common.changed(q=text, measure="count")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class ComparedBucket(_Model):
    """The articles from ``start`` to ``end``, both days included (``YYYY-MM-DD``).

    Both lie within the dates that were asked for. ``total`` counts all articles of the
    index, ``ratio`` is null where there is none: nothing was imported.
    """

    start: str
    end: str
    matching: int
    total: int
    ratio: float | None


class ComparedQuery(_Model):
    """What one query finds: ``ratio`` is its share of all articles of the dates asked for."""

    text: str
    total: int
    ratio: float | None
    missing: int
    notices: list[Notice]
    buckets: list[ComparedBucket]


class Comparison(_Model):
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


def parse_comparison(parameters: Mapping[str, Sequence[str]], today: datetime.date) -> Asked:
    """Read the parameters of a URL.

    Those that say how hits are listed (``sort``, ``page``, …) are read, and mean nothing.

    Args:
        parameters: every value of each parameter; empty ones count as not given.
        today: the day from which ``last`` counts back, in UTC.

    Raises:
        ParameterError: one of them is unknown, cannot be read or makes no sense here.
    """
    texts = [text.strip() for text in parameters.get("q", ()) if text.strip()]
    if len(texts) > MAX_QUERIES:
        raise ParameterError("q", f"q may be given {MAX_QUERIES} times at most.")
    given = parse_criteria(parameters, today, extra=("q",))
    if given.date:
        raise ParameterError("date", "date: articles without a date are on no chart by date.")
    return replace(comparison_of(given), queries=tuple(dict.fromkeys(texts)))


def comparison_of(criteria: Criteria) -> Asked:
    """Return the comparison that a search can be the first query of."""
    common = {name: getattr(criteria, name) for name in _COMMON}
    queries = (criteria.q,) if criteria.q else ()
    return Asked(queries, Criteria(**common, today=criteria.today))


def compare(snapshot: Snapshot, asked: Asked) -> Comparison:
    """Count what each query finds over time.

    A query that no article matches finds nothing, here: some of its words would be
    another query.

    Raises:
        IndexDamagedError: the index's files cannot be read.
    """
    found = [_find(snapshot, asked.search(text)) for text in asked.queries]
    every = snapshot.totals.day_counts
    articles = len(period_docs(snapshot, asked.common))
    # All tallies of a snapshot have the same days.
    counts = sum((one.days.counts for one in found), np.zeros_like(every.counts))
    together = DayCounts(every.days, counts, 0)
    facet = date_histogram(together, every, asked.common.span)
    return Comparison(
        measure=asked.measure,
        match=asked.common.match,
        filters=asked.common.filters(),
        interval=facet.interval,
        articles=articles,
        queries=[
            ComparedQuery(
                text=text,
                total=one.total,
                ratio=_ratio(one.total, articles),
                missing=one.days.missing,
                notices=one.notices,
                buckets=_buckets(one.days, facet.buckets, facet.interval, asked.common),
            )
            for text, one in zip(asked.queries, found, strict=True)
        ],
        index=index_state(snapshot),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    total: int
    days: DayCounts
    notices: list[Notice]


def _find(snapshot: Snapshot, criteria: Criteria) -> _Found:
    found = find(snapshot, criteria, relax=False)
    docs = found.hits.docs
    return _Found(len(docs), snapshot.tally(docs).days(), found.notices)


def _buckets(
    days: DayCounts, buckets: Sequence[DateBucket], interval: Interval, common: Criteria
) -> list[ComparedBucket]:
    """Return what one query finds in each bucket."""
    if not buckets:
        return []
    ends = (datetime.date.fromisoformat(buckets[place].start) for place in (0, -1))
    first, last = map(days_since_1970, ends)
    matching = bucket_counts(days, first, last, interval).tolist()
    # ISO dates compare as text.
    low = common.span.first.isoformat() if common.span.first else ""
    high = common.span.last.isoformat() if common.span.last else "9999-12-31"
    return [
        ComparedBucket(
            start=max(bucket.start, low),
            end=min(bucket.end, high),
            matching=count,
            total=bucket.all,
            ratio=_ratio(count, bucket.all),
        )
        for bucket, count in zip(buckets, matching, strict=True)
    ]


def _ratio(count: int, total: int) -> float | None:
    return count / total if total else None
