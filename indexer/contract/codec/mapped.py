"""The index's files, mapped into memory: opening copies nothing, whatever their size.

Whoosh maps a segment too, but then copies every file in it into a buffer of its own
(``whoosh.filedb.structfile.BufferFile``): the whole index, each time it is opened.
"""

from __future__ import annotations

import mmap
import os
from array import array
from io import BytesIO
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.system import IS_LITTLE

from indexer.contract.codec.pickles import check_contents, end_of_pickle

# Files up to this size are copied after all: it takes no time.
_SMALL_BYTES = 256 * 1024


class MappedStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder whose files are read through memory maps.

    Reading a mapped file beyond its end kills the process (SIGBUS): see
    :meth:`indexer.contract.opening.Opened.shortened`.
    """

    def __init__(self, folder: Path) -> None:
        # Whoosh would map a segment by itself, and copy what is in it.
        super().__init__(os.fspath(folder), supports_mmap=False)

    def open_file(self, name: str, **options: Any) -> Any:
        """Open a file for reading.

        Raises:
            FileNotFoundError: there is none of this name.
            pickle.UnpicklingError, ValueError: it is a damaged table of contents.
        """
        path = Path(self.folder) / name
        if path.suffix == ".toc":
            contents = path.read_bytes()
            check_contents(contents)
            return StructFile(BytesIO(contents), name=name)
        with path.open("rb") as file:
            # An empty file cannot be mapped.
            if not os.fstat(file.fileno()).st_size:
                return MappedFile(memoryview(b""), name)
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return MappedFile(memoryview(mapped), name)


class MappedFile(StructFile):  # type: ignore[misc]
    """A mapped file or a part of one. It stays readable for as long as a part of it is in use."""

    def __init__(self, view: memoryview, name: str | None = None) -> None:
        # Whoosh reads the directories of small files number by number, for which Python's
        # own stream is ten times faster than ours.
        stream = BytesIO(view) if len(view) <= _SMALL_BYTES else _Stream(view)
        super().__init__(stream, name=name)
        self._view = view

    def subset(self, position: int, length: int, name: str | None = None) -> MappedFile:
        """Return a part of the file as a file, without copying it."""
        return MappedFile(self._view[position : position + length], name)

    def read_pickle(self) -> Any:
        """Return the object that is pickled here.

        Raises:
            pickle.UnpicklingError, ValueError and others: the bytes are damaged.
        """
        start = self.tell()
        end_of_pickle(self.file, len(self._view) - start)
        self.seek(start)
        return super().read_pickle()

    def get(self, position: int, length: int) -> bytes:
        """Return some bytes. Unlike what moves the position, this is safe in any thread."""
        return self._view[position : position + length].tobytes()

    def get_array(self, position: int, typecode: str, length: int) -> Any:
        """Return numbers, which the file has in big-endian order."""
        numbers = array(typecode)
        numbers.frombytes(self.get(position, length * numbers.itemsize))
        if IS_LITTLE:
            numbers.byteswap()
        return numbers


class _Stream:
    """What ``StructFile`` and ``pickle`` need of a file."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        end = len(self._view) if size < 0 else min(self._at + size, len(self._view))
        start, self._at = self._at, max(end, self._at)
        return self._view[start:end].tobytes()

    def peek(self, size: int) -> bytes:
        # With it, pickle reads ahead instead of byte by byte.
        return self._view[self._at : self._at + size].tobytes()

    def readline(self) -> bytes:
        # Pickle's oldest protocol has lines.
        rest = self._view[self._at :].tobytes()
        line = rest[: rest.find(b"\n") + 1] or rest
        self._at += len(line)
        return line

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        bases = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: len(self._view)}
        self._at = bases[whence] + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        """Give nothing back: parts may still be read, and the last one ends the map."""
