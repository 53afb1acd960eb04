"""Documents become segments in a process that reads files, to be taken by a batch in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from indexer.committing.article_segments import new_builder, write_articles
from indexer.committing.storage import DurableStorage


class SegmentGathering:
    """Builds segments.

    Args:
        folder: that they are written into.
        schema: Whoosh's.
    """

    def __init__(self, folder: Path, schema: Any) -> None:
        self._folder, self._schema = folder, schema
        self._builder = new_builder(schema)

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a document."""
        self._builder.add(document)

    def gathered(self, limit: int, *, last: bool) -> Sequence[Any]:
        """Write a segment, once it takes more than so many bytes, or nothing more comes.

        Returns:
            The segments that were written since.

        Raises:
            OSError: it cannot be written.
        """
        if not self._builder.count or not (last or self._builder.nbytes > limit):
            return ()
        storage = DurableStorage(self._folder)
        segment = write_articles(storage, self._schema, [self._builder])
        storage.sync()
        self._builder = new_builder(self._schema)
        return (segment,)
