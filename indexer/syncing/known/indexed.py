"""What the index knows of the files that it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Ints
from indexer.contract.codec.column_decoding import read_bytes, read_numbers
from indexer.contract.errors import IndexDamagedError
from indexer.contract.opening import opened_index


class Known(NamedTuple):
    """One state of the index, as sync sees it.

    Attributes:
        numbers: of the documents in this state of the index, by article id.
        sizes, mtimes: as in ``Fingerprint``, int64, by document number.
        generation: of the state.
    """

    numbers: dict[str, int]
    sizes: Ints
    mtimes: Ints
    generation: int


NOTHING = Known({}, np.empty(0, np.int64), np.empty(0, np.int64), 0)
"""Before there is an index."""


def read_known(path: Path) -> Known:
    """Read which files the index in ``path`` was made from, in bulk from its columns.

    Raises:
        IndexStateError: see ``opened_index``.
    """
    with opened_index(path) as opened:
        reader = opened.reader
        if not reader.doc_count_all():
            return NOTHING._replace(generation=opened.generation)
        numbers: dict[str, int] = {}
        sizes, mtimes = [], []
        for segment, base in reader.leaf_readers():
            numbers.update(_numbers(segment, base))
            sizes.append(_column(segment, "file_size"))
            mtimes.append(_column(segment, "file_mtime"))
        if len(numbers) != reader.doc_count():
            raise IndexDamagedError(path, "two documents have the same id")
        return Known(numbers, np.concatenate(sizes), np.concatenate(mtimes), opened.generation)


def _numbers(reader: Any, base: int) -> dict[str, int]:
    """Return the numbers of a segment's documents by their ids."""
    ids = [id.decode() for id in read_bytes(reader, "id")]
    numbers = dict(zip(ids, range(base, base + len(ids)), strict=True))
    for deleted in reader.segment().deleted_docs():
        # Another document of the same segment may have the same id.
        if numbers.get(ids[deleted]) == base + deleted:
            del numbers[ids[deleted]]
    return numbers


def _column(reader: Any, field: str) -> Ints:
    # Another program's articles have none; they are then read, or deleted.
    if not reader.has_column(field):
        return np.zeros(reader.doc_count_all(), np.int64)
    return read_numbers(reader, field).astype(np.int64)
