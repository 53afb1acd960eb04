"""The values of one field, document by document → its postings and its column.

Each builder gives exactly the postings that ``FieldType.index`` of its field gives for
the same values, and of passages what ``passages`` says.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.fields import DATETIME

from indexer.contract.codec.arrays import Ints
from indexer.segments.encoding.column_encoding import Column, check_column, make_column
from indexer.segments.encoding.pickling import push
from indexer.segments.encoding.runs import NO_RUNS, Runs
from indexer.segments.inverting.passages import postings_of_value
from indexer.segments.inverting.sorting import ranked, runs_of, runs_without_values, sort_places

# Values whose postings are remembered, such as the domain of a provider.
_REMEMBERED = 4096

# Whoosh counts moments in microseconds from the year 1.
_YEAR_1 = np.datetime64("0001-01-01", "us")


class FieldBuilder:
    """Collects the values of a field that is not indexed; the others add their postings.

    Attributes:
        field: Whoosh's.
        docs: the documents that have a value, ascending.
        values: theirs.

    Raises:
        NotImplementedError: the field has a column of a kind that is not written here.
    """

    def __init__(self, field: Any) -> None:
        self.field = field
        self.docs: list[int] = []
        self.values: list[Any] = []
        if field.column_type:
            check_column(field.column_type)

    def add(self, doc: int, value: Any) -> int:
        """Add the value of a document; documents come in ascending order.

        Returns:
            How many tokens were added.

        Raises:
            ValueError and others: the field cannot hold it.
        """
        self.docs.append(doc)
        self.values.append(value)
        return 0

    def column(self, count: int) -> Column | None:
        """Return the column over ``count`` documents; None where none has a value."""
        if not self.field.column_type or not self.docs:
            return None
        return make_column(self.field.column_type, self.docs, self._column_values(), count)

    def runs(self) -> Runs:
        """Return the postings of all that was added."""
        return NO_RUNS

    def lengths(self, count: int) -> Ints:
        """Return how many terms the field has in each of ``count`` documents, shape (count,)."""
        return np.zeros(count, np.int64)

    def _column_values(self) -> Sequence[Any] | npt.NDArray[Any]:
        return [self.field.to_column_value(value) for value in self.values]


class WholeBuilder(FieldBuilder):
    """Of a field whose values are terms as they are: Whoosh's ``ID``."""

    def add(self, doc: int, value: Any) -> int:
        """See :class:`FieldBuilder`."""
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not text")
        self.docs.append(doc)
        self.values.append(value.encode())
        return 0

    def runs(self) -> Runs:
        """See :class:`FieldBuilder`."""
        terms, term = ranked(self.values)
        return runs_without_values(terms, term, self.docs)

    def _column_values(self) -> list[Any]:
        return self.values


class NumberBuilder(FieldBuilder):
    """Of a field of whole numbers or moments with one term each."""

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self._of_moments = isinstance(field, DATETIME)
        self._least, self._greatest = field.min_value, field.max_value

    def add(self, doc: int, value: Any) -> int:
        """See :class:`FieldBuilder`."""
        if self._of_moments:
            fits = isinstance(value, datetime) and value.tzinfo is None
        else:
            fits = type(value) is int and self._least <= value <= self._greatest
        if not fits:
            raise ValueError(f"{value!r} cannot be in this field")
        self.docs.append(doc)
        self.values.append(value)
        return 0

    def runs(self) -> Runs:
        """See :class:`FieldBuilder`."""
        size = self.field.bits // 8
        distinct, term = np.unique(self._sortable(), return_inverse=True)
        # A byte that says how many bits were shifted away stands before the number.
        raw = np.zeros((len(distinct), 1 + size), np.uint8)
        raw[:, 1:] = distinct.astype(f">u{size}").view(np.uint8).reshape(-1, size)
        data = raw.tobytes()
        terms = [data[at : at + 1 + size] for at in range(0, len(data), 1 + size)]
        return runs_without_values(terms, term.astype(np.int64), self.docs)

    def _column_values(self) -> npt.NDArray[Any]:
        # The column of a moment counts from the year 1, its terms from the least number.
        return self._moments() if self._of_moments else self._sortable()

    def _sortable(self) -> npt.NDArray[np.uint64]:
        """Return the numbers as distances from the least one, as Whoosh's ``to_sortable``."""
        if not self.field.signed:
            return np.array(self.values, np.uint64)
        numbers = self._moments() if self._of_moments else np.array(self.values, np.int64)
        bits = self.field.bits
        distances = numbers.astype(np.uint64) + np.uint64(1 << (bits - 1))
        return distances & np.uint64((1 << bits) - 1)

    def _moments(self) -> Ints:
        return (np.array(self.values, "datetime64[us]") - _YEAR_1).astype(np.int64)


class AnyBuilder(FieldBuilder):
    """Of any other field, by asking the field for the postings of each value."""

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self._size = field.format.fixed_value_size()
        self._numbers: dict[bytes, int] = {}
        self._remembered: dict[Any, tuple[list[Any], int]] = {}
        self._posted = array("i")
        self._terms = array("I")
        self._weights = array("f")
        self._values: list[bytes] = []
        self._lengths: list[int] = []

    def add(self, doc: int, value: Any) -> int:
        """See :class:`FieldBuilder`."""
        known = self._remembered.get(value) if isinstance(value, str) else None
        postings, length = known or self._postings(value)
        super().add(doc, value)
        self._lengths.append(length)
        for term, weight, encoded in postings:
            self._posted.append(doc)
            self._terms.append(term)
            self._weights.append(weight)
            if self._size != 0:
                self._values.append(encoded)
        return length

    def lengths(self, count: int) -> Ints:
        """See :class:`FieldBuilder`."""
        lengths = np.zeros(count, np.int64)
        lengths[np.array(self.docs, np.int64)] = self._lengths
        return lengths

    def runs(self) -> Runs:
        """See :class:`FieldBuilder`."""
        terms, rank = ranked(list(self._numbers))
        places, term = sort_places(rank[np.frombuffer(self._terms, np.uint32)])
        docs = np.frombuffer(self._posted, np.int32)[places]
        weights = np.frombuffer(self._weights, np.float32)[places]
        values = [self._values[place] for place in places.tolist()] if self._size != 0 else []
        ends = np.zeros(len(docs), np.int64)
        if values:
            np.cumsum([len(value) for value in values], out=ends)
        return runs_of(terms, term, docs, weights, b"".join(values), ends)

    def _postings(self, value: Any) -> tuple[list[tuple[int, float, bytes]], int]:
        found = list(postings_of_value(self.field, value))
        numbers = self._numbers
        postings = [
            (
                numbers.setdefault(term, len(numbers)),
                weight,
                encoded if self._size else push(encoded),
            )
            for term, _, weight, encoded in found
        ]
        length = sum(frequency for _, frequency, _, _ in found)
        if isinstance(value, str):
            if len(self._remembered) == _REMEMBERED:
                self._remembered.clear()
            self._remembered[value] = postings, length
        return postings, length
