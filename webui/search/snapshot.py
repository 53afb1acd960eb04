"""A snapshot: one committed state of the index, open, with all that is derived from it.

It never changes, so a request that holds one sees one state from beginning to end.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from indexer.schema.article import Article, article_from_stored
from indexer.schema.errors import CuttingsError, IndexDamagedError
from indexer.schema.opening import Opened, open_reader
from webui.search.columns import NO_DATE, Bools, Columns, Ints, concatenate, read_columns
from webui.search.dates import Span
from webui.search.execution import Matches, WhooshExecutor
from webui.search.ordering import newest_rank
from webui.search.stories import Stories, find_stories
from webui.search.vocabulary import Vocabulary

_log = logging.getLogger(__name__)


class Snapshot:
    """One state of the index.

    Whoosh's readers move a shared file position about, so whatever goes
    through them does so under a lock; the arrays need none.

    Attributes:
        generation: number of the state.
        synced: when the last sync ended well, in UTC.
        columns: of all documents, deleted ones included.
        live: which documents are not deleted, shape (n,).
        rank: place of each document in the order "newest first, then id", shape (n,).
        stories: which articles are about one event.
    """

    def __init__(self, path: Path, opened: Opened) -> None:
        self._path = path
        self._opened = opened
        self._reader = opened.reader
        self._vocabularies: dict[str, Vocabulary] = {}
        self._lock = threading.Lock()
        self.generation: int = opened.generation
        self.synced: datetime = opened.synced
        with self.reading():
            leaves = [leaf for leaf, _ in opened.reader.leaf_readers()]
            parts = [read_columns(leaf) for leaf in leaves if leaf.doc_count_all()]
            self.columns: Columns = concatenate(parts)
            self.live: Bools = np.ones(len(self.columns), np.bool_)
            for doc in range(len(self.columns)) if opened.reader.has_deletions() else ():
                self.live[doc] = not opened.reader.is_deleted(doc)
            self.rank: Ints = newest_rank(self.columns)
            self.stories: Stories = find_stories(self.columns, self.live, self.rank)
            self._executor = WhooshExecutor(opened.reader)

    @classmethod
    def open(cls, path: Path) -> Snapshot:
        """Open the newest state of the index in a folder.

        Raises:
            NoIndexError, SchemaVersionError, IndexDamagedError.
        """
        opened = open_reader(path)
        try:
            return cls(path, opened)
        except BaseException:
            opened.reader.close()
            raise

    def close(self) -> None:
        """Close the files of the index. Nobody may use the snapshot afterwards."""
        with self._lock:
            self._reader.close()

    @property
    def articles(self) -> int:
        """The number of articles that are not deleted."""
        return int(np.count_nonzero(self.live))

    @cached_property
    def span(self) -> Span:
        """First and last day on which an article was published; empty where none has a date."""
        published = self.columns.published[self.live]
        known = published[published != NO_DATE].astype("datetime64[us]")
        if not len(known):
            return Span()
        first, last = known.min().astype(object), known.max().astype(object)
        return Span(first.date(), last.date())

    def execute(self, query: Any) -> Matches:
        """Return the live documents that a Whoosh query matches, with their scores."""
        with self.reading():
            return self._executor.execute(query)

    def vocabulary(self, field: str) -> Vocabulary:
        """Return the words of a field, those of deleted documents included."""
        with self.reading() as reader:
            if field not in self._vocabularies:
                self._vocabularies[field] = Vocabulary(
                    word.decode() for word in reader.lexicon(field)
                )
            return self._vocabularies[field]

    def frequency(self, field: str, word: str) -> int:
        """Return how many documents have a word in a field, deleted ones included."""
        with self.reading() as reader:
            return int(reader.doc_frequency(field, word))

    def article(self, doc: int) -> Article:
        """Read one article from storage."""
        return self.articles_of([doc])[0]

    def articles_of(self, docs: Sequence[int]) -> list[Article]:
        """Read articles from storage, in the order of the document numbers given."""
        with self.reading() as reader:
            return [article_from_stored(reader.stored_fields(doc)) for doc in docs]

    def find(self, article_id: str) -> int | None:
        """Return the document number of a live article, or None where there is none."""
        return self._doc_by_id.get(article_id)

    def story_of(self, doc: int) -> tuple[str, int] | None:
        """Return id and size of a document's story; None where it is alone.

        A story goes by the id of its earliest article.
        """
        story = self.stories.story[doc]
        size = int(self.stories.size[story])
        return (self.columns.ids[self.stories.first[story]], size) if size > 1 else None

    def story_members(self, doc: int) -> list[int]:
        """Return the live documents of a document's story, newest first."""
        members = np.flatnonzero(self.live & (self.stories.story == self.stories.story[doc]))
        return [int(member) for member in members[np.argsort(self.rank[members])]]

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Give the Whoosh reader to one thread at a time.

        Raises:
            IndexDamagedError: whatever Whoosh raises on files that it cannot read.
        """
        with self._lock:
            shortened = self._opened.shortened()
            if shortened is not None:
                raise IndexDamagedError(self._path, f"{shortened.name} was cut short")
            try:
                yield self._reader
            except CuttingsError:
                raise
            # Damaged files make Whoosh raise nearly anything.
            except Exception as error:
                _log.exception("Reading the index failed")
                detail = f"{type(error).__name__}: {error}"
                raise IndexDamagedError(self._path, detail) from error

    @cached_property
    def _doc_by_id(self) -> dict[str, int]:
        ids = self.columns.ids
        return {ids[doc]: doc for doc in np.flatnonzero(self.live).tolist()}
