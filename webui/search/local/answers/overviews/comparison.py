"""Several queries side by side: how much each finds over time, and of how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.dates import Span
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.answers.overviews.overlap import overlaps
from webui.search.local.answers.parts import index_state
from webui.search.local.columns.histogram import buckets_of
from webui.search.local.columns.tally import DayCounts
from webui.search.local.finding.find import find
from webui.search.local.finding.narrowing import base_docs
from webui.search.local.finding.over_time import OverTime, units_of
from webui.search.local.finding.shares import share_of, shares_of
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.results.base import Notice
from webui.search.results.comparison import ComparedBucket, ComparedQuery, Comparison


def compare(snapshot: Snapshot, asked: Asked) -> Comparison:
    """Count what each query finds over time.

    A query that no article matches finds nothing, here: some of its words would be
    another query.

    Raises:
        IndexStateError: the index's files cannot be read.
    """
    found = [_find(snapshot, asked.search(text)) for text in asked.queries]
    base = base_docs(snapshot, asked.common)
    base_total = units_of(snapshot, asked.unit, base)
    over_time = _over_time(snapshot, asked.common, found)
    return Comparison(
        measure=asked.measure,
        unit=asked.unit,
        base=asked.base,
        match=asked.common.match,
        filters=asked.common.filters(),
        interval=over_time.buckets.interval if over_time else "year",
        articles=len(base),
        base_total=base_total,
        queries=[
            _compared(snapshot, asked, text, one, base_total, over_time)
            for text, one in zip(asked.queries, found, strict=True)
        ],
        overlaps=overlaps(snapshot, asked, [one.docs for one in found], over_time),
        index=index_state(snapshot),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    docs: Ints
    days: DayCounts
    notices: list[Notice]


def _find(snapshot: Snapshot, criteria: Criteria) -> _Found:
    found = find(snapshot, criteria, relax=False)
    docs = found.hits.docs
    return _Found(docs, snapshot.tally(docs).days(), found.notices)


def _over_time(snapshot: Snapshot, common: Criteria, found: Sequence[_Found]) -> OverTime | None:
    """Return the buckets that reach over the hits of all queries; None where there are none."""
    every = snapshot.totals.day_counts
    # All tallies of a snapshot have the same days.
    counts = sum((one.days.counts for one in found), np.zeros_like(every.counts))
    buckets = buckets_of(DayCounts(every.days, counts, 0), every, common.span)
    return None if buckets is None else OverTime(snapshot, common, buckets)


def _compared(
    snapshot: Snapshot,
    asked: Asked,
    text: str,
    found: _Found,
    base_total: int,
    over_time: OverTime | None,
) -> ComparedQuery:
    checkpoint()
    matching = units_of(snapshot, asked.unit, found.docs)
    share = share_of(matching, base_total)
    earlier, later = over_time.buckets.told(found.days)[1:] if over_time else (0, 0)
    return ComparedQuery(
        text=text,
        total=len(found.docs),
        matching=matching,
        ratio=share.ratio,
        low=share.low,
        high=share.high,
        missing=found.days.missing,
        earlier=earlier,
        later=later,
        notices=found.notices,
        buckets=_buckets(over_time, found, asked.common.span) if over_time else [],
    )


def _buckets(over_time: OverTime, found: _Found, span: Span) -> list[ComparedBucket]:
    """Return what one query finds in each bucket."""
    counts, whole = over_time.counts(found.docs), over_time.whole
    return [
        ComparedBucket(
            start=start,
            end=end,
            matching=matching,
            total=total,
            ratio=share.ratio,
            low=share.low,
            high=share.high,
            providers=providers,
        )
        for (start, end), matching, total, providers, share in zip(
            over_time.buckets.ends_within(span),
            counts.tolist(),
            whole.counts.tolist(),
            whole.providers.tolist(),
            shares_of(counts, whole.counts),
            strict=True,
        )
    ]
