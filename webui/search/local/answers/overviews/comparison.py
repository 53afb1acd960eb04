"""Several queries side by side: how many articles each finds over time, and of how many."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from webui.search.criteria.comparison import (
    Asked,
)
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import days_since_1970
from webui.search.local.answers.parts import index_state
from webui.search.local.columns.histogram import bucket_counts, date_histogram
from webui.search.local.columns.tally import DayCounts
from webui.search.local.finding.find import find
from webui.search.local.finding.narrowing import period_docs
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.base import Notice
from webui.search.results.comparison import ComparedBucket, ComparedQuery, Comparison
from webui.search.results.search import DateBucket, Interval


def compare(snapshot: Snapshot, asked: Asked) -> Comparison:
    """Count what each query finds over time.

    A query that no article matches finds nothing, here: some of its words would be
    another query.

    Raises:
        IndexStateError: the index's files cannot be read.
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
