"""When an article came into the index, and when it last changed there.

The generations tell what came before what. The times are what the clock said, which may
have gone backwards in between.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools
from indexer.contract.codec.column_decoding import BytesColumn, read_bytes, read_numbers
from indexer.contract.schema import FIRST_ID, HISTORY_COLUMNS

Histories: TypeAlias = npt.NDArray[np.uint64]
"""The values of :data:`HISTORY_COLUMNS` of each document, shape (n, 4)."""

# The end of the year 9999, the last one that Python's dates have.
_LATEST = 253_402_300_800_000_000


class Moment(NamedTuple):
    """A commit, as a moment in the life of an index.

    Attributes:
        time: of the sync that made it, in microseconds since 1970, UTC, at least 1.
        generation: of the state that it made.
    """

    time: int
    generation: int


class History(NamedTuple):
    """An article's past.

    Attributes:
        added: when it was first indexed.
        changed: when its file last held something else.
        first_id: under which it was first indexed; empty where that is the one that it has.
    """

    added: Moment
    changed: Moment
    first_id: str = ""


def read_histories(reader: Any) -> Histories:
    """Read the past of all documents of one segment.

    Args:
        reader: Whoosh's ``SegmentReader``.

    Returns:
        Zeros for the documents of another program.
    """
    histories = np.zeros((reader.doc_count_all(), len(HISTORY_COLUMNS)), np.uint64)
    for place, name in enumerate(HISTORY_COLUMNS):
        if reader.has_column(name):
            histories[:, place] = read_numbers(reader, name)
    return histories


def read_first_ids(reader: Any) -> BytesColumn:
    """Read under which ids the documents of one segment were first indexed.

    An index of an earlier schema version knows nothing of it.

    Args:
        reader: Whoosh's ``SegmentReader``.

    Returns:
        UTF-8; empty where a document has that id still.
    """
    if FIRST_ID not in reader.schema:
        return BytesColumn(b"", np.zeros(reader.doc_count_all() + 1, np.int64))
    return read_bytes(reader, FIRST_ID)


def impossible(histories: Histories, generation: int) -> Bools:
    """Tell which documents have a past that they cannot have in a state, shape (n,).

    That nothing is known, as of the documents of another program, is possible.
    """
    added, added_generation, changed, changed_generation = histories.T
    beyond = np.maximum(added, changed) >= _LATEST
    turned = (added_generation > changed_generation) | (changed_generation > generation)
    known = histories != 0
    wrong: Bools = beyond | turned | (known.any(axis=1) & ~known.all(axis=1))
    return wrong
