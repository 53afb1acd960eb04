"""Tables of contents that are sealed: with a checksum, and the one of the file beside.

Whoosh writes a head, the schema as a pickle, the generation (int32), a number that it never
looks at (int32, 0) and the segments as a pickle, and reads nothing beyond. A sealed table has
another number there, and the seal at its end: size and checksum of the file beside the segments
(uint64, uint32; zeros where there is none), and a CRC-32 of all that stands before (uint32). So
the seal comes and goes with the table. Whatever another Whoosh program commits is not sealed,
but the segments in it still name their checksums (``sums.attach``).

All numbers are big-endian.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

from whoosh.filedb.structfile import StructFile

from indexer.contract.codec.pickles import check_contents
from indexer.contract.codec.sums import DamagedBytesError, Sums, checksum, sums_of

_INT = struct.Struct(">i")
_BESIDE = struct.Struct(">QI")
_SUM = struct.Struct(">I")

# Instead of Whoosh's 0.
_SEALED = 0x5EA1ED01


class Beside(NamedTuple):
    """What a table of contents says of the file beside its segments.

    Attributes:
        size: its bytes.
        sum: CRC-32 of the checksums that it carries.
    """

    size: int
    sum: int


NOTHING_BESIDE = Beside(0, 0)


class Contents(NamedTuple):
    """What a table of contents says of checksums.

    Attributes:
        sealed: whether the table has a seal.
        beside: of the file beside the segments; None where it says nothing.
        segments: the name of each segment's file, and its checksums; None where it has none.
    """

    sealed: bool
    beside: Beside | None
    segments: Mapping[str, Sums | None]


def seal(contents: bytes, beside: Beside = NOTHING_BESIDE) -> bytes:
    """Return a table of contents, as Whoosh writes it, with its seal."""
    place = _place_of_number(contents)
    marked = contents[:place] + _INT.pack(_SEALED) + contents[place + _INT.size :]
    marked += _BESIDE.pack(*beside)
    return marked + _SUM.pack(checksum(marked))


@lru_cache(maxsize=2)
def read_contents(contents: bytes) -> Contents:
    """Look at a table of contents before Whoosh does: what was found sound is remembered.

    Whoosh reads it several times whenever an index is opened, and it names every deleted document.

    Raises:
        DamagedBytesError: it is not as it was written.
        pickle.UnpicklingError, ValueError and others: it is damaged, and has no seal.
    """
    place = _place_of_number(contents)
    (number,) = _INT.unpack_from(contents, place)
    beside = None
    if number == _SEALED:
        end = len(contents) - _SUM.size
        if checksum(memoryview(contents)[:end]) != _SUM.unpack_from(contents, end)[0]:
            raise DamagedBytesError("the table of contents is not as it was written")
        said = Beside(*_BESIDE.unpack_from(contents, end - _BESIDE.size))
        beside = None if said == NOTHING_BESIDE else said
    # A seal that is not announced is a damaged one.
    elif number or check_contents(contents) != len(contents):
        raise DamagedBytesError("the table of contents is not as it was written")
    segments: list[Any] = pickle.loads(memoryview(contents)[place + _INT.size :])
    return Contents(
        number == _SEALED,
        beside,
        {each.make_filename(each.COMPOUND_EXT): sums_of(each) for each in segments},
    )


def _place_of_number(contents: bytes) -> int:
    """Return where the number stands that Whoosh never looks at."""
    stream = StructFile(BytesIO(contents))
    for _ in range(3):
        stream.read_varint()
    stream.read_int()
    stream.read_int()
    for _ in range(3):
        stream.read_varint()
    stream.skip_string()
    place: int = stream.tell() + _INT.size
    return place
