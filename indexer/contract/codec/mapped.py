"""The index's files, mapped into memory: opening copies nothing, whatever their size.

Whoosh maps a segment too, but then copies every file in it into a buffer of its own
(``whoosh.filedb.structfile.BufferFile``): the whole index, each time it is opened.

No byte of a file that has checksums is used before they were looked at (``sums.Guard``), unless
it is one of what carries a checksum of its own (:meth:`MappedFile.packed`).
"""

from __future__ import annotations

import mmap
import os
from array import array
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.system import IS_LITTLE

from indexer.contract.codec.contents import Beside, read_contents
from indexer.contract.codec.pickles import end_of_pickle
from indexer.contract.codec.sums import Guard, Sums, split, sums_of

# Files up to this size are copied after all: it takes no time.
_SMALL_BYTES = 256 * 1024

# Of which a line is read at a time.
_LINE_BYTES = 4096


class MappedStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder whose files are read through memory maps.

    Args:
        folder: of the index.
        segments: Whoosh's, whose files are going to be read. Those that a table of contents
            names are known when that was read.

    Reading a mapped file beyond its end kills the process (SIGBUS): see
    :meth:`indexer.contract.opening.Opened.shortened`.
    """

    def __init__(self, folder: Path, segments: Iterable[Any] = ()) -> None:
        # Whoosh would map a segment by itself, and copy what is in it.
        super().__init__(os.fspath(folder), supports_mmap=False)
        self._sums = {each.make_filename(each.COMPOUND_EXT): sums_of(each) for each in segments}
        self._beside: dict[str, Beside | None] = {}

    def beside(self, name: str) -> Beside | None:
        """Return what a table of contents that was read says of the file beside the segments."""
        return self._beside.get(name)

    def open_file(self, name: str, **options: Any) -> Any:
        """Open a file for reading.

        Raises:
            FileNotFoundError: there is none of this name.
            DamagedBytesError: it has another length than was written, or it is a table of
                contents that is not as it was written.
            pickle.UnpicklingError, ValueError and others: it is a damaged table of contents.
        """
        path = Path(self.folder) / name
        if path.suffix == ".toc":
            contents = path.read_bytes()
            found = read_contents(contents)
            self._sums.update(found.segments)
            self._beside[name] = found.beside
            return StructFile(BytesIO(contents), name=name)
        # Whoever reads a segment has its checksums, or knows that it has none.
        sums = self._sums[name] if path.suffix == ".seg" else None
        return _guarded(map_file(path), sums, name)


def map_file(path: Path) -> memoryview:
    """Map a file into memory; the map lasts for as long as a view of it is in use."""
    with path.open("rb") as file:
        # An empty file cannot be mapped.
        if not os.fstat(file.fileno()).st_size:
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def open_carrying(path: Path) -> tuple[MappedFile, Sums | None]:
    """Open a file that carries its own checksums, without them; return them, too.

    Raises:
        DamagedBytesError: the checksums are not those that were written.
    """
    view, sums = split(map_file(path), path.name)
    return _guarded(view, sums, path.name), sums


def _guarded(view: memoryview, sums: Sums | None, name: str) -> MappedFile:
    return MappedFile(view, name, Guard(view, sums, name) if sums else None)


class MappedFile(StructFile):  # type: ignore[misc]
    """A mapped file or a part of one. It stays readable for as long as a part of it is in use.

    Args:
        view: of the bytes.
        name: of the file.
        guard: of the whole file; None where it has no checksums.
        base: where in the file the part begins.
    """

    def __init__(
        self, view: memoryview, name: str | None = None, guard: Guard | None = None, base: int = 0
    ) -> None:
        self._bytes = _Bytes(view, guard, base)
        # Whoosh reads the directories of small files number by number, for which Python's
        # own stream is ten times faster than ours.
        small = len(view) <= _SMALL_BYTES
        super().__init__(
            BytesIO(self._bytes.get(0, len(view))) if small else _Stream(self._bytes), name=name
        )

    def seekable(self) -> bool:
        """Tell ``zipfile`` that the position can be moved."""
        return True

    @property
    def is_guarded(self) -> bool:
        """Whether damaged bytes of it are found when they are first used."""
        return self._bytes.guard is not None

    def subset(self, position: int, length: int, name: str | None = None) -> MappedFile:
        """Return a part of the file as a file, without copying it."""
        own = self._bytes
        return MappedFile(
            own.view[position : position + length], name, own.guard, own.base + position
        )

    def read_pickle(self) -> Any:
        """Return the object that is pickled here.

        Raises:
            pickle.UnpicklingError, ValueError and others: the bytes are damaged.
        """
        start = self.tell()
        end_of_pickle(self.file, len(self._bytes.view) - start)
        self.seek(start)
        return super().read_pickle()

    def get(self, position: int, length: int) -> bytes:
        """Return some bytes. Unlike what moves the position, this is safe in any thread."""
        return self._bytes.get(position, position + length)

    def packed(self, position: int, length: int) -> bytes:
        """Return bytes that carry a checksum of their own, as what zlib has compressed does.

        They are not looked at: who unpacks them finds damage.
        """
        return self._bytes.view[position : position + length].tobytes()

    def numbers(self, position: int, dtype: np.dtype[Any], count: int) -> npt.NDArray[Any]:
        """Return numbers of the file as they are mapped, read-only, shape (count,).

        Safe in any thread, and for as long as somebody holds the array.

        Raises:
            ValueError: there are not so many.
        """
        self.look(position, position + count * dtype.itemsize)
        return self.unseen(position, dtype, count)

    def unseen(self, position: int, dtype: np.dtype[Any], count: int) -> npt.NDArray[Any]:
        """Return the same, of which nothing was checked: :meth:`look` at what is used of it."""
        end = position + count * dtype.itemsize
        if not 0 <= position <= end <= len(self._bytes.view):
            raise ValueError("a garbled file names bytes that it cannot have")
        return np.frombuffer(self._bytes.view[position:end], dtype)

    def look(self, start: int, end: int) -> None:
        """Make sure that a part of the file is as it was written.

        Raises:
            DamagedBytesError: it is not.
        """
        own = self._bytes
        if own.guard is not None:
            own.guard.look(own.base + start, own.base + end)

    def view(self, position: int, length: int) -> memoryview:
        """Return some bytes as they are mapped. Safe as :meth:`numbers` is."""
        return self._bytes.checked(position, position + length)

    def get_array(self, position: int, typecode: str, length: int) -> Any:
        """Return numbers, which the file has in big-endian order."""
        numbers = array(typecode)
        numbers.frombytes(self.get(position, length * numbers.itemsize))
        if IS_LITTLE:
            numbers.byteswap()
        return numbers


class _Bytes:
    """The bytes of a file or of a part of one; its methods hand out none unchecked."""

    def __init__(self, view: memoryview, guard: Guard | None, base: int) -> None:
        self.view = view
        self.guard = guard
        self.base = base

    def get(self, start: int, end: int) -> bytes:
        return self.checked(start, end).tobytes()

    def checked(self, start: int, end: int) -> memoryview:
        if not 0 <= start <= end:
            raise ValueError("a garbled file names bytes that it cannot have")
        if self.guard is not None:
            self.guard.look(self.base + start, self.base + min(end, len(self.view)))
        return self.view[start:end]


class _Stream:
    """What ``StructFile`` and ``pickle`` need of a file."""

    def __init__(self, data: _Bytes) -> None:
        self._data = data
        self._length = len(data.view)
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        end = self._length if size < 0 else min(self._at + size, self._length)
        start, self._at = self._at, max(end, self._at)
        return self._data.get(start, self._at)

    def peek(self, size: int) -> bytes:
        # With it, pickle reads ahead instead of byte by byte.
        return self._data.get(self._at, self._at + size)

    def readline(self) -> bytes:
        # Pickle's oldest protocol has lines.
        parts = []
        while part := self._data.get(self._at, self._at + _LINE_BYTES):
            line = part[: part.find(b"\n") + 1] or part
            parts.append(line)
            self._at += len(line)
            if line.endswith(b"\n"):
                break
        return b"".join(parts)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        bases = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}
        self._at = bases[whence] + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        """Give nothing back: parts may still be read, and the last one ends the map."""
