"""The file of plain arrays inside a segment: postings and columns as NumPy reads them from a map.

It stands in the segment's compound file beside Whoosh's own files, which hold the same. Whoosh
asks for files by their names, and for none of this one; a segment that another program has
written lacks it, and its own files are decoded instead.

The format: eight bytes that name it, the length of the head (uint32), the head as JSON, then
arrays, little-endian, each at a multiple of :data:`ALIGNED` bytes of the file. The head says
``version``, ``documents``, for each array by its name its type, where it begins and its length
(``arrays``), and what else its writer has to say (``groups``). Of an array whose numbers are all
the same only the first one is written, and ``true`` stands behind its length.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec

from indexer.contract.codec.mapped import MappedFile

EXTENSION = ".plain"
"""What the file is called after the segment."""

ALIGNED = 64
"""Bytes: a line of a processor's cache."""

VERSION = 2
"""Of a file that is written."""

_READ = (1, VERSION)
# A file of another version is not read: Whoosh's own files hold the same. The first one wrote
# all numbers of each array.

MAGIC = b"CutPlain"

_LENGTH = struct.Struct("<I")


def encode_head(said: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Return what stands before the arrays, filled up to a multiple of :data:`ALIGNED`.

    Args:
        said: JSON values.
        arrays: one-dimensional, in the order in which they are written, each of them filled up.
    """
    places: dict[str, list[Any]] = {}
    at = 0
    for name, array in arrays.items():
        places[name] = [array.dtype.newbyteorder("<").str, at, len(array)]
        written = _kept(array)
        if len(written) < len(array):
            places[name].append(True)
        at += aligned(written.nbytes)
    head = json.dumps({"version": VERSION, **said, "arrays": places}).encode()
    raw = MAGIC + _LENGTH.pack(len(head)) + head
    return raw + bytes(aligned(len(raw)) - len(raw))


def encode_array(array: npt.NDArray[Any]) -> bytes:
    """Return what stands of an array behind the head, filled up."""
    kept = _kept(array)
    raw = kept.astype(kept.dtype.newbyteorder("<"), copy=False).tobytes()
    return raw + bytes(aligned(len(raw)) - len(raw))


def _kept(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    # All articles of a first sync come in at one moment. Hardly any other array ends as it begins.
    ends_alike = len(array) > 1 and array[0] == array[-1]
    return array[:1] if ends_alike and (array == array[0]).all() else array


def aligned(size: int) -> int:
    """Return the next multiple of :data:`ALIGNED`."""
    return -(-size // ALIGNED) * ALIGNED


class _Array(NamedTuple):
    """An array of which nothing has been checked, where it begins, and the bytes of a number.

    These are 0 where one number stands for all.
    """

    numbers: npt.NDArray[Any]
    at: int
    size: int


class PlainFile:
    """The plain arrays of one segment. Safe to use from any thread.

    Args:
        file: mapped; what is handed out of it stays valid when it is closed.

    Attributes:
        said: what the head says.

    Raises:
        ValueError, KeyError and others: the file is damaged.
    """

    def __init__(self, file: MappedFile) -> None:
        self._file = file
        before = len(MAGIC) + _LENGTH.size
        raw = file.get(0, before)
        if raw[: len(MAGIC)] != MAGIC:
            raise ValueError("the plain arrays do not begin as such")
        (length,) = _LENGTH.unpack_from(raw, len(MAGIC))
        self.said: dict[str, Any] = json.loads(file.get(before, length))
        self._base = aligned(before + length)
        self._arrays: dict[str, list[Any]] = self.said["arrays"]
        self._opened: dict[str, _Array] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def length(self, name: str) -> int:
        """Return how many numbers an array has."""
        return int(self._arrays[name][2])

    def part(self, name: str, start: int, stop: int) -> npt.NDArray[Any]:
        """Return a part of an array, read-only, shape (stop - start,); nothing is copied.

        Raises:
            DamagedBytesError: it is not as it was written.
            ValueError: the array has no such part.
        """
        array = self._opened.get(name) or self._open(name)
        if not 0 <= start <= stop <= len(array.numbers):
            raise ValueError(f"{name} has no numbers {start} to {stop}")
        self._file.look(array.at + start * array.size, array.at + stop * array.size)
        return array.numbers[start:stop]

    def _open(self, name: str) -> _Array:
        kind, offset, length, *same = self._arrays[name]
        dtype, at = np.dtype(kind), self._base + offset
        if same:
            self._file.look(at, at + dtype.itemsize)
            array = _Array(np.broadcast_to(self._file.unseen(at, dtype, 1), length), at, 0)
        else:
            array = _Array(self._file.unseen(at, dtype, length), at, dtype.itemsize)
        self._opened[name] = array
        return array

    def whole(self, name: str) -> npt.NDArray[Any]:
        """Return an array. Raises as :meth:`part` does."""
        return self.part(name, 0, self.length(name))


def open_plain(reader: Any) -> PlainFile | None:
    """Open the plain arrays of a segment; None where it has none that this version reads.

    Args:
        reader: Whoosh's ``SegmentReader``, of a segment that is mapped.

    Raises:
        ValueError, KeyError and others: they are damaged.
    """
    if not isinstance(reader.codec(), W3Codec):
        return None
    storage, name = reader.storage(), reader.segment().make_filename(EXTENSION)
    if not storage.file_exists(name):
        return None
    file = storage.open_file(name)
    # Nobody looks at each number before it is used, so that there have to be checksums.
    if not isinstance(file, MappedFile) or not file.is_guarded:
        return None
    plain = PlainFile(file)
    if plain.said["version"] not in _READ or plain.said["documents"] != reader.doc_count_all():
        return None
    return plain
