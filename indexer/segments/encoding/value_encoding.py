r"""The values of postings: what a field keeps of each besides its weight.

A field's format says how long they are. Of no length there are none; values of one fixed
length (frequencies) stand one after the other; values of any length (positions) are the
items of a pickled tuple, and are kept here as the pickle's operations that push them: a
``C``, the length as one byte, and the bytes (or a ``B``, and the length as four bytes).
A tuple is then a matter of what stands before and after, whoever the items come from.

``whoosh.formats.Positions`` writes the number of positions (uint32, big-endian) and a
list of their differences, pickled by protocol 2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from indexer.segments.encoding.pickling import SHORT, push

# The length of the value, the number of positions, PROTO 2, EMPTY_LIST, BINPUT 0. Then come
# the position and APPEND, or MARK, the positions and APPENDS; then STOP.
_HEAD = b"C?\0\0\0?\x80\x02]q\0"
_LENGTH_AT, _COUNT_AT = (place for place, byte in enumerate(_HEAD) if byte == ord("?"))
_TAIL_BYTES = 2
# The operation's own two bytes are not part of the value.
_OWN_BYTES = 2
# BININT1 has one byte, BININT2 two, BININT four, and all of them one before that says so.
_NARROW, _WIDE, _WIDEST = 1 << 8, 1 << 16, 1 << 31


def push_positions(counts: Ints, steps: Ints, fmt: Any) -> tuple[bytes, Ints]:
    """Return the operations that push the positions of postings.

    Args:
        counts: how many positions each posting has, at least one, shape (n,).
        steps: from each position to the next, the first of a posting absolute, shape (p,).
        fmt: Whoosh's format of the field, which encodes what is out of the ordinary.

    Returns:
        The operations, one after the other, and where each one ends, shape (n,).
    """
    firsts = np.cumsum(counts) - counts
    wide = steps >= _NARROW
    sizes = 2 + wide.astype(np.int64)
    if wide.any():
        sizes += 2 * (steps >= _WIDE)
    several = counts > 1
    body = np.add.reduceat(sizes, firsts) if len(steps) else counts
    lengths = len(_HEAD) + several + body + _TAIL_BYTES
    usual = lengths <= SHORT + _OWN_BYTES
    if wide.any():
        usual &= np.maximum.reduceat(steps, firsts) < _WIDEST
    others = {
        place: push(_encoded(steps[firsts[place] : firsts[place] + counts[place]], fmt))
        for place in np.flatnonzero(~usual).tolist()
    }
    for place, operation in others.items():
        lengths[place] = len(operation)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    data = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    _put(data, starts[usual], _HEAD)
    data[starts[usual] + _LENGTH_AT] = lengths[usual] - _OWN_BYTES
    data[starts[usual] + _COUNT_AT] = counts[usual]
    data[starts[usual & several] + len(_HEAD)] = ord("(")
    data[ends[usual] - 2] = np.where(several[usual], ord("e"), ord("a"))
    data[ends[usual] - 1] = ord(".")
    before = np.cumsum(sizes) - sizes
    heads = starts + len(_HEAD) + several
    heads -= before[firsts] if len(steps) else 0
    _put_steps(data, np.repeat(heads, counts) + before, steps, wide, np.repeat(usual, counts))
    for place, operation in others.items():
        data[starts[place] : ends[place]] = np.frombuffer(operation, np.uint8)
    return data.tobytes(), ends


def _put_steps(
    data: npt.NDArray[np.uint8], places: Ints, steps: Ints, wide: Bools, usual: Bools
) -> None:
    if not usual.all():
        places, steps, wide = places[usual], steps[usual], wide[usual]
    data[places] = np.where(wide, ord("M"), ord("K"))
    data[places + 1] = steps & (_NARROW - 1)
    places, steps = places[wide], steps[wide]
    data[places + 2] = steps >> 8 & (_NARROW - 1)
    widest = steps >= _WIDE
    places, steps = places[widest], steps[widest]
    data[places] = ord("J")
    data[places + 3] = steps >> 16 & (_NARROW - 1)
    data[places + 4] = steps >> 24


def _put(data: npt.NDArray[np.uint8], starts: Ints, what: bytes) -> None:
    for offset, byte in enumerate(what):
        data[starts + offset] = byte


def _encoded(steps: Ints, fmt: Any) -> bytes:
    encoded: bytes = fmt.encode(np.cumsum(steps).tolist())
    return encoded
