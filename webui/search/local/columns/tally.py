"""Counting documents by their labels and by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.criteria.dates import Span
from webui.search.criteria.facet_specs import FacetName
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.columns.columns import NO_DAY, Columns

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

    They stand ready in each segment with the deleted documents, which are subtracted. What is not
    asked for is not counted.

    Args:
        columns: of all documents.
        deleted: numbers of those that are deleted, ascending, shape (d,).
    """

    def __init__(self, columns: Columns, deleted: Ints) -> None:
        self.columns = columns
        self._deleted = deleted
        self._labels: dict[FacetName, Ints] = {}
        self.count = len(columns) - len(deleted)

    def labels(self, facet: FacetName) -> Ints:
        """Return how many documents have each label of a facet, by its code."""
        if facet not in self._labels:
            column = self.columns.labels(facet)
            counts: Ints = column.totals.astype(np.int64)
            if len(self._deleted):
                counts -= column.counts(self._deleted)
            self._labels[facet] = counts
        return self._labels[facet]

    @cached_property
    def live(self) -> Bools:
        """Which documents are not deleted, shape (n,)."""
        live = np.ones(len(self.columns), np.bool_)
        live[self._deleted] = False
        return live

    @cached_property
    def docs(self) -> Ints:
        """The numbers of the live documents, ascending, shape (m,)."""
        return np.flatnonzero(self.live) if len(self._deleted) else np.arange(len(self.columns))

    @cached_property
    def first_generation(self) -> int:
        """The earliest one that a live document was added in; 0 where none is known."""
        generations = self.columns.added_generation[self.docs]
        known = generations[generations > 0]
        return int(known.min()) if len(known) else 0

    @cached_property
    def _of_segments(self) -> tuple[Ints, Ints]:
        """The days that occur, ascending, and how many documents have each."""
        calendars = self.columns.calendars()
        days = np.concatenate([np.empty(0, np.int64), *(days for days, _ in calendars)])
        counts = np.concatenate([np.empty(0, np.int64), *(counts for _, counts in calendars)])
        if len(calendars) > 1:
            days, which = np.unique(days, return_inverse=True)
            # Weighted counts are floats, exact up to 2^53.
            counts = np.bincount(which, weights=counts, minlength=len(days))
        return days.astype(np.int64), counts.astype(np.int64)

    @cached_property
    def calendar(self) -> Ints:
        """The days that documents are counted on, ascending, int64, shape (d,)."""
        days, _ = self._of_segments
        return np.arange(days[0], days[-1] + 1) if self._is_calendar else days

    @cached_property
    def _is_calendar(self) -> bool:
        days, _ = self._of_segments
        return len(days) > 0 and int(days[-1]) - int(days[0]) < _LONGEST_CALENDAR

    @cached_property
    def days(self) -> Ints:
        """How many documents there are on each day, as :meth:`by_day` counts some."""
        known, of_known = self._of_segments
        counts = np.zeros(len(self.calendar) + 1, np.int64)
        counts[np.searchsorted(self.calendar, known)] = of_known
        counts[-1] = len(self.columns) - int(of_known.sum())
        if len(self._deleted):
            counts -= self.by_day(self._deleted)
        return counts

    @cached_property
    def span(self) -> Span:
        """First and last day on which a live document was published; empty where none has one."""
        days = self.calendar[np.flatnonzero(self.days[:-1])].astype("datetime64[D]")
        return Span(days[0].astype(object), days[-1].astype(object)) if len(days) else Span()

    def by_day(self, docs: Ints) -> Ints:
        """Return how many of some documents there are on each day of the calendar.

        One number more than the calendar has days: the last one is of those without a date.
        """
        if not len(docs):
            return np.zeros(len(self.calendar) + 1, np.int64)
        return np.bincount(self.places.take(docs), minlength=len(self.calendar) + 1)

    @property
    def day_counts(self) -> DayCounts:
        """How many documents there are on each day."""
        return _day_counts(self.calendar, self.days)

    @cached_property
    def places(self) -> npt.NDArray[np.integer]:
        """Place of each document's day in the calendar, shape (n,), of the smallest type."""
        days, end = self.columns.days, len(self.calendar)
        first = (
            days - int(self.calendar[0])
            if self._is_calendar
            else np.searchsorted(self.calendar, days)
        )
        return np.where(days == NO_DAY, end, first).astype(np.min_scalar_type(end))


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
        self._rest = 2 * len(docs) > totals.count
        self._counted = docs
        if self._rest and len(docs) == totals.count:
            self._counted = docs[:0]
        elif self._rest:
            others = totals.live.copy()
            others[docs] = False
            self._counted = np.flatnonzero(others)

    def labels(self, facet: FacetName) -> Ints:
        """Return how many of the documents have each label of a facet, by its code."""
        checkpoint()
        counts = self._totals.columns.labels(facet).counts(self._counted)
        return self._totals.labels(facet) - counts if self._rest else counts

    def counted(self, facet: FacetName) -> tuple[Sequence[int], Sequence[int]] | tuple[Ints, Ints]:
        """Return the codes of the labels that any of the documents has, and their counts.

        As sequences where documents are few, else as arrays.
        """
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
