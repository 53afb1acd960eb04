"""What a state takes over from the one before it: segments never change once they are written."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.contract.codec.plain.column_reading import SegmentColumns
from indexer.contract.schema import COLUMN_ARRAYS
from webui.search.local.columns.columns import Columns
from webui.search.local.engine.segment import Segment


def columns_of(
    segments: Sequence[Segment], before: Sequence[Segment], known: Columns | None
) -> list[SegmentColumns]:
    """Return the columns of some segments: read, or taken over.

    Args:
        segments: of this state.
        before: segments of the state before.
        known: the columns of that; None where there was none.
    """
    taken = {}
    if known is not None:
        taken = {
            one.id: part
            for one, part in zip(before, known.parts, strict=True)
            if isinstance(part, SegmentColumns)
        }
    return [
        SegmentColumns(COLUMN_ARRAYS, segment.reader, segment.plain, taken.get(segment.id))
        for segment in segments
    ]
