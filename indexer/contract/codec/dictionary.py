"""The terms of one field in one segment, read at once: words and how many documents have them.

The format is that of ``whoosh.filedb.filetables.OrderedHashWriter``, with the records of
``whoosh.codec.whoosh3``: each record is the lengths of key and value (two int32), the key
(number of the field as uint16, then the term) and the value (flags, total weight as
float32, number of documents as uint32, and so on, and the place of the postings). All
numbers are big-endian. An array of the records' places, in the order of the keys, stands
near the end.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filetables import OrderedHashReader

from indexer.contract.codec.arrays import Ints

_LENGTHS_BYTES = 8
_FIELD = struct.Struct("!H")
# Flags (1) and total weight (4) stand before the number of documents.
_FREQUENCY_AT = 5
# Then the shortest and the longest field (1 each), the greatest weight (4), the first and
# the last document (4 each); then offset (8) and length (4) of the postings.
_OFFSET_AT = 23


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The terms of a field.

    Attributes:
        terms: in the order of their bytes.
        frequencies: how many documents have each, deleted ones included, int64, shape (n,).
        offsets, lengths: where the postings of each stand in the postings file, and their
            bytes, int64, shape (n,); nothing, shape (0,), with another codec than Whoosh's.
    """

    terms: list[bytes]
    frequencies: Ints
    offsets: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    lengths: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def nbytes(self) -> int:
        """Bytes that terms and array take."""
        # An empty bytes object takes 33 bytes, and its place in the list 8.
        arrays = (self.frequencies, self.offsets, self.lengths)
        return sum(map(len, self.terms)) + 41 * len(self.terms) + sum(a.nbytes for a in arrays)

    def find(self, term: bytes) -> int | None:
        """Return the place of a term; None where there is none."""
        place = bisect_left(self.terms, term)
        return place if place < len(self.terms) and self.terms[place] == term else None


def read_dictionary(reader: Any, field: str) -> Dictionary:
    """Read the terms of a field of one segment.

    Args:
        reader: Whoosh's ``SegmentReader``.
        field: a field of the schema that is indexed.
    """
    if isinstance(reader.codec(), W3Codec):
        return _read_records(reader, field)
    terms = list(reader.lexicon(field))
    frequencies = [reader.doc_frequency(field, term) for term in terms]
    return Dictionary(terms, np.array(frequencies, np.int64))


def _read_records(reader: Any, field: str) -> Dictionary:
    storage, name = reader.storage(), reader.segment().make_filename(W3Codec.TERMS_EXT)
    with storage.open_file(name) as file:
        return _records_of(file, storage.file_length(name), field)


def _records_of(file: Any, length: int, field: str) -> Dictionary:
    table = OrderedHashReader(file, length)
    number = table.extras["fieldmap"].get(field)
    first = None if number is None else table.closest_key_pos(_FIELD.pack(number))
    if first is None:
        return Dictionary([], np.empty(0, np.int64))
    # The records of a field follow one another.
    beyond = table.closest_key_pos(_FIELD.pack(number + 1)) or table.endofdata
    code = np.dtype(table.extras["indextype"]).newbyteorder(">")
    count = table.extras["indexlen"]
    every = np.frombuffer(file.get(table.indexbase, count * code.itemsize), code)
    inside = slice(*np.searchsorted(every, (first, beyond)))
    places = every[inside].astype(np.int64) - first
    data = file.get(first, beyond - first)
    raw = np.frombuffer(data, np.uint8)
    starts = places + _LENGTHS_BYTES + _FIELD.size
    ends = places + _LENGTHS_BYTES + _big_endian(raw, places, 4)
    terms = [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    return Dictionary(
        terms,
        _big_endian(raw, ends + _FREQUENCY_AT, 4),
        _big_endian(raw, ends + _OFFSET_AT, 8),
        _big_endian(raw, ends + _OFFSET_AT + 8, 4),
    )


def _big_endian(raw: npt.NDArray[np.uint8], places: Ints, width: int) -> Ints:
    """Read numbers of so many bytes at some places."""
    numbers = np.zeros(len(places), np.int64)
    for offset in range(width):
        numbers = numbers << 8 | raw[places + offset]
    return numbers
