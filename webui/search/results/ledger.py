"""What is answered of the ledger: the JSON of ``/api/ledger``, as types."""

from __future__ import annotations

from typing import Any

from webui.search.criteria.ledger import LedgerOrder, Step
from webui.search.results.base import IndexState, Result


class Gap(Result):
    """Days without an article that chance does not explain, from ``start`` to ``end``.

    ``open`` says whether nothing came since: the end is the last day of the archive then.
    ``expected`` is how many articles would have been usual, rounded to one digit behind the
    point. ``chance`` is that of such a pause anywhere in a history like the provider's, had
    nothing gone wrong.
    """

    start: str
    end: str
    days: int
    open: bool
    expected: float
    chance: float


class LedgerBucket(Result):
    """The time of a column, from ``start`` to ``end``, both days included.

    ``articles`` counts those of the whole archive, whoever published them. On ``nothing``
    days nothing at all was imported, in a gap of the whole archive.
    """

    start: str
    end: str
    articles: int
    nothing: int


class LedgerRow(Result):
    """What one provider published: ``counts`` articles in each bucket.

    ``articles`` is their sum. So many days of each bucket are ``missing``: they are in one of
    the ``gaps`` that reach into the time. ``usual`` is the mean number of articles a bucket of
    full length, from the provider's ``first`` day on and without its gaps; null where it was
    there for less than two of them. ``first`` and ``last`` are those of all time.
    """

    provider: str
    articles: int
    usual: float | None
    first: str
    last: str
    counts: list[int]
    missing: list[int]
    gaps: list[Gap]


class Ledger(Result):
    """The answer of ``/api/ledger``.

    ``providers`` counts all that have articles in the time, or a gap, and that are asked for;
    ``articles`` counts theirs, ``all`` those of the whole archive in the time. ``rows`` are those
    of a page of ``size``. ``nothing`` are the gaps of the whole archive that reach into the time.
    Of more ``buckets`` than can be shown there are the latest; ``earlier`` counts the others.
    """

    filters: dict[str, Any]
    interval: Step
    by: LedgerOrder
    least: int
    page: int
    size: int
    providers: int
    providers_with_gaps: int
    articles: int
    all: int
    earlier: int
    buckets: list[LedgerBucket]
    rows: list[LedgerRow]
    nothing: list[Gap]
    index: IndexState
