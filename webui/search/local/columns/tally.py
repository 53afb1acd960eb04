"""Counting documents by their labels and by day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.criteria.facet_specs import FACETS, FacetName
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.columns.columns import NO_DATE, Columns

# Days between the first and the last one that are counted one by one; with more, the
# dates are nonsense, and only those that occur are.
_LONGEST_CALENDAR = 200_000


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How many documents there are by day.

    Attributes:
        days: since 1970, ascending, int64, shape (d,).
        counts: of the documents of each day; may be 0, int64, shape (d,).
        missing: documents without a date.
    """

    days: Ints
    counts: Ints
    missing: int


class Totals:
    """The counts over all live documents, from which others can be subtracted.

    Args:
        columns: of all documents.
        live: which documents are not deleted, shape (n,).
    """

    def __init__(self, columns: Columns, live: Bools) -> None:
        self.columns = columns
        self.live = live
        self.docs = np.flatnonzero(live)
        self.labels = {facet: columns.labels(facet).counts(self.docs) for facet in FACETS}
        known = columns.days[columns.days != NO_DATE]
        self._first = int(known.min()) if len(known) else 0
        length = int(known.max()) - self._first + 1 if len(known) else 0
        self._is_calendar = length <= _LONGEST_CALENDAR
        self.calendar: Ints = (
            np.arange(self._first, self._first + length) if self._is_calendar else np.unique(known)
        )
        self.days = self.by_day(self.docs)

    def by_day(self, docs: Ints) -> Ints:
        """Return how many of some documents there are on each day of the calendar.

        One number more than the calendar has days: the last one is of those without a date.
        """
        return np.bincount(self.places.take(docs), minlength=len(self.calendar) + 1)

    @property
    def day_counts(self) -> DayCounts:
        """How many documents there are on each day."""
        return _day_counts(self.calendar, self.days)

    @cached_property
    def places(self) -> npt.NDArray[np.integer]:
        """Place of each document's day in the calendar, shape (n,), of the smallest type."""
        days, end = self.columns.days, len(self.calendar)
        first = days - self._first if self._is_calendar else np.searchsorted(self.calendar, days)
        return np.where(days == NO_DATE, end, first).astype(np.min_scalar_type(end))

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.places.nbytes + self.docs.nbytes + self.calendar.nbytes + self.days.nbytes


class Tally:
    """The counts over some of the live documents.

    Where they are more than half of all, the others are counted, and subtracted from the
    totals: no search counts more than half of the documents.

    Args:
        totals: over all.
        docs: numbers of live documents, ascending, shape (h,).

    Attributes:
        docs: the documents.
    """

    def __init__(self, totals: Totals, docs: Ints) -> None:
        checkpoint()
        self._totals = totals
        self.docs = docs
        self._rest = 2 * len(docs) > len(totals.docs)
        self._counted = docs
        if self._rest:
            others = totals.live.copy()
            others[docs] = False
            self._counted = np.flatnonzero(others)

    def labels(self, facet: FacetName) -> Ints:
        """Return how many of the documents have each label of a facet, by its code."""
        checkpoint()
        counts = self._totals.columns.labels(facet).counts(self._counted)
        return self._totals.labels[facet] - counts if self._rest else counts

    def counted(self, facet: FacetName) -> tuple[Ints, Ints]:
        """Return the codes of the labels that any of the documents has, ascending, and counts."""
        if not self._rest and (found := self._totals.columns.labels(facet).few(self.docs)):
            return found
        counts = self.labels(facet)
        codes = counts.nonzero()[0]
        return codes, counts[codes]

    def days(self) -> DayCounts:
        """Return how many of the documents there are on each day."""
        counts = self._totals.by_day(self._counted)
        if self._rest:
            counts = self._totals.days - counts
        return _day_counts(self._totals.calendar, counts)


def _day_counts(calendar: Ints, counts: Ints) -> DayCounts:
    return DayCounts(calendar, counts[:-1], int(counts[-1]))
