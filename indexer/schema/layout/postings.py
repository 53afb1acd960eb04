"""The postings of a term: from the bytes of Whoosh's postings file to arrays.

The format is that of ``whoosh.codec.whoosh3``: a tag, then blocks. A block is its
length (int32, big-endian; negative in the last one), a pickled tuple about it (number of
postings, last document number, greatest weight, compression level, shortest and longest
field length) and its data, a pickled tuple of document numbers (differences, the first
one absolute), weights (None where all are 1, or one for all, or one each) and values, by
default compressed by zlib. A value holds what else a field keeps of each posting, such
as positions.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

Docs = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

_TAG = b"W3Bl"
_LENGTH = struct.Struct("!i")


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents of one segment that have a term.

    Attributes:
        docs: their numbers within the segment, ascending, deleted ones included, int32,
            shape (n,).
        weights: how often the term stands in each (times the field's boost), float32,
            shape (n,); None where it is 1 in all.
    """

    docs: Docs
    weights: Floats | None = None

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return self.docs.nbytes + (self.weights.nbytes if self.weights is not None else 0)


NO_DOCS: Docs = np.empty(0, np.int32)
NO_POSTINGS = Postings(NO_DOCS)


def decode_postings(raw: bytes) -> Postings:
    """Decode the postings of a term.

    Raises:
        ValueError, pickle.UnpicklingError, zlib.error and others: the bytes are damaged.
    """
    docs: list[Docs] = []
    weights: list[Floats] = []
    for numbers, weight, _ in _blocks(raw, values=False):
        docs.append(_numbers(numbers))
        weights.append(_weights(weight, len(numbers)))
    return _postings(docs, weights)


def decode_values(raw: bytes) -> tuple[Docs, list[bytes]]:
    """Decode document numbers, int32, shape (n,), and the n values of a term's postings."""
    docs: list[Docs] = []
    values: list[bytes] = []
    for numbers, _, block in _blocks(raw, values=True):
        docs.append(_numbers(numbers))
        values.extend(block)
    return np.concatenate(docs), values


def decode_blocks(raw: bytes) -> Iterator[tuple[Docs, Floats, Any]]:
    """Yield the blocks of a term's postings: document numbers, weights and values.

    The values are as they are kept: a tuple of byte strings, or a pickle of that; in
    fields with values of one length these one after the other; None where there are none.
    """
    for numbers, weight, values in _blocks(raw, values=False):
        opened = _opened(values) if isinstance(values, _Compressed) else values
        yield _numbers(numbers), _weights(weight, len(numbers)), opened


def postings_from_sequences(docs: Sequence[int], weights: Sequence[float]) -> Postings:
    """Make postings of what was read one by one."""
    return _postings([np.array(docs, np.int32)], [np.array(weights, np.float32)])


def _postings(docs: list[Docs], weights: list[Floats]) -> Postings:
    joined = np.concatenate(weights)
    return Postings(np.concatenate(docs), None if (joined == 1).all() else joined)


def _numbers(steps: Any) -> Docs:
    return np.cumsum(np.array(steps, np.int32), dtype=np.int32)


def _weights(stored: Any, count: int) -> Floats:
    if stored is None or isinstance(stored, float):
        return np.full(count, 1.0 if stored is None else stored, np.float32)
    return np.array(stored, np.float32)


def _blocks(raw: bytes, *, values: bool) -> Iterator[tuple[Any, Any, Sequence[bytes]]]:
    """Yield document numbers, weights and, if they are wanted, values of each block."""
    if raw[: len(_TAG)] != _TAG:
        raise ValueError("the postings do not begin with their tag")
    stream = BytesIO(raw)
    at, last = len(_TAG), False
    while not last:
        (length,) = _LENGTH.unpack_from(raw, at)
        last, end = length < 0, at + _LENGTH.size + abs(length)
        stream.seek(at + _LENGTH.size)
        compression = pickle.load(stream)[3]
        if compression:
            yield pickle.loads(zlib.decompress(raw[stream.tell() : end]))
        else:
            yield (pickle.Unpickler if values else _Unopened)(stream).load()
        at = end


class _Unopened(pickle.Unpickler):
    """Reads numbers and weights, and leaves the values as the bytes that they are kept as.

    ``indexer.segments`` writes them as a pickle within the pickle, and compresses each part
    by itself.
    """

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        if name == "_array_reconstructor":
            return lambda kind, code, machine, data: found(kind, code, machine, _opened(data))
        return {"loads": _same, "decompress": _Compressed}.get(name, found)


@dataclass(frozen=True, slots=True)
class _Compressed:
    """Bytes that nobody may want."""

    data: bytes


def _same(data: bytes | _Compressed) -> bytes | _Compressed:
    return data


def _opened(data: bytes | _Compressed) -> bytes:
    return zlib.decompress(data.data) if isinstance(data, _Compressed) else data
