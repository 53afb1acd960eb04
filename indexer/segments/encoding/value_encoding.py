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

from indexer.contract.codec.arrays import Ints
from indexer.segments.encoding.pickling import SHORT, push
from indexer.segments.encoding.runs import ragged

# Of one position: PROTO 2, EMPTY_LIST, BINPUT 0, BININT1 and the position, APPEND, STOP.
_ONE = b"C\x0d\0\0\0\1\x80\x02]q\0K?a."
_ONE_AT = _ONE.index(b"?")
# Of several, with MARK before and APPENDS after them.
_SEVERAL_HEAD = b"C?\0\0\0?\x80\x02]q\0("
_SEVERAL_TAIL = b"e."
_SEVERAL_COUNT_AT = _SEVERAL_HEAD.rindex(b"?")
# Each position takes two bytes; the length of the value has to fit into one.
_MOST = (SHORT - len(_SEVERAL_HEAD) - len(_SEVERAL_TAIL) + 2) // 2
_BYTE = 256


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
    usual = counts <= _MOST
    if len(steps):
        usual &= np.maximum.reduceat(steps, firsts) < _BYTE
    one, several = usual & (counts == 1), usual & (counts > 1)
    lengths = np.where(counts == 1, len(_ONE), len(_SEVERAL_HEAD) + 2 * counts + len(_SEVERAL_TAIL))
    others = {
        place: push(_encoded(steps[firsts[place] : firsts[place] + counts[place]], fmt))
        for place in np.flatnonzero(~usual).tolist()
    }
    for place, operation in others.items():
        lengths[place] = len(operation)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    data = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    _put(data, starts[one], _ONE)
    data[starts[one] + _ONE_AT] = steps[firsts[one]]
    taken = ragged(firsts[several], counts[several])
    _put_several(data, starts[several], counts[several], steps[taken])
    for place, operation in others.items():
        data[starts[place] : ends[place]] = np.frombuffer(operation, np.uint8)
    return data.tobytes(), ends


def _put_several(data: npt.NDArray[np.uint8], starts: Ints, counts: Ints, steps: Ints) -> None:
    _put(data, starts, _SEVERAL_HEAD)
    # The operation's own two bytes are not part of the value.
    data[starts + 1] = len(_SEVERAL_HEAD) - 2 + 2 * counts + len(_SEVERAL_TAIL)
    data[starts + _SEVERAL_COUNT_AT] = counts
    places = ragged(starts + len(_SEVERAL_HEAD), 2 * counts)
    data[places[::2]] = ord("K")
    data[places[1::2]] = steps
    _put(data, starts + len(_SEVERAL_HEAD) + 2 * counts, _SEVERAL_TAIL)


def _put(data: npt.NDArray[np.uint8], starts: Ints, what: bytes) -> None:
    for offset, byte in enumerate(what):
        data[starts + offset] = byte


def _encoded(steps: Ints, fmt: Any) -> bytes:
    encoded: bytes = fmt.encode(np.cumsum(steps).tolist())
    return encoded
