r"""The positions of a term: from the values of its postings to one sorted array.

A value, as ``whoosh.formats.Positions`` writes it, is the number of positions (uint32,
big-endian) and a pickled list of their differences, the first one absolute. Unpickling
100,000 of them takes a tenth of a second, so the bytes of the usual shapes are read
as arrays: ``]q\x00K<byte>a.`` for one position and ``]q\x00(K<byte>K<byte>…e.`` for
several, where no difference exceeds 255; and the same with ``M<byte><byte>`` for some of the
``K<byte>``, as between topics, where none exceeds 65,535.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Docs

Keys = npt.NDArray[np.int64]

POSITION_BITS = 32
"""A key is a document number, shifted by so many bits, plus a position."""

_COUNT_BYTES = 4
# Protocol 2, an empty list, remembered as number 0.
_HEAD = np.frombuffer(b"\x80\x02]q\x00", np.uint8)
_ONE_BYTES = 13
_SEVERAL_BYTES = 12


def decode_positions(docs: Docs, values: Sequence[bytes], fmt: Any) -> Keys:
    """Return where a term stands, as keys (see :data:`POSITION_BITS`), ascending, shape (p,).

    Args:
        docs: document numbers, ascending, shape (n,).
        values: of each posting.
        fmt: Whoosh's format of the field, which decodes values of any other shape.
    """
    return np.sort(decode_places(docs, values, fmt)[0])


def decode_places(docs: Docs, values: Sequence[bytes], fmt: Any) -> tuple[Keys, Keys]:
    """Return keys as :func:`decode_positions` does, in no order, and the posting of each.

    Args:
        docs: document numbers, of whatever terms, shape (n,).
        values: of each posting.
        fmt: as above.

    Returns:
        The keys, and the place of each one's posting among the values, int64, shape (p,) both.
    """
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    starts = np.cumsum(lengths) - lengths
    data = np.frombuffer(b"".join(values), np.uint8)
    counts = np.zeros(len(values), np.int64)
    for place in range(_COUNT_BYTES):
        counts = counts << 8 | data[starts + place]
    usual = lengths == np.where(counts == 1, _ONE_BYTES, _SEVERAL_BYTES + 2 * counts)
    usual &= counts > 0
    for place, byte in enumerate(_HEAD, _COUNT_BYTES):
        usual &= data[np.minimum(starts + place, len(data) - 1)] == byte
    keys = [_usual(docs[usual], counts[usual], starts[usual], data)]
    which = [np.repeat(np.flatnonzero(usual), counts[usual])]
    others = np.flatnonzero(~usual)
    if len(others):
        wide, steps = _wide(counts[others], starts[others], lengths[others], data)
        places, others = others[wide], others[~wide]
        keys.append(_added_up(docs[places], counts[places], steps))
        which.append(np.repeat(places, counts[places]))
    for rest, own in zip(others.tolist(), _others(docs, values, others, fmt), strict=True):
        keys.append(own)
        which.append(np.full(len(own), rest))
    return np.concatenate(keys), np.concatenate(which)


def _usual(docs: Docs, counts: Keys, starts: Keys, data: npt.NDArray[np.uint8]) -> Keys:
    total = int(counts.sum())
    firsts = np.cumsum(counts) - counts
    within = np.arange(total) - np.repeat(firsts, counts)
    # An opcode (K) stands before each byte; a bracket before the first of several.
    head = starts + _COUNT_BYTES + len(_HEAD) + (counts > 1) + 1
    return _added_up(docs, counts, data[np.repeat(head, counts) + 2 * within].astype(np.int64))


def _wide(
    counts: Keys, starts: Keys, lengths: Keys, data: npt.NDArray[np.uint8]
) -> tuple[npt.NDArray[np.bool_], Keys]:
    """Tell which values hold steps of one or two bytes and nothing else; return their steps."""
    ends = starts + lengths
    at = starts + _COUNT_BYTES + len(_HEAD)

    def byte(places: Keys) -> Keys:
        return data[np.minimum(places, len(data) - 1)].astype(np.int64)

    good = (counts > 0) & (2 * counts < lengths) & (lengths <= _SEVERAL_BYTES + 3 * counts)
    for step, expected in enumerate(_HEAD, _COUNT_BYTES):
        good &= byte(starts + step) == expected
    good &= (counts == 1) | (byte(at) == ord("("))
    at = at + (counts > 1)
    steps = np.zeros(int(counts[good].sum()), np.int64)
    firsts = np.cumsum(np.where(good, counts, 0)) - np.where(good, counts, 0)
    kept = np.repeat(np.arange(len(counts))[good], counts[good])
    for turn in range(int(counts[good].max(initial=0))):
        todo = np.flatnonzero(good & (counts > turn))
        operation = byte(at[todo])
        two = operation == ord("M")
        steps[firsts[todo] + turn] = byte(at[todo] + 1) + two * (byte(at[todo] + 2) << 8)
        at[todo] += 2 + two
        good[todo] = (two | (operation == ord("K"))) & (at[todo] + 2 <= ends[todo])
    good &= (at + 2 == ends) & (byte(at) == np.where(counts > 1, ord("e"), ord("a")))
    return good, steps[good[kept]]


def _added_up(docs: Docs, counts: Keys, steps: Keys) -> Keys:
    """Return keys from the steps of the positions of each document."""
    firsts = np.cumsum(counts) - counts
    running = np.cumsum(steps)
    before = (running[firsts] - steps[firsts]) if len(steps) else firsts
    positions = running - np.repeat(before, counts)
    keys: Keys = np.repeat(docs.astype(np.int64) << POSITION_BITS, counts) + positions
    return keys


def _others(docs: Docs, values: Sequence[bytes], places: Keys, fmt: Any) -> list[Keys]:
    decode = fmt.decoder("positions")
    return [
        (int(docs[place]) << POSITION_BITS) + np.array(decode(values[place]), np.int64)
        for place in places.tolist()
    ]
