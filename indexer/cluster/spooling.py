"""Documents that wait for the commit: in memory while they are few, then in a file."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any, NamedTuple

from indexer.contract.cluster.stored_articles import unpacked

_IN_MEMORY = 64 * 1024 * 1024

# Halves of pairs, which may lack the other one.
_MAYBE_NO_UNICODE = re.compile(r"\\u[dD][89a-fA-F]")

_HEAD = struct.Struct("<qq")


class Prepared(NamedTuple):
    """A document without what the commit adds.

    Attributes:
        id: of the article.
        signature: of it.
        size, mtime: of its file, as in ``Fingerprint``.
        data: JSON of the document: an object with at least one field.
    """

    id: str
    signature: bytes
    size: int
    mtime: int
    data: bytes


def prepare(fields: Mapping[str, Any]) -> Prepared:
    """Return a document of ``cluster_document``, ready to be sent."""
    file = fields["file"]
    return Prepared(
        fields["stored"]["id"],
        unpacked(fields["signature"]),
        file["size"],
        file["mtime"],
        as_json(fields),
    )


def as_json(fields: Mapping[str, Any]) -> bytes:
    """Return a document as JSON. What is no Unicode, as addresses may hold it, is U+FFFD there."""
    text = json.dumps(fields, separators=(",", ":"))
    if _MAYBE_NO_UNICODE.search(text):
        text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.encode()


class Spool:
    """Numbered documents, in the order in which they came."""

    def __init__(self) -> None:
        # Closed with the batch.
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self.count = 0

    def add(self, number: int, data: bytes) -> None:
        """Add the document of a number."""
        self._file.write(_HEAD.pack(number, len(data)))
        self._file.write(data)
        self.count += 1

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Yield numbers with their documents. Nothing may be added meanwhile."""
        self._file.seek(0)
        while head := self._file.read(_HEAD.size):
            number, size = _HEAD.unpack(head)
            yield number, self._file.read(size)

    def close(self) -> None:
        """Forget all of them."""
        self._file.close()
