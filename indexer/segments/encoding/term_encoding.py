"""The dictionary of a segment: from terms to where their postings are.

The format is that of ``whoosh.filedb.filetables.OrderedHashWriter``: a head, records in
the order of their keys (lengths of key and value as int32, key, value), 256 hash tables
of pointers (hash as uint32, place of the record as int64), a directory of these tables
(place as int64, slots as int32), a pickled dictionary about the file, the places of all
records, and the length of these last two. All numbers are big-endian. A key is the number
of the field (uint16) and the term; a value is as ``blocks.TERM_INFO`` says.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from indexer.segments.encoding.block_encoding import TERM_INFO

# The tag, the kind of hash and eight bytes for the future. Whoosh's own kind, MD5, is
# slower for everybody.
_CRC32 = 1
_HEAD = struct.Struct("!4sBii").pack(b"HSH3", _CRC32, 0, 0)
_LENGTHS = struct.Struct("!ii")
_FIELD = struct.Struct("!H")
_POINTER = np.dtype([("hash", ">u4"), ("record", ">i8")])
_TABLE = np.dtype([("start", ">i8"), ("slots", ">i4")])
_TABLES = 256


class FieldTerms(NamedTuple):
    """The terms of a field.

    Attributes:
        terms: in the order of their bytes.
        infos: of each term, shape (t,), as ``blocks.TERM_INFO`` says.
    """

    terms: list[bytes]
    infos: npt.NDArray[np.void]


def encode_terms(fields: Sequence[tuple[str, FieldTerms]]) -> bytes:
    """Return the file of a segment's terms; the fields get their numbers in this order."""
    keys = list(
        chain.from_iterable(
            [_FIELD.pack(number) + term for term in of_field.terms]
            for number, (_, of_field) in enumerate(fields)
        )
    )
    key_lengths = np.fromiter(map(len, keys), np.int64, len(keys))
    value_bytes = TERM_INFO.itemsize
    lengths = np.empty((len(keys), 2), ">i4")
    lengths[:, 0] = key_lengths
    lengths[:, 1] = value_bytes
    raw_lengths = lengths.tobytes()
    values = b"".join(of_field.infos.tobytes() for _, of_field in fields)
    head = _LENGTHS.size
    records = b"".join(
        [
            raw_lengths[head * place : head * place + head]
            + key
            + values[value_bytes * place : value_bytes * (place + 1)]
            for place, key in enumerate(keys)
        ]
    )
    sizes = key_lengths + head + value_bytes
    places = np.cumsum(sizes) - sizes + len(_HEAD)
    hashes = np.fromiter(map(crc32, keys), np.int64, len(keys))
    tables, directory = _hash_tables(hashes, places, len(_HEAD) + len(records))
    place_type = "I" if int(places.max(initial=0)) < 2**32 else "q"
    extras = {
        "fieldmap": {name: number for number, (name, _) in enumerate(fields)},
        "indextype": place_type,
        "indexlen": len(keys),
    }
    tail = pickle.dumps(extras, 2) + places.astype(f">{place_type}").tobytes()
    return b"".join((_HEAD, records, tables, directory, tail, struct.pack("!i", len(tail))))


def _hash_tables(hashes: Ints, places: Ints, start: int) -> tuple[bytes, bytes]:
    """Return the hash tables, the first of which begins at ``start``, and their directory.

    The lowest byte of a hash chooses the table, the rest the slot; whoever finds a slot
    taken has the next free one.
    """
    table = hashes & (_TABLES - 1)
    # Whoosh's own have two for each record: a quarter of the file.
    slots = (5 * np.bincount(table, minlength=_TABLES) + 3) // 4
    wanted = (hashes >> 8) % slots[table]
    order = np.lexsort((wanted, table))
    table, wanted = table[order], wanted[order]
    bases = np.cumsum(slots) - slots
    # In the order of the slots that are wanted, everybody gets the next free one or a
    # later one; tables are kept apart by more than they have slots.
    apart = table * (int(slots.max(initial=0)) + 1)
    rank = np.arange(len(hashes)) - np.searchsorted(table, np.arange(_TABLES))[table]
    given = np.maximum.accumulate(wanted - rank + apart) - apart + rank
    pointers = np.zeros(int(slots.sum()), _POINTER)
    fits = given < slots[table]
    pointers["hash"][bases[table[fits]] + given[fits]] = hashes[order[fits]]
    pointers["record"][bases[table[fits]] + given[fits]] = places[order[fits]]
    # Those beyond the end of their table go on from its beginning.
    for place in np.flatnonzero(~fits).tolist():
        base = int(bases[table[place]])
        free = base + int(np.argmin(pointers["record"][base : base + slots[table[place]]] != 0))
        pointers[free] = hashes[order[place]], places[order[place]]
    directory = np.empty(_TABLES, _TABLE)
    directory["start"] = start + bases * _POINTER.itemsize
    directory["slots"] = slots
    return pointers.tobytes(), directory.tobytes()
