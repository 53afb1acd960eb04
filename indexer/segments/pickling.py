"""Pieces of pickles, put together by hand: many times faster than pickling object by object.

Opcodes: https://docs.python.org/3/library/pickletools.html
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from isal import isal_zlib

PROTOCOL = b"\x80\x03"
MARK, TUPLE, TUPLE1, TUPLE3 = b"(", b"t", b"\x85", b"\x87"
NONE, STOP = b"N", b"."
INT, BYTE, FLOAT, SHORT_BYTES, BYTES = b"J", b"K", b"G", b"C", b"B"
_REDUCE = b"R"

INT_BYTES = 5
"""What pushing a number of four bytes takes."""

SHORT = 255
"""Bytes of the longest string with a length of one byte."""

_DECOMPRESS = b"czlib\ndecompress\n"
_LOADS = b"c_pickle\nloads\n"
# The machine format codes of the array module: unsigned of 1, 2 and 4 bytes, float of 4,
# little-endian.
_ARRAYS = {
    dtype: b"carray\n_array_reconstructor\n(carray\narray\nX\1\0\0\0%bK%c" % (code, machine)
    for dtype, code, machine in (
        ("u1", b"B", 0),
        ("<u2", b"H", 2),
        ("<u4", b"I", 6),
        ("<f4", b"f", 14),
    )
}
_DOUBLE = struct.Struct("!d")
_SIZE = struct.Struct("<I")

# Higher levels take longer and save less than a twentieth.
_LEVEL = 1
# Shorter parts grow when they are compressed.
_WORTH_COMPRESSING = 64


def push(data: bytes) -> bytes:
    """Return the operation that pushes some bytes."""
    if len(data) <= SHORT:
        return SHORT_BYTES + bytes((len(data),)) + data
    return BYTES + _SIZE.pack(len(data)) + data


def pushes(values: Iterable[bytes]) -> bytes:
    """Return the operations that push several byte strings."""
    return b"".join(map(push, values))


def push_ints(numbers: npt.NDArray[np.int32]) -> bytes:
    """Return the operations that push numbers, :data:`INT_BYTES` each."""
    pushed = np.empty((len(numbers), INT_BYTES), np.uint8)
    pushed[:, 0] = ord(INT)
    pushed[:, 1:] = numbers.astype("<i4").view(np.uint8).reshape(-1, 4)
    return pushed.tobytes()


def push_float(number: float) -> bytes:
    """Return the operation that pushes a number."""
    return FLOAT + _DOUBLE.pack(number)


def push_array(dtype: str, numbers: npt.NDArray[np.generic]) -> bytes:
    """Return the operations that push an array of the array module.

    Args:
        dtype: ``u1``, ``<u2``, ``<u4`` or ``<f4``.
        numbers: that fit into it.
    """
    return _ARRAYS[dtype] + push_compressed(numbers.astype(dtype).tobytes()) + TUPLE + _REDUCE


def push_compressed(data: bytes) -> bytes:
    """Return the operations that push some bytes, kept compressed where that is worth it."""
    if len(data) <= _WORTH_COMPRESSING:
        return push(data)
    return _DECOMPRESS + push(isal_zlib.compress(data, _LEVEL)) + TUPLE1 + _REDUCE


def push_closed(operations: bytes) -> bytes:
    """Return the operations that push a tuple, kept as a pickle of its own.

    Args:
        operations: that push the items of the tuple.
    """
    return _LOADS + push_compressed(whole_tuple(operations)) + TUPLE1 + _REDUCE


def whole_tuple(operations: bytes) -> bytes:
    """Return the pickle of a tuple whose items are pushed by ``operations``."""
    return b"".join((PROTOCOL, MARK, operations, TUPLE, STOP))


def operations_of(whole: bytes) -> bytes | None:
    """Return what pushes the items of a tuple; None unless :func:`whole_tuple` made it."""
    head, tail = PROTOCOL + MARK, TUPLE + STOP
    if whole.startswith(head) and whole.endswith(tail):
        return whole[len(head) : -len(tail)]
    return None
