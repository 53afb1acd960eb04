"""Additions and deletions become one commit, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh.index import FileIndex, LockError
from whoosh.writing import SegmentWriter

from indexer.codec import BulkCodec
from indexer.merging import merge_small_and_worn
from indexer.schema.errors import IndexLockedError
from indexer.storage import DurableStorage


class Batch:
    """A commit in the making: a context manager that gives up whatever was not committed.

    The writer is only opened for the first change, so that a batch without one costs
    nothing.

    Args:
        folder: of the index.
        generation: the state that document numbers refer to.
    """

    def __init__(self, folder: Path, generation: int) -> None:
        self._folder = folder
        self._generation = generation
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._writer is not None and not self._writer.is_closed:
            # Cancelling finishes files that are thrown away. On a full disk that
            # fails too, and must not hide why the batch failed.
            with suppress(Exception):
                self._writer.cancel()
            if not self._writer.is_closed:
                self._writer.writelock.release()

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return self._writer is not None

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a Whoosh document."""
        self._opened().add_document(**document)

    def delete(self, number: int) -> None:
        """Delete a document of the state that this batch changes, by its number."""
        self._opened().delete_document(number)

    def commit(self) -> None:
        """Make the changes the newest state of the index, durably."""
        self._opened().commit(mergetype=merge_small_and_worn)

    def _opened(self) -> Any:
        if self._writer is None:
            self._writer = self._open()
        return self._writer

    def _open(self) -> Any:
        try:
            writer = SegmentWriter(FileIndex(DurableStorage(self._folder)), codec=BulkCodec())
        except LockError as error:
            raise IndexLockedError(self._folder) from error
        # Any Whoosh program may have written since the numbers were read.
        if writer.generation != self._generation + 1:
            writer.cancel()
            raise IndexLockedError(self._folder)
        return writer
