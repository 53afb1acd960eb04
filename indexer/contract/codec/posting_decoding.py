"""The postings of a term: from the bytes of Whoosh's postings file to arrays.

The format is that of ``whoosh.codec.whoosh3``: a tag, then blocks. A block is its
length (int32, big-endian; negative in the last one), a pickled tuple about it (number of
postings, last document number, greatest weight, compression level, shortest and longest
field length) and its data, a pickled tuple of document numbers (differences, the first
one absolute), weights (None where all are 1, or one for all, or one each) and values, by
default compressed by zlib. A value holds what else a field keeps of each posting, such
as positions. Blocks that ``indexer.segments`` writes are read by ``block_decoding``.
"""

from __future__ import annotations

import pickle
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.contract.codec.arrays import Docs, Weights
from indexer.contract.codec.block_decoding import HEAD_BYTES, count_of, read_block

_TAG = b"W3Bl"
_LENGTH = struct.Struct("!i")
# Six numbers, and nothing for which pickle might take much memory.
_STOCK_HEAD = re.compile(
    rb"\x80\x02\((?:K[\s\S]|M[\s\S]{2}|J[\s\S]{4}|G[\s\S]{8}){6}t(?:q[\s\S])?\."
)


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
    weights: Weights | None = None

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
    weights: list[Weights] = []
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
        values.extend(pickle.loads(block) if isinstance(block, bytes) else block)
    return np.concatenate(docs), values


def decode_blocks(raw: bytes) -> Iterator[tuple[Docs, Weights, Any]]:
    """Yield the blocks of a term's postings: document numbers, weights and values.

    The values are a tuple of byte strings, or the pickle of one, which was kept with a
    checksum; in fields with values of one length these one after the other; None where
    there are none.
    """
    for numbers, weight, values in _blocks(raw, values=True):
        yield _numbers(numbers), _weights(weight, len(numbers)), values


def postings_from_sequences(docs: Sequence[int], weights: Sequence[float]) -> Postings:
    """Make postings of what was read one by one."""
    return _postings([np.array(docs, np.int32)], [np.array(weights, np.float32)])


def _postings(docs: list[Docs], weights: list[Weights]) -> Postings:
    joined = np.concatenate(weights)
    return Postings(np.concatenate(docs), None if (joined == 1).all() else joined)


def _numbers(steps: Any) -> Docs:
    return np.cumsum(np.array(steps, np.int32), dtype=np.int32)


def _weights(stored: Any, count: int) -> Weights:
    if stored is None or isinstance(stored, float):
        return np.full(count, 1.0 if stored is None else stored, np.float32)
    return np.array(stored, np.float32)


def _blocks(raw: bytes, *, values: bool) -> Iterator[tuple[Any, Any, Any]]:
    """Yield steps between documents, weights and, if they are wanted, values of each block."""
    if raw[: len(_TAG)] != _TAG:
        raise ValueError("the postings do not begin with their tag")
    at, last = len(_TAG), False
    while not last:
        (length,) = _LENGTH.unpack_from(raw, at)
        start = at + _LENGTH.size
        last, at = length < 0, start + abs(length)
        count = count_of(raw, start)
        if count is None:
            yield _stock_block(raw[start:at])
        else:
            yield read_block(raw[start + HEAD_BYTES : at], count, values=values)


def _stock_block(block: bytes) -> tuple[Any, Any, Any]:
    """Read a block as Whoosh's own codec writes it."""
    head = _STOCK_HEAD.match(block)
    if head is None:
        raise ValueError("the head of a block is garbled")
    content = block[head.end() :]
    compression = pickle.loads(head[0])[3]
    numbers, weights, values = pickle.loads(zlib.decompress(content) if compression else content)
    return numbers, weights, values
