"""Checksums of a file, one for every 64 KB of it, and reading that uses no byte unchecked.

A checksum is a CRC-32 (ISO 3309, the one of zlib, by Intel's ISA-L). In a block of this size
it finds every change of one or two bits, and every change within 32 consecutive bits; of all
others, a swap of blocks or a block of zeros among them, it misses one in 2^32 (Koopman,
"32-Bit Cyclic Redundancy Codes for Internet Applications", 2002). It is made against accidents:
who can write to the index can write checksums, too.

What changes in memory after a block was looked at is not noticed.
"""

from __future__ import annotations

import struct
import sys
from array import array
from typing import Any, NamedTuple

from isal import isal_zlib

BLOCK_BYTES = 1 << 16
"""Bytes that have one checksum; the last block of a file may be shorter."""

NOT_AS_WRITTEN = "are not as they were written"
"""What is said of damaged blocks."""

_SHIFT = 16

# Stands in Whoosh's segments, where Whoosh itself keeps and ignores it.
_ATTRIBUTE = "block_sums"

# At the end of a file that carries its own: how long it is without them, the checksum of all
# that stands before in what was added, and a name.
_TRAILER = struct.Struct(">QI8s")
_NAME = b"CutSums1"
_NUMBER = struct.Struct(">I")


class DamagedBytesError(Exception):
    """Bytes are not those that were written.

    It derives from nothing that somebody else's code might catch.
    """


def checksum(data: Any, before: int = 0) -> int:
    """Return the CRC-32 of some bytes.

    Args:
        data: bytes, or a view of them.
        before: the checksum of what stands before.
    """
    return int(isal_zlib.crc32(data, before))


class Sums(NamedTuple):
    """The checksums of a file.

    Attributes:
        size: bytes of the file.
        crcs: of its blocks, one after the other, little-endian uint32.
    """

    size: int
    crcs: bytes

    def numbers(self) -> array[int]:
        """Return the checksum of each block."""
        numbers = array("I", self.crcs)
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    def trailer(self) -> bytes:
        """Return what is put after the file itself, for it to carry them."""
        unsigned = self.crcs + self.size.to_bytes(8, "big")
        return unsigned + _NUMBER.pack(checksum(unsigned)) + _NAME


def attach(segment: Any, sums: Sums) -> None:
    """Note the checksums of a segment's file in Whoosh's ``Segment``.

    They are pickled with it into the table of contents, and other Whoosh programs write them
    there again: the types are Python's own.
    """
    setattr(segment, _ATTRIBUTE, (sums.size, sums.crcs))


def sums_of(segment: Any) -> Sums | None:
    """Return the checksums of a segment's file; None where its writer gave none.

    Raises:
        DamagedBytesError: they are none.
    """
    noted = getattr(segment, _ATTRIBUTE, None)
    if noted is None:
        return None
    try:
        size, crcs = noted
        return _sensible(int(size), bytes(crcs))
    except (TypeError, ValueError) as error:
        raise DamagedBytesError("the checksums of a segment are garbled") from error


def split(view: memoryview, name: str) -> tuple[memoryview, Sums | None]:
    """Return a file that may carry its own checksums without them, and them.

    Raises:
        DamagedBytesError: they are not those that were written.
    """
    end = len(view) - _TRAILER.size
    if end < 0 or view[-len(_NAME) :] != _NAME:
        return view, None
    size, own, _ = _TRAILER.unpack_from(view, end)
    crcs = bytes(view[size:end])
    if checksum(crcs + size.to_bytes(8, "big")) != own:
        raise DamagedBytesError(f"the checksums of {name} are not those that were written")
    return view[:size], _sensible(size, crcs)


def _sensible(size: int, crcs: bytes) -> Sums:
    if size < 0 or len(crcs) != 4 * -(-size // BLOCK_BYTES):
        raise ValueError("there is not one checksum a block")
    return Sums(size, crcs)


class Guard:
    """Looks at each block of a file before its first use. Safe in any thread.

    Args:
        view: of the whole file.
        sums: that it must have.
        name: of the file, for messages.

    Raises:
        DamagedBytesError: the file is longer or shorter.
    """

    def __init__(self, view: memoryview, sums: Sums, name: str) -> None:
        check_size(len(view), sums, name)
        self._view = view
        self._name = name
        self._numbers = sums.numbers()
        # Two threads may both look at a block, which harms nobody.
        self._unseen = bytearray(b"\1") * len(self._numbers)

    def look(self, start: int, end: int) -> None:
        """Look at what has not been looked at of a range of bytes.

        Raises:
            DamagedBytesError: a block is not as it was written.
        """
        first, last = start >> _SHIFT, (end - 1 >> _SHIFT) + 1
        if self._unseen.find(1, first, last) >= 0:
            for block in range(first, min(last, len(self._numbers))):
                if self._unseen[block]:
                    self._look_at(block)

    def _look_at(self, block: int) -> None:
        start = block << _SHIFT
        if checksum(self._view[start : start + BLOCK_BYTES]) != self._numbers[block]:
            raise DamagedBytesError(described(self._name, block, block + 1, len(self._view)))
        self._unseen[block] = 0


def check_size(size: int, sums: Sums, name: str) -> None:
    """Make sure that a file is as long as it was written.

    Raises:
        DamagedBytesError: it is not.
    """
    if size != sums.size:
        raise DamagedBytesError(f"{name} has {size:,} bytes instead of {sums.size:,}")


def described(name: str, first: int, last: int, size: int, what: str = NOT_AS_WRITTEN) -> str:
    """Return a sentence on damaged blocks of a file, from one to before another."""
    end = min(last * BLOCK_BYTES, size) - 1
    return f"bytes {first * BLOCK_BYTES:,} to {end:,} of {name} {what}"
