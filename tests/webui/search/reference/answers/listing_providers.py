"""The ledger: providers by month, counted one article after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from tests.webui.search.reference.answers.gaps import DAY, PlainGap, PlainGaps, gaps_of
from tests.webui.search.reference.answers.histogram import bucket_of
from tests.webui.search.reference.archive import Archive
from webui.search.criteria.ledger import LedgerAsked
from webui.search.query.terms import fold
from webui.search.results.ledger import Gap, Ledger, LedgerBucket, LedgerRow

_LENGTHS = {"day": 1.0, "week": 7.0, "month": 30.436875, "year": 365.2425}


@lru_cache(4)
def archive_gaps(archive: Archive) -> PlainGaps:
    """Return the gaps of a state."""
    dated = [(entry.provider, entry.day) for entry in archive.entries if entry.day]
    return gaps_of(dated, date.fromisoformat(archive.state.synced[:10]))


def presented(gap: PlainGap) -> Gap:
    """Present a gap."""
    return Gap(
        start=gap.first.isoformat(),
        end=gap.last.isoformat(),
        days=(gap.last - gap.first).days + 1,
        open=gap.is_open,
        expected=round(gap.expected, 1),
        chance=gap.chance,
    )


def ledger(archive: Archive, asked: LedgerAsked, size: int, most: int) -> Ledger:
    """Count what each provider published; see ``Searcher.ledger``."""
    span, every = asked.criteria.span, [entry.day for entry in archive.entries if entry.day]
    gaps = archive_gaps(archive)
    first = max([min(every, default=date.max), *([span.first] if span.first else [])])
    last = min([max(every, default=date.min), *([span.last] if span.last else [])])
    buckets = _buckets(first, last, asked)
    earlier = max(len(buckets) - most, 0)
    buckets = buckets[earlier:]
    own: dict[str, list[date]] = {}
    for entry in archive.entries:
        if entry.day and entry.provider:
            own.setdefault(entry.provider, []).append(entry.day)
    inside = {name: [day for day in days if first <= day <= last] for name, days in own.items()}
    in_gaps = {
        name: _days(_reached(gaps.of.get(name, ()), first, last), first, last) for name in own
    }
    names = [name for name in own if _is_listed(name, len(inside[name]), in_gaps[name], asked)]
    names.sort()
    if asked.by != "name":
        names.sort(key=lambda name: -(len(inside[name]) if asked.by == "output" else in_gaps[name]))
    rows = [
        LedgerRow(
            provider=name,
            articles=len(inside[name]),
            usual=_usual(own[name], gaps, gaps.of.get(name, ()), (first, last), asked),
            first=min(own[name]).isoformat(),
            last=max(own[name]).isoformat(),
            counts=[sum(low <= day <= high for day in own[name]) for low, high in buckets],
            missing=[_days(gaps.of.get(name, ()), low, high) for low, high in buckets],
            gaps=[presented(gap) for gap in _reached(gaps.of.get(name, ()), first, last)],
        )
        for name in names[(asked.page - 1) * size : asked.page * size]
    ]
    return Ledger(
        filters=asked.criteria.filters(),
        interval=asked.interval,
        by=asked.by,
        least=asked.least,
        page=asked.page,
        size=size,
        providers=len(names),
        providers_with_gaps=sum(in_gaps[name] > 0 for name in names),
        articles=sum(len(inside[name]) for name in names),
        all=sum(first <= day <= last for day in every),
        earlier=earlier,
        buckets=[
            LedgerBucket(
                start=low.isoformat(),
                end=high.isoformat(),
                articles=sum(low <= day <= high for day in every),
                nothing=_days(gaps.nothing, low, high),
            )
            for low, high in buckets
        ],
        rows=rows,
        nothing=[presented(gap) for gap in _reached(gaps.nothing, first, last)],
        index=archive.state,
    )


def _buckets(first: date, last: date, asked: LedgerAsked) -> list[tuple[date, date]]:
    found, at = list[tuple[date, date]](), first
    while at <= last:
        low, high = bucket_of(at, asked.interval)
        found.append((max(low, first), min(high, last)))
        at = high + timedelta(days=1)
    return found


def _is_listed(name: str, articles: int, in_gaps: int, asked: LedgerAsked) -> bool:
    criteria = asked.criteria
    chosen = criteria.included("provider")
    if name in criteria.excluded("provider") or (chosen and name not in chosen):
        return False
    if fold(criteria.looked_for("provider")) not in fold(name):
        return False
    return articles >= asked.least if asked.least else articles > 0 or in_gaps > 0


def _reached(gaps: Sequence[PlainGap], first: date, last: date) -> list[PlainGap]:
    return [gap for gap in gaps if gap.first <= last and gap.last >= first]


def _days(gaps: Sequence[PlainGap], first: date, last: date) -> int:
    return sum(max((min(gap.last, last) - max(gap.first, first)).days + 1, 0) for gap in gaps)


def _usual(
    own: Sequence[date],
    gaps: PlainGaps,
    of_it: Sequence[PlainGap],
    time: tuple[date, date],
    asked: LedgerAsked,
) -> float | None:
    end = max(gaps.end or date.min, max(own))
    at, days = max(min(own), time[0]), 0
    while at <= min(end, time[1]):
        days += not any(gap.first <= at <= gap.last for gap in [*of_it, *gaps.nothing])
        at += DAY
    length = _LENGTHS[asked.interval]
    articles = sum(time[0] <= day <= time[1] for day in own)
    return round(articles / days * length, 2) if days >= 2 * length else None
