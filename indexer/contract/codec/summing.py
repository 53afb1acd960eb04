"""Files whose checksums are computed while they are written, from what is handed to be written."""

from __future__ import annotations

import os
import sys
from array import array
from io import UnsupportedOperation
from typing import Any

from indexer.contract.codec.sums import BLOCK_BYTES, Sums, checksum


class Summing:
    """A file that is written from its beginning to its end.

    Args:
        file: takes the bytes.
    """

    def __init__(self, file: Any) -> None:
        self.file = file
        self.size = 0
        self._numbers = array("I")
        self._last = 0
        # It may be overwritten, and then has its checksum only at the end.
        self._first = bytearray()

    def write(self, data: Any) -> int:
        """Write bytes at the end; return how many."""
        self.file.write(data)
        view = memoryview(data).cast("B")
        at = max(0, min(len(view), BLOCK_BYTES - self.size))
        self._first += view[:at]
        self.size += at
        while at < len(view):
            part = view[at : at + BLOCK_BYTES - self.size % BLOCK_BYTES]
            self._last = checksum(part, self._last)
            at += len(part)
            self.size += len(part)
            if not self.size % BLOCK_BYTES:
                self._numbers.append(self._last)
                self._last = 0
        return len(view)

    def read(self, size: int = -1) -> bytes:
        """Fail: NumPy takes only that for a file which can be read."""
        raise UnsupportedOperation("read")

    def flush(self) -> None:
        """Hand to the system what was written."""
        self.file.flush()

    def sums(self) -> Sums:
        """Return the checksums of all that was written."""
        numbers = array("I", [checksum(self._first)] if self.size else [])
        numbers += self._numbers
        if self.size > BLOCK_BYTES and self.size % BLOCK_BYTES:
            numbers.append(self._last)
        if sys.byteorder == "big":
            numbers.byteswap()
        return Sums(self.size, numbers.tobytes())


class SummingFile(Summing):
    """The same, but what stands in its first block may be overwritten."""

    def __init__(self, file: Any) -> None:
        super().__init__(file)
        self._at = 0

    def write(self, data: Any) -> int:
        """Write bytes where the position is; return how many."""
        if self._at == self.size:
            super().write(data)
            self._at = self.size
            return len(data)
        if self._at + len(data) > len(self._first):
            raise ValueError("only the first block may be overwritten")
        self.file.write(data)
        self._first[self._at : self._at + len(data)] = data
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the position, from the beginning."""
        self._at = self.file.seek(offset, whence)
        return self._at

    def close(self) -> None:
        """Close the file."""
        self.file.close()
