"""What is stored of a document: read alone, and inflated by a faster library than Whoosh's."""

from __future__ import annotations

import pickle
from array import array
from typing import Any

from isal import isal_zlib
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import VarBytesColumn

from indexer.contract.codec.mapped import MappedFile


class StoredFields:
    """The stored fields of the documents of one segment.

    Args:
        reader: Whoosh's ``SegmentReader``; whoever reads them has it for himself.
    """

    def __init__(self, reader: Any) -> None:
        codec, storage, segment = reader.codec(), reader.storage(), reader.segment()
        name = W3Codec.column_filename(segment, "_stored")
        if isinstance(codec, W3Codec) and storage.file_exists(name):
            self._file = storage.open_file(name)
            # Pickled, compressed, and then like any byte strings.
            length, count = storage.file_length(name), reader.doc_count_all()
            self._packed = placed(self._file, length, count)
        else:
            # Whoosh's reader looks each field up in the schema, for fields that were removed.
            self._file = codec.per_document_reader(storage, segment)
            self._packed = None

    def __getitem__(self, doc: int) -> dict[str, Any]:
        """Return the stored fields of a document, by its number within the segment."""
        if self._packed is None:
            other: dict[str, Any] = self._file.stored_fields(doc)
            return other
        packed: bytes = self._packed[doc]
        # A document without stored fields has no bytes, either.
        found: dict[str, Any] = pickle.loads(isal_zlib.decompress(packed)) if packed else {}
        return found

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def placed(file: Any, length: int, count: int) -> Any:
    """Return the values of a ``VarBytesColumn``, of which Whoosh would read all places at once."""
    lengths, offsets, last = file.get(length - 3, 3).decode("latin-1") if length > 2 else "   "
    if last == "X":
        return _Placed(file, length - 3, array(lengths).itemsize, array(offsets).itemsize, count)
    return VarBytesColumn().reader(file, 0, length, count)


class _Placed:
    """Byte strings of which the file says where each begins, and how long it is.

    Args:
        file: of the column.
        end: where what it says of them ends.
        length_size, offset_size: bytes of the numbers that it says it with.
        count: how many there are.
    """

    def __init__(self, file: Any, end: int, length_size: int, offset_size: int, count: int) -> None:
        self._file = file
        # What is stored is compressed, with a checksum.
        self._get_packed = file.packed if isinstance(file, MappedFile) else file.get
        self._sizes = length_size, offset_size
        self._offsets = end - count * offset_size
        self._lengths = self._offsets - count * length_size

    def __getitem__(self, doc: int) -> bytes:
        get, (length_size, offset_size) = self._file.get, self._sizes
        length = int.from_bytes(get(self._lengths + doc * length_size, length_size))
        offset = int.from_bytes(get(self._offsets + doc * offset_size, offset_size))
        found: bytes = self._get_packed(offset, length)
        return found
