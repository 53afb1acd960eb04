"""Several queries side by side."""

from __future__ import annotations

from collections.abc import Sequence

from tests.webui.search.reference.answers.histogram import count_days, date_facet
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.filters import passes
from tests.webui.search.reference.found import Found, find
from webui.search.criteria.comparison import Asked
from webui.search.criteria.dates import Span, parse_partial
from webui.search.results.comparison import ComparedBucket, ComparedQuery, Comparison
from webui.search.results.search import DateBucket


def compare(archive: Archive, asked: Asked) -> Comparison:
    """Count what each query finds over time; all have the same buckets."""
    found = [find(archive, asked.search(text), relax=False) for text in asked.queries]
    together = list({entry.id: entry for one in found for entry in one.hits}.values())
    span = asked.common.span
    facet = date_facet(together, archive.entries, span)
    articles = sum(passes(entry, asked.common.period()) for entry in archive.entries)

    def compared(text: str, one: Found) -> ComparedQuery:
        return ComparedQuery(
            text=text,
            total=len(one.hits),
            ratio=_ratio(len(one.hits), articles),
            missing=sum(hit.day is None for hit in one.hits),
            notices=one.notices,
            buckets=[_bucket(one.hits, bucket, span) for bucket in facet.buckets],
        )

    return Comparison(
        measure=asked.measure,
        match=asked.common.match,
        filters=asked.common.filters(),
        interval=facet.interval,
        articles=articles,
        queries=[compared(text, one) for text, one in zip(asked.queries, found, strict=True)],
        index=archive.state,
    )


def _bucket(hits: Sequence[Entry], bucket: DateBucket, span: Span) -> ComparedBucket:
    first, last = parse_partial(bucket.start).first, parse_partial(bucket.end).last
    if span.first and first:
        first = max(first, span.first)
    if span.last and last:
        last = min(last, span.last)
    count = count_days(hits, Span(first, last))
    return ComparedBucket(
        start=str(first),
        end=str(last),
        matching=count,
        total=bucket.all,
        ratio=_ratio(count, bucket.all),
    )


def _ratio(count: int, total: int) -> float | None:
    return count / total if total else None
