"""The ledger as a table of small cells: how dark each is, what it says and where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

from webui.formats.date_texts import MONTHS
from webui.page.addresses import may_be_repeated, search_url
from webui.page.wording import bucket_label, plural
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


class Cell(NamedTuple):
    """What a provider published in a bucket, as it is written.

    Attributes:
        text: how many articles; empty where the provider was not there yet.
        kind: how dark it is, from ``level-0`` for nothing to ``LEVELS`` for its most, and whether
            it lies in a gap or partly does.
        said: how much of it is missing, for who hears it; mostly empty.
        url: of the search for the articles; empty where there are none.
    """

    text: str
    kind: str
    said: str
    url: str


_NOT_THERE = Cell("", "", "", "")


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


def cells(ledger: Ledger, criteria: Criteria) -> list[list[Cell]]:
    """Return the cells of each row.

    Args:
        ledger: that they are of.
        criteria: the search that the ledger is asked with; only whether there are pictures is
            kept of it.
    """
    columns = [(each.end, _length(each), _dates(each)) for each in ledger.buckets]
    return [_cells(row, columns, criteria) for row in ledger.rows]


def _cells(
    row: LedgerRow, columns: Sequence[tuple[str, int, str]], criteria: Criteria
) -> list[Cell]:
    search = Criteria(images=criteria.images).including("provider", row.provider)
    start = f"{search_url(search)}&" if may_be_repeated(search.parameters()) else ""
    most, found = max(row.counts, default=0), []
    for (end, length, dates), count, missing in zip(columns, row.counts, row.missing, strict=True):
        if end < row.first:
            found.append(_NOT_THERE)
            continue
        kind, said = f"level-{-(-count * LEVELS // most) if count else 0}", ""
        if missing:
            kind += " gap" if missing == length else " part"
            said = f", {'all' if missing == length else plural(missing, 'day')} in a gap"
        found.append(Cell(f"{count:,}", kind, said, f"{start}{dates}" if count and start else ""))
    return found


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
