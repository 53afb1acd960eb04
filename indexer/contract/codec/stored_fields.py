"""What is stored of a document: read alone, and inflated by a faster library than Whoosh's."""

from __future__ import annotations

import pickle
from typing import Any

from isal import isal_zlib
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import VarBytesColumn


class StoredFields:
    """The stored fields of the documents of one segment.

    Args:
        reader: Whoosh's ``SegmentReader``; whoever reads them has it for himself.
    """

    def __init__(self, reader: Any) -> None:
        codec, storage, segment = reader.codec(), reader.storage(), reader.segment()
        name = W3Codec.column_filename(segment, "_stored")
        self._packed: Any = None
        self._other: Any = None
        self._file: Any = None
        if isinstance(codec, W3Codec) and storage.file_exists(name):
            self._file = storage.open_file(name)
            # Pickled, compressed, and then like any byte strings.
            column = VarBytesColumn()
            count = reader.doc_count_all()
            self._packed = column.reader(self._file, 0, storage.file_length(name), count)
        else:
            # Whoosh's reader looks each field up in the schema, for fields that were removed.
            self._other = codec.per_document_reader(storage, segment)

    def __getitem__(self, doc: int) -> dict[str, Any]:
        """Return the stored fields of a document, by its number within the segment."""
        if self._packed is None:
            other: dict[str, Any] = self._other.stored_fields(doc)
            return other
        packed: bytes = self._packed[doc]
        # A document without stored fields has no bytes, either.
        found: dict[str, Any] = pickle.loads(isal_zlib.decompress(packed)) if packed else {}
        return found

    def close(self) -> None:
        """Close the files."""
        for file in (self._file, self._other):
            if file is not None:
                file.close()
