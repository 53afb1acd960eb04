"""Columns: one value per document, as arrays, for facets, filters and sorts.

What stands ready in a segment is mapped. Where there is one segment nothing is copied; the
arrays of several are joined when they are first asked for. Document numbers count through
all segments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.plain.column_reading import Texts
from indexer.contract.codec.plain.plain_columns import MICROSECONDS_A_DAY as MICROSECONDS_A_DAY
from indexer.contract.codec.plain.plain_columns import (
    LabelArray,
    LabelSets,
    NumberArray,
    TextArray,
    none_of,
)
from indexer.contract.schema import COLUMN_ARRAYS
from webui.search.criteria.facet_specs import FACETS_BY_NAME, FacetName
from webui.search.local.columns.labels import LabelColumn, joined_columns

NO_DATE = np.iinfo(np.int64).min
"""Stands in :attr:`Columns.published` and :attr:`Columns.added` for "no date"."""
NO_DAY = np.iinfo(np.int32).min
"""Stands in :attr:`Columns.days` for "no date"."""

_NUMBERS = {spec.column: spec for spec in COLUMN_ARRAYS.numbers}
_LABELS = {spec.column: spec for spec in COLUMN_ARRAYS.labels}
_TEXTS = {spec.column: spec for spec in COLUMN_ARRAYS.texts}

PUBLISHED = _NUMBERS["published"]

_T = TypeVar("_T")

Numbers = npt.NDArray[Any]
"""Signed integers of some type."""


class Part(Protocol):
    """The columns of some documents, such as those of a segment."""

    size: int

    @property
    def nbytes(self) -> int:
        """Bytes of what was decoded."""
        ...

    def numbers(self, spec: NumberArray, /) -> npt.NDArray[Any]:
        """Return the numbers of a column, shape (size,)."""
        ...

    def days(self, spec: NumberArray, /) -> npt.NDArray[np.int32]:
        """Return the days of a column of moments since 1970, shape (size,)."""
        ...

    def calendar(self, spec: NumberArray, /) -> tuple[npt.NDArray[np.int32], npt.NDArray[Any]]:
        """Return the days that occur in a column, ascending, and how many documents have each."""
        ...

    def labels(self, spec: LabelArray, /) -> LabelSets:
        """Return the labels of a column."""
        ...

    def texts(self, spec: TextArray, /) -> Texts:
        """Return the values of a column of texts."""
        ...

    def has_ranks(self, spec: TextArray, /) -> bool:
        """Whether the order of the values of a column stands ready."""
        ...

    def ranks(self, spec: TextArray, /) -> npt.NDArray[np.int32]:
        """Return the place of each value of a column when they are sorted, if it stands ready."""
        ...


class Columns:
    """The columns of all segments of a snapshot, one after the other. Nobody may write into them.

    Args:
        parts: of each segment.
        within: gives a context in which they are read.
        grown: called with the bytes that all of it takes when something was joined.

    All properties and methods raise as ``within`` says where a segment is damaged.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        within: Callable[[], AbstractContextManager[Any]],
        grown: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.parts = parts
        self.bases: Ints = np.cumsum([0, *(part.size for part in parts)], dtype=np.int64)[:-1]
        self._within = within
        self._grown = grown
        self._nbytes = sum(part.nbytes for part in parts)
        self._labels: dict[FacetName, LabelColumn] = {}

    def __len__(self) -> int:
        return sum(part.size for part in self.parts)

    @property
    def nbytes(self) -> int:
        """Bytes of what was decoded or joined."""
        return self._nbytes

    @cached_property
    def ids(self) -> Ids:
        """Article ids, by segment."""
        return self._texts("id")

    @cached_property
    def first_ids(self) -> Ids:
        """Those under which they were first indexed, empty where that is :attr:`ids`."""
        return self._texts("first_id")

    @cached_property
    def published(self) -> Ints:
        """Microseconds since 1970, UTC, or :data:`NO_DATE`, int64, shape (n,)."""
        return self._numbers("published")

    @cached_property
    def days(self) -> npt.NDArray[np.int32]:
        """Days since 1970, UTC, or :data:`NO_DAY`, int32, shape (n,)."""
        return self.joined(lambda part: part.days(PUBLISHED), np.int32)

    @cached_property
    def quality(self) -> Numbers:
        """Numbers, or the least of the array's type where none is given, shape (n,)."""
        return self._numbers("quality")

    @cached_property
    def heat(self) -> Numbers:
        """As :attr:`quality`."""
        return self._numbers("heat")

    @cached_property
    def curated(self) -> Bools:
        """Whether curators have looked, shape (n,)."""
        return self._numbers("curated")

    @cached_property
    def added(self) -> Ints:
        """When each was first indexed, as :attr:`published`."""
        return self._numbers("added_time")

    @cached_property
    def added_generation(self) -> Numbers:
        """In which state that was, 0 where it is not known, signed integers, shape (n,)."""
        return self._numbers("added_generation")

    @cached_property
    def changed_generation(self) -> Numbers:
        """In which state its file last held something else; 0 where that is not known."""
        return self._numbers("changed_generation")

    def labels(self, facet: FacetName) -> LabelColumn:
        """Return the column of a facet."""
        if facet not in self._labels:
            spec = _LABELS[FACETS_BY_NAME[facet].column]
            with self._within():
                column = joined_columns([part.labels(spec) for part in self.parts])
            self._labels[facet] = column
            self._grow(column.nbytes)
        return self._labels[facet]

    @property
    def is_ranked(self) -> bool:
        """Whether the order of all ids stands ready."""
        return len(self.parts) == 1 and self.parts[0].has_ranks(_TEXTS["id"])

    def id_ranks(self, docs: Ints) -> Numbers:
        """Return a number for each of some documents, in the order of their ids, if ranked."""
        return self._id_ranks[docs]

    @cached_property
    def _id_ranks(self) -> npt.NDArray[np.int32]:
        with self._within():
            return self.parts[0].ranks(_TEXTS["id"])

    def calendars(self) -> list[tuple[npt.NDArray[np.int32], Numbers]]:
        """Return the days that occur in each segment, and how many documents have each."""
        with self._within():
            return [part.calendar(PUBLISHED) for part in self.parts]

    def joined(
        self, numbers: Callable[[Part], npt.NDArray[Any]], empty: Any, spec: Any = None
    ) -> npt.NDArray[Any]:
        """Return the numbers of all segments, one segment after the other.

        Args:
            numbers: of a segment.
            empty: their type where there is no segment.
            spec: of the column, where the least number stands for none.
        """
        with self._within():
            arrays = [numbers(part) for part in self.parts]
        if len(arrays) == 1:
            return arrays[0]
        kind = np.result_type(*arrays) if arrays else np.dtype(empty)
        whole = np.empty(len(self), kind)
        for array, base in zip(arrays, self.bases.tolist(), strict=True):
            part = whole[base : base + len(array)]
            part[:] = array
            if spec is not None and array.dtype != kind:
                part[array == none_of(array)] = none_of(whole)
        whole.flags.writeable = False
        self._grow(whole.nbytes)
        return whole

    def _numbers(self, column: str) -> npt.NDArray[Any]:
        spec: NumberArray = _NUMBERS[column]
        empty = {"flag": np.bool_, "moment": np.int64}.get(spec.kind, np.int16)
        least_is_none = spec if spec.kind in ("number", "moment") else None
        return self.joined(lambda part: part.numbers(spec), empty, least_is_none)

    def _texts(self, column: str) -> Ids:
        with self._within():
            return Ids(tuple(part.texts(_TEXTS[column]) for part in self.parts), self.bases)

    def _grow(self, size: int) -> None:
        if len(self.parts) > 1:
            self._nbytes += size
            self._grown(self._nbytes)


@dataclass(frozen=True, slots=True)
class Ids:
    """Article ids, kept as the bytes of each segment's column until one is asked for.

    Attributes:
        parts: of each segment.
        bases: number of the first document of each segment, ascending, shape (s,).
    """

    parts: tuple[Texts, ...]
    bases: Ints

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __getitem__(self, doc: int) -> str:
        part = int(np.searchsorted(self.bases, doc, "right")) - 1
        value: bytes = self.parts[part][doc - int(self.bases[part])]
        return value.decode()

    @property
    def are_empty(self) -> bool:
        """Whether all of them are."""
        return not any(int(part.ends[-1]) for part in self.parts)

    def __iter__(self) -> Iterator[str]:
        return (value.decode() for part in self.parts for value in part)
