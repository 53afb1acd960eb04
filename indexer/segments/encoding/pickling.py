"""Pieces of pickles, put together by hand: many times faster than pickling object by object."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from isal import isal_zlib

from indexer.contract.codec.opcodes import (
    ARRAYS,
    BYTES,
    DECOMPRESS,
    FLOAT,
    INT,
    INT_BYTES,
    LOADS,
    MARK,
    PROTOCOL,
    REDUCE,
    SHORT_BYTES,
    STOP,
    TUPLE,
    TUPLE1,
)

SHORT = 255
"""Bytes of the longest string with a length of one byte."""

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
    return ARRAYS[dtype] + push_compressed(numbers.astype(dtype).tobytes()) + TUPLE + REDUCE


def push_compressed(data: bytes) -> bytes:
    """Return the operations that push some bytes, kept compressed where that is worth it."""
    if len(data) <= _WORTH_COMPRESSING:
        return push(data)
    return _compressed(data)


def push_closed(operations: bytes) -> bytes:
    """Return the operations that push a tuple, kept as a compressed pickle of its own.

    Args:
        operations: that push the items of the tuple.
    """
    return LOADS + _compressed(whole_tuple(operations)) + TUPLE1 + REDUCE


def _compressed(data: bytes) -> bytes:
    return DECOMPRESS + push(isal_zlib.compress(data, _LEVEL)) + TUPLE1 + REDUCE


def whole_tuple(operations: bytes) -> bytes:
    """Return the pickle of a tuple whose items are pushed by ``operations``."""
    return b"".join((PROTOCOL, MARK, operations, TUPLE, STOP))


def operations_of(whole: bytes) -> bytes | None:
    """Return what pushes the items of a tuple; None unless :func:`whole_tuple` made it."""
    head, tail = PROTOCOL + MARK, TUPLE + STOP
    if whole.startswith(head) and whole.endswith(tail):
        return whole[len(head) : -len(tail)]
    return None
