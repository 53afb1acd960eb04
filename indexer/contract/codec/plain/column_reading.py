"""One value per document of one segment: mapped where plain arrays stand ready, else decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.column_decoding import BytesColumn, read_bytes, read_numbers
from indexer.contract.codec.mapped import MappedFile
from indexer.contract.codec.plain.plain_columns import (
    ColumnArrays,
    LabelArray,
    LabelSets,
    NumberArray,
    TextArray,
    calendar_of,
    constant,
    days_of,
    label_sets,
    number_array,
)
from indexer.contract.codec.plain.plain_file import PlainFile

_T = TypeVar("_T")


class MappedTexts(Sequence[bytes]):
    """A column of byte strings, of which nothing is read before it is asked for.

    Args:
        file: Whoosh's, of the column.
        ends: as :class:`BytesColumn` has them.

    All methods raise as ``MappedFile.numbers``.
    """

    def __init__(self, file: MappedFile, ends: Ints) -> None:
        self._file = file
        self.ends = ends

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, doc: Any) -> Any:
        if isinstance(doc, slice):
            return [self[place] for place in range(*doc.indices(len(self)))]
        start = int(self.ends[doc])
        return self._file.get(start, int(self.ends[doc + 1]) - start)

    def __iter__(self) -> Iterator[bytes]:
        data = self.data
        return (bytes(data[start:end]) for start, end in pairwise(self.ends.tolist()))

    @property
    def data(self) -> memoryview:
        """All values, one after the other."""
        return self._file.view(0, int(self.ends[-1]))


Texts = BytesColumn | MappedTexts
"""A column of byte strings."""


class SegmentColumns:
    """The columns of one segment; each is made or mapped when it is first asked for.

    Args:
        wanted: which columns there are.
        reader: Whoosh's ``SegmentReader``.
        plain: the plain arrays of the segment; None: all columns are decoded, and at once.
        before: the columns of the same segment as they were read before.

    Attributes:
        size: the number of documents, deleted ones included.

    Raises:
        ValueError: a moment is beyond the year 9999: the file is damaged.
        DamagedBytesError and others: the files are damaged; so do all methods.
    """

    def __init__(
        self,
        wanted: ColumnArrays,
        reader: Any,
        plain: PlainFile | None,
        before: SegmentColumns | None = None,
    ) -> None:
        self.size: int = reader.doc_count_all()
        self._reader = reader
        self._plain = plain if plain is not None and _has_all(plain, wanted, reader) else None
        # What is mapped stays so for as long as it is in use, whichever reader is closed.
        self._kept: dict[str, Any] = before.kept() if before is not None else {}
        if self._plain is not None:
            self._names = frozenset(self._plain.said["columns"])
        elif before is None:
            self._decode(wanted)

    @property
    def nbytes(self) -> int:
        """Bytes of what was decoded."""
        return 0 if self._plain is not None else sum(map(_nbytes, self._kept.values()))

    def kept(self) -> dict[str, Any]:
        """Return what was made so far, for the columns of the same segment in another state."""
        return dict(self._kept)

    def numbers(self, spec: NumberArray) -> npt.NDArray[Any]:
        """Return the numbers of a column, read-only, shape (size,)."""
        numbers: npt.NDArray[Any] = self._array(
            "numbers", spec.column, lambda: constant(spec, self.size)
        )
        return numbers

    def days(self, spec: NumberArray) -> npt.NDArray[np.int32]:
        """Return the days of a column of moments since 1970, shape (size,)."""
        none = np.int32(np.iinfo(np.int32).min)
        days: npt.NDArray[np.int32] = self._array(
            "days", spec.column, lambda: np.broadcast_to(none, self.size)
        )
        return days

    def calendar(self, spec: NumberArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[Any]]:
        """Return the days that occur in a column, ascending, and how many documents have each."""
        return (
            self._array("calendar", spec.column, lambda: np.empty(0, np.int32)),
            self._array("calendar_counts", spec.column, lambda: np.empty(0, np.int64)),
        )

    def labels(self, spec: LabelArray) -> LabelSets:
        """Return the labels of a column."""
        return self._once(f"labels.{spec.column}", lambda: self._labels(spec))

    def texts(self, spec: TextArray) -> Texts:
        """Return the values of a column of texts."""
        return self._once(f"texts.{spec.column}", lambda: self._texts(spec))

    def has_ranks(self, spec: TextArray) -> bool:
        """Whether the order of the values of a column stands ready."""
        return self._plain is not None and spec.column in self._names

    def ranks(self, spec: TextArray) -> npt.NDArray[np.int32]:
        """Return the place of each value of a column when they are sorted, if it stands ready."""
        ranks: npt.NDArray[np.int32] = self._array("rank", spec.column, lambda: None)
        return ranks

    def _once(self, key: str, make: Callable[[], _T]) -> _T:
        # Two threads may both make it, which harms nobody.
        if key not in self._kept:
            self._kept[key] = make()
        kept: _T = self._kept[key]
        return kept

    def _array(self, kind: str, column: str, otherwise: Callable[[], Any]) -> Any:
        plain, name = self._plain, f"{kind}.{column}"

        def make() -> Any:
            return plain.whole(name) if plain and column in self._names else otherwise()

        return self._once(name, make)

    def _labels(self, spec: LabelArray) -> LabelSets:
        plain, name = self._plain, spec.column
        if plain is None or name not in self._names:
            return label_sets(spec, BytesColumn(b"", _nothing(self.size)))
        labels = plain.whole(f"labels.{name}")
        return LabelSets(
            BytesColumn(labels.tobytes(), plain.whole(f"label_ends.{name}").astype(np.int64)),
            plain.whole(f"set_starts.{name}"),
            plain.whole(f"set_codes.{name}"),
            plain.whole(f"sets.{name}"),
            plain.whole(f"label_counts.{name}"),
        )

    def _texts(self, spec: TextArray) -> Texts:
        if self._plain is None or spec.column not in self._names:
            return BytesColumn(b"", _nothing(self.size))
        storage, segment = self._reader.storage(), self._reader.segment()
        file = storage.open_file(W3Codec.column_filename(segment, spec.column))
        return MappedTexts(file, self._plain.whole(f"ends.{spec.column}"))

    def _decode(self, wanted: ColumnArrays) -> None:
        reader, kept = self._reader, self._kept
        for spec in wanted.numbers:
            stored = read_numbers(reader, spec.column)
            numbers = number_array(spec, stored) if len(stored) else constant(spec, self.size)
            kept[f"numbers.{spec.column}"] = numbers
            if spec.kind == "moment":
                kept[f"days.{spec.column}"] = days = days_of(numbers)
                calendar, counts = calendar_of(days)
                kept[f"calendar.{spec.column}"] = calendar
                kept[f"calendar_counts.{spec.column}"] = counts
        for label in wanted.labels:
            kept[f"labels.{label.column}"] = label_sets(label, read_bytes(reader, label.column))
        for text in wanted.texts:
            # The schema of an earlier version may not have it.
            if text.column in reader.schema:
                kept[f"texts.{text.column}"] = read_bytes(reader, text.column)


def _has_all(plain: PlainFile, wanted: ColumnArrays, reader: Any) -> bool:
    """Whether all columns that the segment has stand ready; another version may want more."""
    ready = plain.said.get("columns")
    every = [spec.column for specs in wanted for spec in specs]
    return ready is not None and all(
        name in ready or name not in reader.schema or not reader.has_column(name) for name in every
    )


def _nothing(count: int) -> Ints:
    """Return where the values of a column end in which all are empty; it takes no memory."""
    return np.broadcast_to(np.zeros(1, np.int64), count + 1)


def _nbytes(kept: Any) -> int:
    if isinstance(kept, LabelSets):
        return sum(part.nbytes for part in kept)
    return int(kept.nbytes)
