"""Blocks of postings as ``indexer.segments`` writes them: pickles, read without pickle.

It is many times faster to look only at what is wanted. And of damaged bytes pickle makes
anything, or takes gigabytes for it; here they are an error. (What is compressed has a
checksum.)
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

from indexer.contract.codec.opcodes import (
    ARRAYS,
    BYTE,
    BYTES,
    DECOMPRESS,
    FLOAT,
    FLOAT_BYTES,
    INT,
    INT_BYTES,
    LOADS,
    MARK,
    NONE,
    PROTOCOL,
    REDUCE,
    SHORT_BYTES,
    STOP,
    TUPLE,
    TUPLE1,
    TUPLE3,
)

HEAD_BYTES = 30
"""The tuple about a block: of six numbers, each of them pushed by so many bytes."""

# Whoosh pushes small numbers by fewer bytes, and compresses the block.
_OURS = (
    *enumerate(b"\x80\x02(J"),
    (8, INT[0]),
    (13, FLOAT[0]),
    (22, BYTE[0]),
    (23, 0),
    (24, BYTE[0]),
    (26, BYTE[0]),
    (28, TUPLE[0]),
    (29, STOP[0]),
)
_COUNT_AT = 4
_SIZE = struct.Struct("<I")
_DOUBLE = struct.Struct(">d")
_INTS = np.dtype([("operation", "S1"), ("number", "<i4")])
_FLOATS = np.dtype([("operation", "S1"), ("number", ">f8")])


def count_of(raw: bytes, at: int) -> int | None:
    """Return how many postings a block has; None where another program wrote it.

    Args:
        raw: postings.
        at: where the tuple about the block begins.
    """
    head = raw[at : at + HEAD_BYTES]
    if len(head) < HEAD_BYTES or any(head[place] != byte for place, byte in _OURS):
        return None
    count: int = _SIZE.unpack_from(head, _COUNT_AT)[0]
    return count


_PLAIN = PROTOCOL + MARK


def read_block(content: bytes, count: int, *, values: bool) -> tuple[Any, Any, Any]:
    """Read the steps between documents, the weights and, if they are wanted, the values.

    Args:
        content: what follows the tuple about the block.
        count: of its postings.
        values: whether they are wanted; None stands for them otherwise.

    Raises:
        ValueError, zlib.error and others: it is damaged.
    """
    if content.startswith(_PLAIN):
        end = len(_PLAIN) + INT_BYTES * count
        if end > len(content) or content[len(_PLAIN) : end : INT_BYTES] != INT * count:
            raise ValueError("the numbers of the postings are garbled")
        steps = np.frombuffer(content, _INTS, count, len(_PLAIN))["number"]
        # Of most words, and then nothing else need be looked at.
        if not values and content.startswith(TUPLE + NONE, end):
            return steps, None, None
        parts = _Parts(content, end)
        parts.expect(TUPLE)
    else:
        parts = _Parts(content, 0)
        parts.expect(PROTOCOL)
        steps = parts.array(("u1", "<u2", "<u4"))
    weights = parts.weights(count)
    kept = parts.values(count) if values else None
    if values:
        parts.expect(TUPLE3 + STOP)
    if len(steps) != count:
        raise ValueError("the numbers of the postings are garbled")
    return steps, weights, kept


class _Parts:
    """Reads one part of a pickle after the other."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content = content
        self._at = at

    def next_is(self, what: bytes) -> bool:
        """Tell whether something comes next; it is then read."""
        found = self._content.startswith(what, self._at)
        self._at += len(what) * found
        return found

    def expect(self, what: bytes) -> None:
        if not self.next_is(what):
            raise ValueError("the postings are garbled")

    def take(self, length: int) -> bytes:
        start, self._at = self._at, self._at + length
        if self._at > len(self._content):
            raise ValueError("the postings are cut off")
        return self._content[start : self._at]

    def string(self) -> bytes:
        if self.next_is(SHORT_BYTES):
            return self.take(self.take(1)[0])
        self.expect(BYTES)
        return self.take(*_SIZE.unpack(self.take(_SIZE.size)))

    def compressed(self) -> bytes:
        if not self.next_is(DECOMPRESS):
            return self.string()
        data = zlib.decompress(self.string())
        self.expect(TUPLE1 + REDUCE)
        return data

    def array(self, dtypes: tuple[str, ...]) -> Any:
        for dtype in dtypes:
            if self.next_is(ARRAYS[dtype]):
                numbers = np.frombuffer(self.compressed(), dtype)
                self.expect(TUPLE + REDUCE)
                return numbers
        raise ValueError("the postings are garbled")

    def weights(self, count: int) -> Any:
        if self.next_is(NONE):
            return None
        if self.next_is(FLOAT):
            return float(_DOUBLE.unpack(self.take(_DOUBLE.size))[0])
        if self.next_is(MARK):
            weights = np.frombuffer(self.take(FLOAT_BYTES * count), _FLOATS)
            if (weights["operation"] != FLOAT).any():
                raise ValueError("the weights of the postings are garbled")
            self.expect(TUPLE)
            return weights["number"]
        return self.array(("<f4",))

    def values(self, count: int) -> Any:
        if self.next_is(NONE):
            return None
        if self.next_is(MARK):
            every = tuple(self.string() for _ in range(count))
            self.expect(TUPLE)
            return every
        if not self.next_is(LOADS):
            return self.compressed()
        # Only a pickle that is worth compressing is left closed, so it has a checksum.
        self.expect(DECOMPRESS)
        kept = zlib.decompress(self.string())
        self.expect(TUPLE1 + REDUCE + TUPLE1 + REDUCE)
        return kept
