"""Postings of a segment on disk → runs: what ``block_encoding`` does, backwards.

The postings of most terms are a single small block. Those that are laid out as
``block_encoding`` does it are read all at once; all others one by one, whoever wrote them.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from itertools import compress, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Docs, Ints, Weights
from indexer.contract.codec.dictionary import Dictionary
from indexer.contract.codec.opcodes import (
    INT,
    INT_BYTES,
    MARK,
    NONE,
    PROTOCOL,
    SHORT_BYTES,
    STOP,
    TUPLE,
    TUPLE3,
)
from indexer.contract.codec.position_decoding import POSITION_BITS, decode_positions
from indexer.contract.codec.posting_decoding import decode_blocks
from indexer.segments.encoding.block_encoding import (
    COMPRESSION_AT,
    INFO_BYTES,
    LENGTH_BYTES,
    SMALL,
    TAG,
)
from indexer.segments.encoding.pickling import operations_of, pushes, whole_tuple
from indexer.segments.encoding.runs import NO_RUNS, Runs, arrange

# A block is its length, the tuple about it, and its data; see ``block_encoding``.
_NOT_COMPRESSED = b"K\0"
_NOT_COMPRESSED_AT = len(TAG) + LENGTH_BYTES + COMPRESSION_AT
_NUMBERS = PROTOCOL + MARK
_NUMBERS_AT = len(TAG) + LENGTH_BYTES + INFO_BYTES + len(_NUMBERS)
# The end of the numbers, the weights, the shortest values and the end.
_LEAST_REST = 5


# Postings whose positions are decoded together.
_TOGETHER = 2**19

# Bytes before and behind the values: a mark and what ends two tuples; None and what ends
# one; how a string of bytes is pushed and what ends one.
_AROUND_VALUES: dict[int | None, tuple[int, int]] = {None: (1, 3), 0: (1, 2)}
_AROUND_SIZED = (2, 2)


def read_runs(data: bytes, dictionary: Dictionary, size: int | None) -> Runs:
    """Read the postings of a field, deleted documents included.

    Args:
        data: the postings file.
        dictionary: of the field.
        size: bytes of each value; None where values have any length.

    Raises:
        ValueError, and nearly anything: they are damaged.
    """
    usual = _usual(data, dictionary, size)
    parts: list[tuple[int, int, Docs, Weights, bytes]] = []
    for place in np.flatnonzero(~usual).tolist():
        start = int(dictionary.offsets[place])
        raw = data[start : start + int(dictionary.lengths[place])]
        for docs, weights, values in _blocks(raw, size):
            parts.append((place, len(docs), docs, weights, values))
    few = _read_usual(data, dictionary, np.flatnonzero(usual), size)
    if not parts:
        return few
    many = Runs(
        dictionary.terms,
        np.array([place for place, *_ in parts], np.int64),
        np.array([count for _, count, *_ in parts], np.int64),
        np.concatenate([docs for _, _, docs, _, _ in parts]),
        np.concatenate([weights for *_, weights, _ in parts]),
        b"".join(values for *_, values in parts),
        np.cumsum([len(values) for *_, values in parts]),
    )
    return arrange([few, many])


def _usual(data: bytes, dictionary: Dictionary, size: int | None) -> Bools:
    """Tell which terms have one small block, laid out as ``block_encoding`` does it, shape (t,)."""
    raw = np.frombuffer(data, np.uint8)
    counts, offsets, lengths = dictionary.frequencies, dictionary.offsets, dictionary.lengths
    least = _NUMBERS_AT + INT_BYTES * counts + _LEAST_REST
    usual = (counts > 0) & (counts < SMALL) & (lengths >= least)
    usual &= (offsets >= 0) & (offsets + lengths <= len(raw))

    def holds(places: Ints, what: bytes) -> None:
        nonlocal usual
        for step, byte in enumerate(what):
            usual[usual] = raw[places[usual] + step] == byte

    holds(offsets, TAG)
    holds(offsets + _NOT_COMPRESSED_AT, _NOT_COMPRESSED)
    holds(offsets + _NUMBERS_AT - len(_NUMBERS), _NUMBERS)
    holds(offsets + _NUMBERS_AT + INT_BYTES * counts, TUPLE + NONE)
    ends = offsets + lengths
    after = offsets + _NUMBERS_AT + INT_BYTES * counts + 2
    if size is None:
        holds(after, MARK)
        holds(ends - 3, TUPLE + TUPLE3 + STOP)
    else:
        holds(after, SHORT_BYTES if size else NONE)
        holds(ends - 2, TUPLE3 + STOP)
    places = np.flatnonzero(usual)
    # The length is negative in the last block, which is the only one.
    usual[places] = _int32(raw, offsets[places] + len(TAG), ">i4") == (
        len(TAG) + LENGTH_BYTES - lengths[places]
    )
    places = np.flatnonzero(usual)
    before, behind = _AROUND_VALUES.get(size, _AROUND_SIZED)
    starts, stops = after[places] + before, ends[places] - behind
    if size is None:
        usual[places] = _are_pushed(raw, starts, stops, counts[places])
    else:
        usual[places] = stops - starts == size * counts[places]
    return usual


def _are_pushed(raw: npt.NDArray[np.uint8], starts: Ints, stops: Ints, counts: Ints) -> Bools:
    """Tell where exactly so many short strings are pushed between two places."""
    at = starts.copy()
    good = np.ones(len(at), np.bool_)
    for turn in range(SMALL):
        todo = np.flatnonzero(good & (counts > turn))
        inside = at[todo] + 1 < stops[todo]
        good[todo[~inside]] = False
        todo = todo[inside]
        good[todo] = raw[at[todo]] == ord(SHORT_BYTES)
        at[todo] += 2 + raw[at[todo] + 1].astype(np.int64)
    met: Bools = at == stops
    return good & met


def _read_usual(data: bytes, dictionary: Dictionary, places: Ints, size: int | None) -> Runs:
    raw = np.frombuffer(data, np.uint8)
    counts = dictionary.frequencies[places]
    starts = dictionary.offsets[places]
    ends = starts + dictionary.lengths[places]
    firsts = np.cumsum(counts) - counts
    within = np.arange(int(counts.sum())) - np.repeat(firsts, counts)
    numbers = np.repeat(starts + _NUMBERS_AT, counts) + INT_BYTES * within
    if (raw[numbers] != ord(INT)).any():
        raise ValueError("its postings are garbled")
    steps = _int32(raw, numbers + 1, "<i4")
    running = np.cumsum(steps, dtype=np.int64)
    docs = running - np.repeat(running[firsts] - steps[firsts], counts) if len(steps) else running
    before, behind = _AROUND_VALUES.get(size, _AROUND_SIZED)
    value_starts = starts + _NUMBERS_AT + INT_BYTES * counts + 2 + before
    value_ends = ends - behind
    values = b"".join(
        [
            data[start:end]
            for start, end in zip(value_starts.tolist(), value_ends.tolist(), strict=True)
        ]
    )
    return Runs(
        dictionary.terms,
        places,
        counts,
        docs.astype(np.int32),
        np.ones(len(docs), np.float32),
        values,
        np.cumsum(value_ends - value_starts),
    )


def _int32(raw: npt.NDArray[np.uint8], places: Ints, dtype: str) -> npt.NDArray[np.int32]:
    """Read numbers of four bytes at some places."""
    gathered = raw[places[:, None] + np.arange(4)]
    return np.ascontiguousarray(gathered).view(dtype)[:, 0].astype(np.int32)


def _blocks(raw: bytes, size: int | None) -> Iterator[tuple[Docs, Weights, bytes]]:
    """Yield document numbers, weights and values of each block of a term."""
    for docs, weights, values in decode_blocks(raw):
        if len(weights) != len(docs):
            raise ValueError("its postings are garbled")
        if size is None:
            yield docs, weights, _pushed(values, len(docs))
        elif len(values or b"") == size * len(docs):
            yield docs, weights, values or b""
        else:
            raise ValueError("the values of its postings are garbled")


def _pushed(values: Any, count: int) -> bytes:
    operations = operations_of(values) if isinstance(values, bytes) else None
    # zlib keeps a checksum of what is compressed, as these are.
    if operations is not None:
        return operations
    every = pickle.loads(values) if isinstance(values, bytes) else values
    if len(every) != count:
        raise ValueError("the values of its postings are garbled")
    return pushes(every)


def kept_runs(runs: Runs, kept: Bools, size: int | None) -> Runs:
    """Leave out the postings of deleted documents.

    Args:
        runs: of a field.
        kept: which documents are not deleted, shape (n,).
        size: bytes of each value; None where values have any length.
    """
    keep = kept[runs.docs]
    counts = np.add.reduceat(keep, runs.firsts, dtype=np.int64)
    stays = np.flatnonzero(counts)
    if not len(stays):
        return NO_RUNS
    starts, ends = runs.value_starts[stays].tolist(), runs.value_ends[stays].tolist()
    pieces = [runs.values[start:end] for start, end in zip(starts, ends, strict=True)]
    if size != 0:
        firsts = runs.firsts[stays].tolist()
        every = runs.counts[stays].tolist()
        for place in np.flatnonzero(counts[stays] < runs.counts[stays]).tolist():
            mask = keep[firsts[place] : firsts[place] + every[place]]
            pieces[place] = _kept_values(pieces[place], mask, size)
    positions = runs.positions
    if positions is not None:
        positions = positions[np.repeat(keep, runs.weights.astype(np.int64))]
    present, term_of = np.unique(runs.term_of[stays], return_inverse=True)
    return Runs(
        [runs.terms[place] for place in present.tolist()],
        term_of,
        counts[stays],
        runs.docs[keep],
        runs.weights[keep],
        b"".join(pieces),
        np.cumsum([len(piece) for piece in pieces]),
        positions,
    )


def decoded_positions(runs: Runs, fmt: Any) -> npt.NDArray[np.uint32] | None:
    """Return where the terms of a field stand, from the values of its postings.

    Args:
        runs: of the field.
        fmt: Whoosh's format of it, with positions.

    Returns:
        As ``Runs`` has it; None where postings have not as many positions as their weight.
    """
    first_postings = runs.firsts
    marks = np.arange(0, len(runs.weights) + 1, _TOGETHER)
    bounds = np.unique([0, *np.searchsorted(first_postings, marks).tolist(), len(runs.counts)])
    starts, found = runs.value_starts, [np.empty(0, np.uint32)]
    for first, stop in pairwise(bounds.tolist()):
        # Until they are numbers the values of a posting take ten times the room.
        values = runs.values[int(starts[first]) : int(runs.value_ends[stop - 1])]
        every = pickle.loads(whole_tuple(values))
        keys = decode_positions(np.arange(len(every), dtype=np.int32), every, fmt)
        begin = int(first_postings[first])
        weights = runs.weights[begin : begin + int(runs.counts[first:stop].sum())]
        counts = np.bincount(keys >> POSITION_BITS, minlength=len(weights))
        if not np.array_equal(counts, weights):
            return None
        found.append((keys & (2**POSITION_BITS - 1)).astype(np.uint32))
    return np.concatenate(found)


def _kept_values(values: bytes, mask: Bools, size: int | None) -> bytes:
    if size is None:
        every = pickle.loads(whole_tuple(values))
        return pushes(compress(every, mask.tolist()))
    return np.frombuffer(values, np.uint8).reshape(len(mask), size)[mask].tobytes()
