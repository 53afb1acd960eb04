"""The ledger as a table of small cells: how dark each is, what it says and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from webui.formats.date_texts import MONTHS
from webui.page.addresses import may_be_repeated, search_url
from webui.page.wording import bucket_label
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.ledger import Step
from webui.search.results.ledger import Ledger, LedgerBucket, LedgerRow

LEVELS = 4
"""How many shades there are, but for that of nothing."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its short name, and its full one."""

    short: str
    label: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Neighbouring columns that share a heading."""

    label: str
    columns: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What a provider published in a bucket.

    Attributes:
        count: its articles.
        level: how dark it is, from 0 for nothing to ``LEVELS`` for its most.
        missing: how many days of it are in a gap.
        is_whole: whether all of them are.
        is_before: whether the provider was not there yet.
        url: of the search for the articles; empty where there are none.
    """

    count: int
    level: int
    missing: int
    is_whole: bool
    is_before: bool
    url: str


def heads(ledger: Ledger) -> list[Head]:
    """Return the columns."""
    return [
        Head(_short(bucket, ledger.interval), bucket_label(bucket.start, ledger.interval))
        for bucket in ledger.buckets
    ]


def headings(ledger: Ledger) -> list[Heading]:
    """Return the headings above the columns; none where a column is a year."""
    if ledger.interval == "year":
        return []
    labels = [_above(bucket, ledger.interval) for bucket in ledger.buckets]
    return [Heading(label, len([*same])) for label, same in groupby(labels)]


def cells(ledger: Ledger, row: LedgerRow, criteria: Criteria) -> list[Cell]:
    """Return the cells of a row.

    Args:
        ledger: that it is of.
        row: of the provider.
        criteria: the search that the ledger is asked with; only whether there are pictures is
            kept of it.
    """
    search = Criteria(images=criteria.images).including("provider", row.provider)
    linked = may_be_repeated(search.parameters())
    start, most = search_url(search), max(row.counts, default=0)
    return [
        Cell(
            count=count,
            level=-(-count * LEVELS // most) if count else 0,
            missing=missing,
            is_whole=missing == _length(bucket),
            is_before=bucket.end < row.first,
            url=f"{start}&{_dates(bucket)}" if count and linked else "",
        )
        for bucket, count, missing in zip(ledger.buckets, row.counts, row.missing, strict=True)
    ]


def earlier(ledger: Ledger, criteria: Criteria) -> Criteria | None:
    """Return what asks for the time before the first column; None where nothing was left out."""
    if not ledger.earlier:
        return None
    last = date.fromisoformat(ledger.buckets[0].start) - timedelta(days=1)
    first = criteria.span.first if criteria.last else None
    since = first.isoformat() if first else criteria.from_
    return criteria.changed(from_=since, to=last.isoformat())


def _dates(bucket: LedgerBucket) -> str:
    return urlencode([("from", bucket.start), ("to", bucket.end)])


def _length(bucket: LedgerBucket) -> int:
    return (date.fromisoformat(bucket.end) - date.fromisoformat(bucket.start)).days + 1


def _short(bucket: LedgerBucket, step: Step) -> str:
    first = date.fromisoformat(bucket.start)
    if step == "year":
        return str(first.year)
    return MONTHS[first.month - 1][:3] if step == "month" else str(first.day)


def _above(bucket: LedgerBucket, step: Step) -> str:
    first = date.fromisoformat(bucket.start)
    return str(first.year) if step == "month" else f"{MONTHS[first.month - 1][:3]} {first.year}"
