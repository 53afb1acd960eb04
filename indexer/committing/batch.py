"""Additions and deletions become one commit, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh.index import TOC, clean_files
from whoosh.reading import SegmentReader

from indexer.committing.article_segments import new_builder, write_articles
from indexer.committing.gathering import SegmentGathering
from indexer.committing.merge_policy import Size, choose_merges
from indexer.committing.sealing import write_contents
from indexer.committing.storage import INDEX_NAME, DurableStorage
from indexer.committing.story_state import remove_others, write_stories
from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.errors import IndexLockedError
from indexer.contract.opening import reporting_damage
from indexer.segments.building import SegmentBuilder
from indexer.segments.segment_file import Source
from indexer.segments.stored import StoredSegment


class Batch:
    """A commit in the making: a context manager that gives up whatever was not committed.

    The index is only opened, and locked, when there is need, so that a batch without a
    change costs nothing.

    Args:
        folder: of the index.
        generation: the state that document numbers refer to.
        threads: that may find stories at a time.
        aliases: that are in force in the state which the commit makes.
    """

    def __init__(
        self, folder: Path, generation: int, threads: int = 1, aliases: Aliases = NO_ALIASES
    ) -> None:
        self.folder = folder
        self._generation = generation
        self._threads = threads
        self._aliases = aliases
        self._storage = DurableStorage(folder)
        self._lock: Any = None
        self._contents: Any = None
        self._builder: SegmentBuilder | None = None
        self._written: list[Any] = []
        self._changed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @property
    def generation(self) -> int:
        """The number of the state that the commit makes."""
        return self._generation + 1

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return self._changed

    @property
    def schema(self) -> Any:
        """Whoosh's schema of the index."""
        return self._opened().schema

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a Whoosh document.

        Raises:
            ValueError and others: it cannot be one. The batch can only be given up then.
        """
        if self._builder is None:
            self._builder = new_builder(self.schema)
        self._changed = True
        self._builder.add(document)

    def relieve(self, limit: int) -> None:
        """Write the documents that were added, once they take more than ``limit`` bytes."""
        if self._builder is not None and self._builder.nbytes > limit:
            self._written.append(self._write([]))
            self._builder = None

    def gatherer(self) -> Callable[[], SegmentGathering]:
        """Return what makes, in another process, what gathers documents there."""
        return partial(SegmentGathering, self.folder, self.schema)

    def take(self, segment: Any) -> None:
        """Add a segment of new documents that is in the folder already, and on the disk."""
        self._opened()
        self._changed = True
        self._written.append(segment)

    def delete(self, number: int) -> None:
        """Delete a document of the state that this batch changes, by its number."""
        for segment in self._opened().segments:
            if number < segment.doc_count_all():
                segment.delete_document(number)
                self._changed = True
                return
            number -= segment.doc_count_all()
        raise IndexError("there is no document of this number")

    def commit(self) -> None:
        """Make the changes the newest state of the index, durably.

        Raises:
            IndexDamagedError, IndexUnreadableError: a segment that was to be merged
                cannot be read.
            OSError: the disk failed or is full.
        """
        contents = self._opened()
        written = self._builder.count if self._builder is not None else 0
        every = [*contents.segments, *self._written]
        sizes = [_size(segment) for segment in every]
        merged = choose_merges(sizes, written)
        # The order of segments is the order of documents: it stays what it was.
        segments = [
            segment
            for place, segment in enumerate(every)
            if place not in merged and sizes[place].live
        ]
        worn = [every[place] for place in sorted(merged) if sizes[place].live]
        if worn or written:
            segments.append(self._write(worn))
        beside = write_stories(
            self.folder,
            contents.schema,
            segments,
            self.generation,
            self._threads,
            self._aliases,
        )
        write_contents(self._storage, TOC(contents.schema, segments, self.generation), beside)
        clean_files(self._storage, INDEX_NAME, self.generation, segments)
        remove_others(self.folder, self.generation)

    def _write(self, segments: Sequence[Any]) -> Any:
        with ExitStack() as opened:
            sources: list[Source] = [self._source(segment, opened) for segment in segments]
            if self._builder is not None:
                sources.append(self._builder)
            return write_articles(self._storage, self.schema, sources)

    def _source(self, segment: Any, opened: ExitStack) -> Source:
        with reporting_damage(self.folder, segment.segment_id()):
            reader = SegmentReader(MappedStorage(self.folder, [segment]), self.schema, segment)
        opened.callback(reader.close)
        return StoredSegment(self.folder, reader)

    def _opened(self) -> Any:
        if self._contents is None:
            self._contents = self._open()
        return self._contents

    def _open(self) -> Any:
        lock = self._storage.lock(f"{INDEX_NAME}_WRITELOCK")
        if not lock.acquire():
            raise IndexLockedError(self.folder, by_other_program=True)
        self._lock = lock
        with reporting_damage(self.folder):
            contents = TOC.read(MappedStorage(self.folder), INDEX_NAME)
        # Any Whoosh program may have written since the numbers were read.
        if contents.generation != self._generation:
            raise IndexLockedError(self.folder, by_other_program=True)
        return contents


def _size(segment: Any) -> Size:
    return Size(segment.doc_count_all() - segment.deleted_count(), segment.doc_count_all())
