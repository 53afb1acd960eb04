"""What a state takes over from the one before it: segments never change once they are written."""

from __future__ import annotations

from collections.abc import Sequence

from webui.search.local.columns.columns import (
    Columns,
    concatenate,
    part_of_columns,
    read_columns,
)
from webui.search.local.engine.segment import Segment


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
