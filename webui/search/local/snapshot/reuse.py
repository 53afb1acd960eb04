"""What a state takes over from the one before it: segments never change once they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.local.columns.columns import (
    Columns,
    concatenate,
    part_of_columns,
    read_columns,
)
from webui.search.local.engine.cache import Sized
from webui.search.local.engine.segment import Segment


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier state, as far as the one that follows it has a use for it.

    Attributes:
        stories: what was derived of its stories.
        now: the present number of each of its documents, -1 where it is deleted or was
            merged into a new segment, shape (m,).
        live: which of its documents were not deleted, shape (m,).
    """

    stories: Sized
    now: Ints
    live: Bools


def columns_of(
    segments: Sequence[Segment], before: Sequence[Segment], known: Columns | None
) -> Columns:
    """Return the columns of some segments: read, or taken over.

    Args:
        segments: of this state.
        before: segments of the state before.
        known: the columns of that; None where there was none.
    """
    if known is None or known.is_worn():
        bases, tables = {}, {}
    else:
        bases = {segment.id: segment.base for segment in before}
        tables = known.tables()
    parts = []
    for segment in segments:
        if known is not None and segment.id in bases:
            parts.append(part_of_columns(known, bases[segment.id], segment.size))
        else:
            parts.append(read_columns(segment.reader, tables))
            tables = parts[-1].tables()
    return concatenate(parts)


def numbers_now(before: Sequence[Segment], segments: Sequence[Segment], live: Bools) -> Ints:
    """Return the present number of each document of an earlier state, as in :class:`Before`.

    Args:
        before: segments of the earlier state.
        segments: of the present one.
        live: which documents of the present state are not deleted, shape (n,).
    """
    bases = {segment.id: segment.base for segment in segments}
    numbers = np.full(sum(segment.size for segment in before), -1, np.int64)
    for segment in before:
        if segment.id in bases:
            place = slice(segment.base, segment.base + segment.size)
            numbers[place] = np.arange(segment.size) + bases[segment.id]
            numbers[place][~live[numbers[place]]] = -1
    return numbers
