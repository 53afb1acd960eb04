"""A segment on disk as a source of a new one: its documents but for the deleted ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import NumericColumn

from indexer.contract.codec.column_decoding import (
    BytesColumn,
    read_bytes,
    read_field_lengths,
    read_numbers,
    read_stored,
)
from indexer.contract.codec.dictionary import Dictionary, read_dictionary
from indexer.contract.codec.plain.plain_file import open_plain
from indexer.contract.codec.plain.plain_terms import term_groups
from indexer.contract.opening import reporting_damage
from indexer.segments.encoding.column_encoding import Column, select
from indexer.segments.encoding.run_decoding import kept_runs, read_runs
from indexer.segments.encoding.runs import NO_RUNS, Runs

_P = ParamSpec("_P")
_T = TypeVar("_T")


def _reporting_damage(
    read: Callable[Concatenate[StoredSegment, _P], _T],
) -> Callable[Concatenate[StoredSegment, _P], _T]:
    """Tell what is wrong with the segment from what is wrong with what it is merged with."""

    @wraps(read)
    def reading(self: StoredSegment, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        with reporting_damage(self.path, self.name):
            return read(self, *args, **kwargs)

    return reading


class StoredSegment:
    """A segment on disk.

    Args:
        path: of the index, for messages.
        reader: Whoosh's ``SegmentReader``, of Whoosh's own codec; closed by the caller.

    All methods raise as ``indexer.contract.opening.reporting_damage``.
    """

    def __init__(self, path: Path, reader: Any) -> None:
        self.path = path
        self.name: str = reader.segment().segment_id()
        self._reader = reader
        self._open()

    @_reporting_damage
    def _open(self) -> None:
        reader = self._reader
        self._schema = reader.schema
        self._all = int(reader.doc_count_all())
        kept = np.ones(self._all, np.bool_)
        kept[list(reader.segment().deleted_docs())] = False
        self._kept = kept
        self._live = np.flatnonzero(kept)
        self._numbers = (np.cumsum(kept) - 1).astype(np.int32)
        name = reader.segment().make_filename(W3Codec.POSTS_EXT)
        with reader.storage().open_file(name) as file:
            self._postings: bytes = file.get(0, reader.storage().file_length(name))
        plain = open_plain(reader)
        self._groups = list(term_groups(plain).values()) if plain else []

    @property
    def count(self) -> int:
        """The number of documents that are not deleted."""
        return len(self._live)

    @_reporting_damage
    def runs(self, field: str) -> Runs:
        """Return the postings of an indexed field."""
        dictionary = read_dictionary(self._reader, field)
        if not dictionary.terms:
            return NO_RUNS
        size = self._schema[field].format.fixed_value_size()
        runs = read_runs(self._postings, dictionary, size)
        self._check(runs, dictionary)
        runs = replace(runs, positions=self._positions(field))
        if self.count < self._all:
            runs = kept_runs(runs, self._kept, size)
        return replace(runs, docs=self._numbers[runs.docs])

    def _positions(self, field: str) -> npt.NDArray[np.uint32] | None:
        """Return where the terms of a field stand, as ``Runs`` has it, if that is ready."""
        ready = next((group for group in self._groups if field in group.fields), None)
        return ready.all_positions(field) if ready is not None and ready.has_positions else None

    @_reporting_damage
    def lengths(self, field: str) -> npt.NDArray[np.uint8]:
        """Return the rounded length of a field in each document, shape (count,)."""
        return read_field_lengths(self._reader, field)[self._live]

    @_reporting_damage
    def has_column(self, field: str) -> bool:
        """Tell whether there is a column of a field."""
        return bool(self._reader.has_column(field))

    @_reporting_damage
    def column(self, field: str) -> Column | None:
        """Return the column of a field; None where no document has a value."""
        if not self.has_column(field):
            return None
        if isinstance(self._schema[field].column_type, NumericColumn):
            return read_numbers(self._reader, field)[self._live]
        return self._selected(read_bytes(self._reader, field))

    @_reporting_damage
    def stored(self) -> BytesColumn:
        """Return the stored fields of each document, pickled and compressed."""
        return self._selected(read_stored(self._reader))

    def _selected(self, column: BytesColumn) -> BytesColumn:
        return column if self.count == self._all else select(column, self._live)

    def _check(self, runs: Runs, dictionary: Dictionary) -> None:
        documents = np.bincount(runs.term_of, runs.counts, len(dictionary.terms))
        steps = np.diff(runs.docs.astype(np.int64))
        # From the last document of a term to the first one of the next.
        steps[np.flatnonzero(np.diff(np.repeat(runs.term_of, runs.counts)))] = 1
        whole = np.array_equal(documents, dictionary.frequencies) and bool((steps > 0).all())
        if not whole or runs.docs.min() < 0 or runs.docs.max() >= self._all:
            raise ValueError("its postings are not of its documents")
