"""Which segments a commit merges, so that they stay few and hold few deleted documents."""

from __future__ import annotations

from typing import Any

from whoosh.reading import SegmentReader

from indexer.schema.errors import IndexDamagedError

# A segment is merged when it is at most this many times as large as what is
# written with it. Each merge then at least doubles the smaller part, so that n
# articles make at most log2(n) segments and are written log2(n) times.
_GROWTH = 2


def merge_small_and_worn(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge small segments and those that are mostly deleted; return the ones that stay.

    A merge policy, as ``SegmentWriter.commit(mergetype=…)`` takes it.

    Raises:
        IndexDamagedError: a segment that was to be merged cannot be read.
    """
    staying = []
    written = writer.doc_count()
    for segment in sorted(segments, key=_live):
        live = _live(segment)
        worn = 2 * live < segment.doc_count_all()
        if live and not worn and live > _GROWTH * written:
            staying.append(segment)
        elif live:
            _merge(writer, segment)
            written += live
    # The order of segments is the order of documents: it stays what it was.
    return [segment for segment in segments if segment in staying]


def _live(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def _merge(writer: Any, segment: Any) -> None:
    try:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        try:
            writer.add_reader(reader)
        finally:
            reader.close()
    except OSError:
        raise  # the disk's fault
    # Unpickling a damaged segment can raise nearly anything.
    except Exception as error:
        raise IndexDamagedError(
            writer.storage.folder, f"{segment.segment_id()}: {error}"
        ) from error
