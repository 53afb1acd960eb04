"""Several queries side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from tests.webui.search.reference.answers.histogram import in_days, outside, times_of
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.units import base_of, share_of, units
from tests.webui.search.reference.found import Found, find
from webui.search.criteria.comparison import Asked
from webui.search.results.comparison import (
    ComparedBucket,
    ComparedQuery,
    Comparison,
    Overlap,
    OverlapBucket,
    OverlapProvider,
)


def compare(archive: Archive, asked: Asked) -> Comparison:
    """Count what each query finds over time; all have the same buckets."""
    found = [find(archive, asked.search(text), relax=False) for text in asked.queries]
    together = [entry for one in found for entry in one.hits]
    span = asked.common.span
    interval, times = times_of(together, archive.entries, span)
    times = [
        (max(first, span.first or first), min(last, span.last or last)) for first, last in times
    ]
    base = base_of(archive, asked.common)
    base_total = len(units(base, asked.unit))

    def compared(text: str, one: Found) -> ComparedQuery:
        matching = len(units(one.hits, asked.unit))
        return ComparedQuery(
            text=text,
            total=len(one.hits),
            matching=matching,
            **share_of(matching, base_total)._asdict(),
            missing=sum(hit.day is None for hit in one.hits),
            **outside(one.hits, times)._asdict(),
            notices=one.notices,
            buckets=[_bucket(asked, one.hits, base, *ends) for ends in times],
        )

    return Comparison(
        measure=asked.measure,
        unit=asked.unit,
        base=asked.base,
        match=asked.common.match,
        filters=asked.common.filters(),
        interval=interval,
        articles=len(base),
        base_total=base_total,
        queries=[compared(text, one) for text, one in zip(asked.queries, found, strict=True)],
        overlaps=[
            _overlap(asked, places, [found[place].hits for place in places], times)
            for places in combinations(range(len(found)), 2)
        ],
        index=archive.state,
    )


def _bucket(
    asked: Asked, hits: Sequence[Entry], base: Sequence[Entry], first: date, last: date
) -> ComparedBucket:
    published = in_days(base, first, last)
    matching = len(units(in_days(hits, first, last), asked.unit))
    total = len(units(published, asked.unit))
    return ComparedBucket(
        start=str(first),
        end=str(last),
        matching=matching,
        total=total,
        **share_of(matching, total)._asdict(),
        providers=len(units(published, "provider")),
    )


def _overlap(
    asked: Asked,
    places: tuple[int, int],
    hits: Sequence[Sequence[Entry]],
    times: Sequence[tuple[date, date]],
) -> Overlap:
    one, other = hits
    told = places == asked.pair
    buckets = [
        OverlapBucket(
            start=str(first),
            end=str(last),
            **_in_common(in_days(one, first, last), in_days(other, first, last)),
        )
        for first, last in times
    ]
    names = {entry.provider for entry in (*one, *other)}
    providers = [
        OverlapProvider(provider=name or None, **_in_common(_of(one, name), _of(other, name)))
        for name in sorted(names, key=lambda name: (not name, -_found(one, other, name), name))
    ]
    return Overlap(
        queries=places,
        **_in_common(one, other),
        over_time=buckets if told else None,
        by_provider=providers if told else None,
    )


def _in_common(one: Iterable[Entry], other: Iterable[Entry]) -> dict[str, Any]:
    first, second = units(one, "article"), units(other, "article")
    either = first | second
    return {
        "both": len(first & second),
        "only_first": len(first - second),
        "only_second": len(second - first),
        "jaccard": len(first & second) / len(either) if either else None,
    }


def _of(entries: Iterable[Entry], provider: str) -> list[Entry]:
    return [entry for entry in entries if entry.provider == provider]


def _found(one: Sequence[Entry], other: Sequence[Entry], provider: str) -> int:
    return len(units(_of([*one, *other], provider), "article"))
