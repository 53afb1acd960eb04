"""Columns of a segment, read whole: one value per document.

The formats are those of ``whoosh.columns``: a ``NumericColumn`` is big-endian numbers,
those at the end left out where they are the default; a ``VarBytesColumn`` is the values
one after the other, then their lengths, then (in large columns) their offsets, then the
type codes of these two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.util.numeric import length_to_byte

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.mapped import MappedFile


@dataclass(frozen=True, slots=True)
class BytesColumn(Sequence[bytes]):
    """Byte strings of any length, one per document; empty where a document has none.

    Attributes:
        data: all of them, one after the other.
        ends: where each one ends in ``data``, int64, shape (n + 1,); the first is 0.
    """

    data: bytes
    ends: Ints

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, doc: Any) -> Any:
        if isinstance(doc, slice):
            return [self[place] for place in range(*doc.indices(len(self)))]
        return self.data[self.ends[doc] : self.ends[doc + 1]]

    def __iter__(self) -> Iterator[bytes]:
        data = self.data
        return (data[start:end] for start, end in pairwise(self.ends.tolist()))

    def numbered(self) -> tuple[list[bytes], Ints]:
        """Return every distinct value once, and the place of each one's value among them.

        Values are told apart by a random linear hash of their words of eight bytes
        (Carter and Wegman, "Universal classes of hash functions", 1979), and then
        compared word by word.
        """
        words, counts = self._words()
        firsts = np.cumsum(counts) - counts
        within = np.arange(len(words)) - np.repeat(firsts, counts)
        factors = np.random.default_rng().integers(
            1, 2**64, int(counts.max(initial=0)) + 1, np.uint64
        )
        hashes = self.lengths.astype(np.uint64) * factors[-1]
        present = counts > 0
        if len(words):
            hashes[present] += np.add.reduceat(words * factors[within], firsts[present])
        _, first, which = np.unique(hashes, return_index=True, return_inverse=True)
        model = first[which]
        same = np.array_equal(self.lengths[model], self.lengths) and np.array_equal(
            words, words[np.repeat(firsts[model], counts) + within]
        )
        if not same:
            values = list(self)
            numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
            return list(numbers), np.fromiter(map(numbers.__getitem__, values), np.int64)
        return [self[place] for place in first.tolist()], which.astype(np.int64)

    def _words(self) -> tuple[npt.NDArray[np.uint64], Ints]:
        """Return the bytes of all values as numbers of eight bytes, and how many each has.

        The last word of a value is filled up with zeros.
        """
        counts = -(-self.lengths // 8)
        firsts = np.cumsum(counts) - counts
        offset = 8 * (np.arange(int(counts.sum())) - np.repeat(firsts, counts))
        padded = np.frombuffer(self.data + bytes(8), np.uint8)
        anywhere = np.ndarray(len(self.data) + 1, "<u8", padded, strides=(1,))
        words = anywhere[np.repeat(self.ends[:-1], counts) + offset]
        # Bits of a value's last word that belong to the next value.
        beyond = 8 * np.maximum(8 - (np.repeat(self.lengths, counts) - offset), 0)
        return words & (np.uint64(2**64 - 1) >> beyond.astype(np.uint64)), counts

    @property
    def lengths(self) -> Ints:
        """Length of each value in bytes, shape (n,)."""
        return np.diff(self.ends)

    @property
    def nbytes(self) -> int:
        """Bytes of the values and the array."""
        return len(self.data) + self.ends.nbytes


def read_numbers(reader: Any, field: str) -> npt.NDArray[Any]:
    """Read a numeric column of one segment.

    Args:
        reader: Whoosh's ``SegmentReader``.
        field: a field of the schema with a ``NumericColumn``.

    Returns:
        The numbers as they are stored, shape (n,), of the column's own type in native
        byte order; nothing, shape (0,), where the segment has no such column.
    """
    if not reader.has_column(field):
        return np.empty(0, np.int64)
    column, count = reader.schema[field].column_type, reader.doc_count_all()
    raw = _raw(reader, field)
    if raw is None or type(column) is not NumericColumn:
        values = reader.column_reader(field, translate=False)
        return np.array([values[doc] for doc in range(count)])
    # Whoosh has no public name for the type code of a column.
    stored = np.frombuffer(raw, np.dtype(column._typecode).newbyteorder(">"))
    numbers = np.full(count, column.default_value(), stored.dtype.newbyteorder("="))
    numbers[: len(stored)] = stored
    return numbers


def stored_numbers(reader: Any, field: str) -> npt.NDArray[Any]:
    """Return a numeric column as :func:`read_numbers` does, big-endian and mapped if it can be."""
    if reader.has_column(field) and type(reader.schema[field].column_type) is NumericColumn:
        column = np.dtype(reader.schema[field].column_type._typecode).newbyteorder(">")
        mapped = _mapped(reader, field, column)
        if mapped is not None:
            return mapped
    return read_numbers(reader, field)


def read_bytes(reader: Any, field: str) -> BytesColumn:
    """Read a column of byte strings of one segment; all are empty where it has no such column."""
    count = reader.doc_count_all()
    if not reader.has_column(field):
        return BytesColumn(b"", np.zeros(count + 1, np.int64))
    raw = _raw(reader, field)
    if raw is None or type(reader.schema[field].column_type) is not VarBytesColumn:
        values = reader.column_reader(field, translate=False)
        return joined([values[doc] for doc in range(count)])
    return _values_of(raw, count)


def read_stored(reader: Any) -> BytesColumn:
    """Read the stored fields of all documents, pickled and compressed, with Whoosh's own codec."""
    count = reader.doc_count_all()
    raw = _raw(reader, "_stored")
    return _values_of(raw, count) if raw else BytesColumn(b"", np.zeros(count + 1, np.int64))


def _values_of(raw: bytes, count: int) -> BytesColumn:
    """Read a ``VarBytesColumn``."""
    code, end = chr(raw[-1]), len(raw) - 1
    if code == "X":
        offsets = np.dtype(chr(raw[-2])).itemsize * count
        code, end = chr(raw[-3]), len(raw) - 3 - offsets
    lengths = np.frombuffer(raw, np.dtype(code).newbyteorder(">"), count, end - _bytes(code, count))
    ends = np.zeros(count + 1, np.int64)
    np.cumsum(lengths, out=ends[1:])
    return BytesColumn(raw[: int(ends[-1])], ends)


def read_field_lengths(reader: Any, field: str) -> npt.NDArray[np.uint8]:
    """Read how many terms a field has in each document, as Whoosh rounds it to one byte.

    Returns:
        Bytes that ``whoosh.util.numeric.byte_to_length`` understands, shape (n,).
    """
    # The codec keeps them in a column that is in no schema.
    mapped = _mapped(reader, f"_{field}_len", np.dtype(np.uint8))
    if mapped is not None:
        return mapped
    lengths = np.zeros(reader.doc_count_all(), np.uint8)
    raw = _raw(reader, f"_{field}_len")
    if raw is not None:
        lengths[: len(raw)] = np.frombuffer(raw, np.uint8)
    elif not isinstance(reader.codec(), W3Codec):
        for doc in range(len(lengths)):
            lengths[doc] = length_to_byte(reader.doc_field_length(doc, field, 0))
    return lengths


def _bytes(code: str, count: int) -> int:
    return np.dtype(code).itemsize * count


def joined(values: Sequence[bytes]) -> BytesColumn:
    """Make a column of its values, one per document."""
    ends = np.zeros(len(values) + 1, np.int64)
    np.cumsum([len(value) for value in values], out=ends[1:])
    return BytesColumn(b"".join(values), ends)


def concatenated(columns: Sequence[BytesColumn]) -> BytesColumn:
    """Put columns of byte strings one after the other."""
    lengths = np.concatenate([np.empty(0, np.int64), *(column.lengths for column in columns)])
    ends = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=ends[1:])
    return BytesColumn(b"".join(column.data for column in columns), ends)


def _mapped(reader: Any, field: str, kind: np.dtype[Any]) -> npt.NDArray[Any] | None:
    """Return a column with a number for each document without copying it; None if it has not."""
    storage, count = reader.storage(), reader.doc_count_all()
    name = W3Codec.column_filename(reader.segment(), field)
    if not isinstance(reader.codec(), W3Codec) or not storage.file_exists(name):
        return None
    with storage.open_file(name) as file:
        # Numbers at the end that are the default are left out.
        whole = storage.file_length(name) == count * kind.itemsize
        return file.numbers(0, kind, count) if whole and isinstance(file, MappedFile) else None


def _raw(reader: Any, field: str) -> bytes | None:
    """Return the bytes of a column's file; None where there is none, or another codec's."""
    storage = reader.storage()
    if not isinstance(reader.codec(), W3Codec):
        return None
    name = W3Codec.column_filename(reader.segment(), field)
    if not storage.file_exists(name):
        return None
    with storage.open_file(name) as file:
        raw: bytes = file.get(0, storage.file_length(name))
    return raw
