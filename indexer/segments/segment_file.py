"""Documents and other segments → one segment, one file, which stock Whoosh opens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from time import time
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.structfile import StructFile

from indexer.contract.codec.column_decoding import BytesColumn
from indexer.contract.codec.plain.plain_columns import ColumnArrays
from indexer.contract.codec.plain.plain_file import (
    EXTENSION,
    aligned,
    encode_array,
    encode_head,
)
from indexer.contract.codec.plain.plain_terms import TermGroup
from indexer.contract.codec.summing import SummingFile
from indexer.contract.codec.sums import Sums, attach
from indexer.segments.encoding.block_encoding import encode_field
from indexer.segments.encoding.column_encoding import (
    STORED_COLUMN,
    Column,
    concatenate,
    empty_column,
    encode_column,
)
from indexer.segments.encoding.run_decoding import decoded_positions
from indexer.segments.encoding.runs import Runs, merge_runs
from indexer.segments.encoding.term_encoding import FieldTerms, encode_terms
from indexer.segments.flattening.column_arrays import ColumnBuilder
from indexer.segments.flattening.term_arrays import Arrays, GroupBuilder

_STORED = "_stored"

NO_COLUMNS = ColumnArrays()
"""Of a segment whose columns are not written as plain arrays, too."""


class Source(Protocol):
    """What goes into a new segment: documents, numbered from 0 without gaps."""

    @property
    def count(self) -> int:
        """The number of documents."""
        ...

    def runs(self, field: str) -> Runs:
        """Return the postings of an indexed field."""
        ...

    def lengths(self, field: str) -> npt.NDArray[np.uint8]:
        """Return how many terms a field has in each document, rounded, shape (count,).

        One byte each, as ``whoosh.util.numeric.length_to_byte`` gives it.
        """
        ...

    def has_column(self, field: str) -> bool:
        """Tell whether any document has a value in the column of a field."""
        ...

    def column(self, field: str) -> Column | None:
        """Return the column of a field; None where no document has a value."""
        ...

    def stored(self) -> BytesColumn:
        """Return the stored fields of each document, pickled and compressed."""
        ...


def write_segment(
    storage: Any,
    index_name: str,
    schema: Any,
    sources: Sequence[Source],
    groups: Sequence[TermGroup] = (),
    columns: ColumnArrays = NO_COLUMNS,
) -> Any:
    """Write the documents of all sources, one source after the other, as one segment.

    Fields are written one by one, so that the postings of no two are in memory.

    Args:
        storage: of Whoosh; the segment becomes one file in it.
        index_name: Whoosh's name of the index.
        schema: of the index. No field may keep vectors, or words apart for spelling.
        sources: at least one document together.
        groups: fields whose postings are written as plain arrays, too, each in one group.
        columns: which of them are, too.

    Returns:
        Whoosh's ``Segment``, to be named in a table of contents, with its checksums.
    """
    count = sum(source.count for source in sources)
    # Its codec is Whoosh's own: it is pickled into the index.
    segment = W3Segment(W3Codec(), index_name, count)
    segment.compound = True
    file = _SegmentFile(storage, segment)
    try:
        plain = _Plain(groups, columns)
        terms, segment._fieldlengths = _write_postings(file, schema, sources, plain)
        file.add(W3Codec.TERMS_EXT, [encode_terms(terms)])
        for name, column in _columns(schema, sources, plain.columns):
            file.add(f".{name}{W3Codec.COLUMN_EXT}", [column])
        if groups or any(columns):
            file.add_plain(count, plain)
        attach(segment, file.finish())
    finally:
        file.close()
    return segment


class _SegmentFile:
    """Whoosh's compound file: files one after the other, then a directory of them."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._segment = segment
        self._directory: dict[str, dict[str, float]] = {}
        created = storage.create_file(segment.make_filename(segment.COMPOUND_EXT))
        self._summing = SummingFile(created)
        self._file = StructFile(self._summing)
        # Where the directory is, filled in at the end.
        self._file.write_long(0)
        self._file.write_int(0)

    def add(self, extension: str, chunks: Iterable[bytes]) -> None:
        start = self._file.tell()
        for chunk in chunks:
            self._file.write(chunk)
        self._directory[self._segment.make_filename(extension)] = {
            "offset": start,
            "length": self._file.tell() - start,
            "modified": time(),
        }

    def add_plain(self, count: int, plain: _Plain) -> None:
        """Add the plain arrays, so that each begins at a multiple of ``ALIGNED``."""
        at = self._file.tell()
        self._file.write(bytes(aligned(at) - at))
        said: dict[str, Any] = {"documents": count, "groups": plain.said}
        arrays, columns = plain.arrays, plain.columns.arrays()
        if columns is not None:
            said["columns"] = columns[0]
            arrays |= columns[1]
        head = encode_head(said, arrays)
        self.add(EXTENSION, chain([head], map(encode_array, arrays.values())))

    def finish(self) -> Sums:
        CompoundStorage.write_dir(self._file, 0, self._directory)
        return self._summing.sums()

    def close(self) -> None:
        if not self._file.is_closed:
            self._file.close()


class _Plain:
    """Collects the plain arrays of a segment.

    Args:
        groups: of fields.
        columns: of them.
    """

    def __init__(self, groups: Sequence[TermGroup], columns: ColumnArrays) -> None:
        self.columns = ColumnBuilder(columns)
        self._of_field = {name: group for group in groups for name in group.fields}
        self._left = {group.name: set(group.fields) for group in groups}
        self._builders = {group.name: GroupBuilder(group) for group in groups}
        self.arrays: Arrays = {}
        self.said: dict[str, Sequence[str]] = {}

    def add(self, name: str, field: Any, runs: Runs) -> None:
        """Add the postings of a field; once a group has all of its own, they become arrays."""
        group = self._of_field.get(name)
        if group is None:
            return
        places = group.positions and field.format.supports("positions")
        if places and runs.positions is None and runs.terms:
            runs = replace(runs, positions=decoded_positions(runs, field.format))
        self._builders[group.name].add(name, runs)
        self._left[group.name].remove(name)
        if not self._left[group.name]:
            arrays = self._builders.pop(group.name).arrays()
            if arrays is not None:
                self.arrays |= arrays
                self.said[group.name] = group.fields


def _write_postings(
    file: _SegmentFile, schema: Any, sources: Sequence[Source], plain: _Plain
) -> tuple[list[tuple[str, FieldTerms]], dict[str, int]]:
    """Write the postings of all fields; return their terms, and the totals of their lengths."""
    terms: list[tuple[str, FieldTerms]] = []
    totals: dict[str, int] = {}
    bases = np.cumsum([0] + [source.count for source in sources]).tolist()[:-1]

    def blocks() -> Iterable[bytes]:
        written = 0
        for name, field in sorted(schema.items()):
            if not field.indexed:
                continue
            runs = merge_runs([source.runs(name) for source in sources], bases)
            plain.add(name, field, runs)
            if not runs.terms:
                continue
            lengths = np.concatenate([source.lengths(name) for source in sources])
            if field.scorable:
                # Rounded lengths would add up to something else.
                totals[name] = round(runs.weights.sum(dtype=np.float64) / field.format.field_boost)
            encoded = encode_field(runs, lengths, field.format.fixed_value_size())
            encoded.infos["offset"] += written
            terms.append((name, FieldTerms(encoded.terms, encoded.infos)))
            written += len(encoded.data)
            yield encoded.data

    file.add(W3Codec.POSTS_EXT, blocks())
    return terms, totals


def _columns(
    schema: Any, sources: Sequence[Source], plain: ColumnBuilder
) -> Iterable[tuple[str, bytes]]:
    stored = concatenate([source.stored() for source in sources])
    yield _STORED, encode_column(STORED_COLUMN, stored)
    for name, field in sorted(schema.items()):
        if field.indexed and field.scorable:
            lengths = np.concatenate([source.lengths(name) for source in sources])
            if lengths.any():
                yield f"_{name}_len", lengths.tobytes()
        kind = field.column_type
        if kind and any(source.has_column(name) for source in sources):
            column = _column(name, kind, sources)
            plain.add(name, column)
            yield name, encode_column(kind, column)


def _column(name: str, kind: Any, sources: Sequence[Source]) -> Column:
    columns = [source.column(name) for source in sources]
    return concatenate(
        [
            empty_column(kind, source.count) if column is None else column
            for column, source in zip(columns, sources, strict=True)
        ]
    )
