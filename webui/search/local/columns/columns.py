"""Columns: one value per document, as arrays, for facets, filters and sorts.

A segment never changes once it is written, so what was read for one stays valid until it
is merged away; a snapshot takes the columns of the segments that it has in common with
the one before from there. Document numbers count through all segments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.codec.column_decoding import BytesColumn, read_bytes, read_numbers
from indexer.contract.history import read_first_ids
from indexer.contract.schema import TOPIC_SEPARATOR
from webui.search.criteria.facet_specs import FACET_SPECS, FACETS, FacetName
from webui.search.local.columns.labels import (
    NO_SETS,
    LabelColumn,
    LabelSets,
    joined_columns,
    label_column,
    part_of,
)

NO_DATE = np.iinfo(np.int64).min
"""Stands in :attr:`Columns.published` for "no date"."""
NO_NUMBER = -(2**62)
"""Stands in :attr:`Columns.quality` and :attr:`Columns.heat` for "not given"; less than any."""

MICROSECONDS_A_DAY = 86_400_000_000
# Whoosh's datetimes count microseconds from the year 1.
_EPOCH_MICROSECONDS = 62_135_596_800_000_000
_END_MICROSECONDS = date.max.toordinal() * MICROSECONDS_A_DAY
_MISSING_64 = 2**64 - 1
_MISSING_32 = 2**32 - 1
_MISSING_8 = 2**8 - 1
# Whoosh adds this to signed numbers, to make them sort as unsigned ones; not to datetimes.
_OFFSET_32 = 2**31


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a segment, or of all segments of a snapshot, one after the other.

    Attributes:
        ids: article ids, by segment.
        first_ids: those under which they were first indexed, empty where that is ``ids``.
        published: microseconds since 1970, UTC, or :data:`NO_DATE`, int64, shape (n,).
        days: days since 1970, UTC, or :data:`NO_DATE`, int64, shape (n,).
        quality, heat: numbers, or :data:`NO_NUMBER`, int64, shape (n,).
        curated: shape (n,).
        added: when each was first indexed, in microseconds since 1970, UTC, or
            :data:`NO_DATE`, int64, shape (n,).
        added_generation: in which state that was, 0 where it is not known, int64, shape (n,).
        changed_generation: in which state its file last held something else, 0 where that is
            not known, int64, shape (n,).
        facets: the labels.
    """

    ids: Ids
    first_ids: Ids
    published: Ints
    days: Ints
    quality: Ints
    heat: Ints
    curated: Bools
    added: Ints
    added_generation: Ints
    changed_generation: Ints
    facets: dict[FacetName, LabelColumn]

    def __len__(self) -> int:
        return len(self.published)

    @property
    def nbytes(self) -> int:
        """Bytes of all of it."""
        numbers = (
            *(self.published, self.days, self.quality, self.heat),
            *(self.added, self.added_generation, self.changed_generation),
        )
        labels = sum(column.nbytes for column in self.facets.values())
        names = self.ids.nbytes + self.first_ids.nbytes
        return sum(array.nbytes for array in (*numbers, self.curated)) + labels + names

    def is_worn(self) -> bool:
        """Whether most of a facet's label sets are of documents that are gone."""
        return any(column.is_worn() for column in self.facets.values())

    def labels(self, facet: FacetName) -> LabelColumn:
        """Return the column of a facet."""
        return self.facets[facet]

    def tables(self) -> dict[FacetName, LabelSets]:
        """Return the sets of labels of each facet."""
        return {facet: column.table for facet, column in self.facets.items()}


@dataclass(frozen=True, slots=True)
class Ids:
    """Article ids, kept as the bytes of each segment's column until one is asked for.

    Attributes:
        parts: of each segment.
        bases: number of the first document of each segment, ascending, shape (s,).
    """

    parts: tuple[BytesColumn, ...]
    bases: Ints

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __getitem__(self, doc: int) -> str:
        part = int(np.searchsorted(self.bases, doc, "right")) - 1
        value: bytes = self.parts[part][doc - int(self.bases[part])]
        return value.decode()

    def __iter__(self) -> Iterator[str]:
        return (value.decode() for part in self.parts for value in part)

    @property
    def nbytes(self) -> int:
        """Bytes of all of them."""
        return sum(part.nbytes for part in self.parts)


def read_columns(reader: Any, tables: dict[FacetName, LabelSets]) -> Columns:
    """Read the columns of one segment through Whoosh's ``SegmentReader``.

    Args:
        reader: of the segment.
        tables: sets of labels that are known; the segment's go on from there.

    Raises:
        ValueError: there is a date beyond the year 9999: the file is damaged.
    """
    stored = _stored(reader, "published", _MISSING_64, np.uint64)
    known = stored != _MISSING_64
    if np.any(stored[known] >= _END_MICROSECONDS):
        raise ValueError("an article's date is beyond the year 9999")
    published = np.full(len(stored), NO_DATE, np.int64)
    published[known] = stored[known].astype(np.int64) - _EPOCH_MICROSECONDS
    days = np.full(len(stored), NO_DATE, np.int64)
    days[known] = published[known] // MICROSECONDS_A_DAY
    since_1970 = _stored(reader, "added_time", 0, np.uint64)
    if np.any(since_1970 >= _END_MICROSECONDS - _EPOCH_MICROSECONDS):
        raise ValueError("an article was first indexed beyond the year 9999")
    added = np.where(since_1970 == 0, NO_DATE, since_1970.astype(np.int64))
    return Columns(
        ids=Ids((read_bytes(reader, "id"),), np.zeros(1, np.int64)),
        first_ids=Ids((read_first_ids(reader),), np.zeros(1, np.int64)),
        published=published,
        days=days,
        quality=_signed_32(reader, "quality"),
        heat=_signed_32(reader, "heat"),
        curated=_stored(reader, "curated", _MISSING_8, np.uint8) == 1,
        added=added,
        added_generation=_stored(reader, "added_generation", 0, np.uint32).astype(np.int64),
        changed_generation=_stored(reader, "changed_generation", 0, np.uint32).astype(np.int64),
        facets={
            spec.name: label_column(
                read_bytes(reader, spec.column),
                TOPIC_SEPARATOR if spec.several else None,
                tables.get(spec.name, NO_SETS),
            )
            for spec in FACET_SPECS
        },
    )


def part_of_columns(columns: Columns, base: int, size: int) -> Columns:
    """Return the columns of one segment of a snapshot, without copying them."""
    stop = base + size
    part = int(np.searchsorted(columns.ids.bases, base, "right")) - 1
    return Columns(
        ids=Ids((columns.ids.parts[part],), np.zeros(1, np.int64)),
        first_ids=Ids((columns.first_ids.parts[part],), np.zeros(1, np.int64)),
        published=columns.published[base:stop],
        days=columns.days[base:stop],
        quality=columns.quality[base:stop],
        heat=columns.heat[base:stop],
        curated=columns.curated[base:stop],
        added=columns.added[base:stop],
        added_generation=columns.added_generation[base:stop],
        changed_generation=columns.changed_generation[base:stop],
        facets={facet: part_of(column, base, stop) for facet, column in columns.facets.items()},
    )


def concatenate(parts: Sequence[Columns]) -> Columns:
    """String the columns of segments together, whose label sets are numbered alike."""
    bases = np.cumsum([0, *(len(part) for part in parts)])[:-1]
    return Columns(
        ids=Ids(tuple(part.ids.parts[0] for part in parts), bases.astype(np.int64)),
        first_ids=Ids(tuple(part.first_ids.parts[0] for part in parts), bases.astype(np.int64)),
        published=_joined([part.published for part in parts], np.int64),
        days=_joined([part.days for part in parts], np.int64),
        quality=_joined([part.quality for part in parts], np.int64),
        heat=_joined([part.heat for part in parts], np.int64),
        curated=_joined([part.curated for part in parts], np.bool_),
        added=_joined([part.added for part in parts], np.int64),
        added_generation=_joined([part.added_generation for part in parts], np.int64),
        changed_generation=_joined([part.changed_generation for part in parts], np.int64),
        facets={facet: joined_columns([part.facets[facet] for part in parts]) for facet in FACETS},
    )


def _stored(reader: Any, field: str, missing: int, kind: Any) -> npt.NDArray[Any]:
    numbers = read_numbers(reader, field)
    return numbers if len(numbers) else np.full(reader.doc_count_all(), missing, kind)


def _signed_32(reader: Any, field: str) -> Ints:
    raw = _stored(reader, field, _MISSING_32, np.uint32).astype(np.int64)
    return np.where(raw == _MISSING_32, NO_NUMBER, raw - _OFFSET_32)


def _joined(arrays: Sequence[npt.NDArray[Any]], dtype: Any) -> npt.NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)
