"""A state of the index on this machine, open."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.article import Article, article_from_stored
from indexer.contract.beside import open_state
from indexer.contract.codec.arrays import Ints
from indexer.contract.opening import Opened
from indexer.contract.story_file import StoryLabels
from webui.search.local.columns.columns import Columns
from webui.search.local.columns.tally import Totals
from webui.search.local.engine import ByteCache, Engine, Matches
from webui.search.local.engine.segment import Segment
from webui.search.local.forward.forward_index import forward_index
from webui.search.local.forward.indexed_texts import IndexedTexts
from webui.search.local.forward.segment_tokens import keep_tokens
from webui.search.local.snapshot.access import Access
from webui.search.local.snapshot.kept_articles import kept_articles
from webui.search.local.snapshot.reuse import columns_of
from webui.search.local.snapshot.segment_links import linked_docs
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.local.words.segment_scoring import SegmentScoring
from webui.search.local.words.vocabulary import Vocabularies, vocabulary_of

DEFAULT_CACHE_BYTES = 256 * 1024 * 1024
"""Of a snapshot that is opened without a cache."""

# Words whose frequency is remembered. An entry takes some 300 bytes.
_FREQUENCIES = 2**14

# Every document has one value of these at the most, in the field as in its column.
_COLUMN_FIELDS = ("published", "quality", "heat", "curated")


class LocalSnapshot(Snapshot):
    """One state of the index in a folder.

    Args:
        path: of the index.
        opened: the state; closed with this.
        labels: which documents are one story.
        cache: for what is decoded.
        previous: an earlier state of the same index, still open.
        aliases: which spellings are whose.
    """

    def __init__(
        self,
        path: Path,
        opened: Opened,
        labels: StoryLabels,
        cache: ByteCache,
        previous: LocalSnapshot | None = None,
        aliases: Aliases = NO_ALIASES,
    ) -> None:
        self._access = access = Access(path, opened)
        self.generation = opened.generation
        self._owner = owner = object()
        known = (previous.segments, previous.columns) if previous else ([], None)
        with access.reading() as reader:
            engine = Engine(reader, cache, access.reading, columns=_COLUMN_FIELDS)
            self._engine = engine
            columns = Columns(
                columns_of(engine.segments, *known),
                access.reporting_damage,
                # Not with the snapshot in it, which would outlast its last user then.
                partial(cache.pin, owner),
            )
        totals = Totals(columns, engine.deleted())
        super().__init__(cache, columns, totals, labels, aliases, access.reporting_damage)
        self.scoring = SegmentScoring(engine.statistics)
        # Whoosh looks a term up in a table of hashes, which takes a tenth of a millisecond.
        self._frequency = lru_cache(_FREQUENCIES)(engine.frequency)
        cache.pin(owner, columns.nbytes)

    @classmethod
    def open(
        cls, path: Path, cache: ByteCache | None = None, previous: LocalSnapshot | None = None
    ) -> LocalSnapshot:
        """Open the newest state of the index in a folder.

        Args:
            path: of the index.
            cache: for what is decoded; one of a sensible size if not given.
            previous: an earlier state of the same index, still open: what it has in
                common with the newest one is taken from there.

        Raises:
            NoIndexError, SchemaVersionError, IndexDamagedError.
        """
        opened, labels, aliases = open_state(path)
        try:
            if cache is None:
                cache = ByteCache(DEFAULT_CACHE_BYTES)
            return cls(path, opened, labels, cache, previous, aliases)
        except BaseException:
            opened.reader.close()
            raise

    def close(self) -> None:
        """Close the files of the index. Nobody may use the snapshot afterwards."""
        self._memo.clear()
        self._cache.pin(self._owner, 0)
        self._engine.close()
        self._access.close()

    @property
    def is_closed(self) -> bool:
        """Whether the files of the index were closed."""
        return self._access.is_closed

    def check(self) -> None:
        """Make sure that the files can still be read.

        Raises:
            IndexStateError: they cannot.
        """
        self._access.look()

    @property
    def synced(self) -> datetime:
        """When the last sync ended well, in UTC; one that changes nothing moves it on."""
        return self._access.synced

    @property
    def committed(self) -> datetime:
        """When this state was committed, in UTC."""
        return self._access.committed

    def execute(self, query: Any) -> Matches:
        """Return the live documents that a Whoosh query matches, with their scores."""
        self._access.look()
        with self._access.reporting_damage():
            return self._engine.execute(query)

    def vocabulary(self, field: str) -> Vocabularies:
        """Return the words of a field, those of deleted documents included."""
        with self._access.reporting_damage():
            return Vocabularies([vocabulary_of(one, field) for one in self._engine.segments])

    def frequencies(
        self, fields: Sequence[str], words: Collection[str]
    ) -> dict[str, tuple[int, ...]]:
        """Return how many documents have each of some words in each of some fields."""
        frequency = self._frequency
        return {
            word: tuple(frequency(field, term) for field in fields)
            for word, term in ((word, word.encode()) for word in words)
        }

    def texts(self, fields: tuple[str, ...]) -> IndexedTexts:
        """Return the words of all texts; the first to ask for a state waits for it."""
        index = self.cached(
            ("forward index", fields),
            lambda: forward_index(self.segments, stories_of(self).story, fields),
            lasting=True,
        )
        # After a commit most segments are the same, and their words must not be decoded again.
        for segment in self.segments:
            keep_tokens(segment)
        return IndexedTexts(index)

    def linked(self, doc: int) -> tuple[Ints, Ints]:
        """Return the documents that a ``related`` list names, and the place of each in it."""
        return linked_docs(self.segments, doc, self.reading)

    def articles_of(self, docs: Iterable[int]) -> list[Article]:
        """Read articles from storage, in the order of the document numbers given."""
        with self._access.reporting_damage():
            return [article_from_stored(stored) for stored in self._engine.stored(docs)]

    def shown(self, docs: Iterable[int]) -> list[Article]:
        """Read the articles of a page, as :meth:`articles_of` does; they are kept in the cache."""
        return kept_articles(self._engine, self._cache, docs, self._access.reading)

    @property
    def identity(self) -> Hashable:
        """The generation and the segments."""
        return self.generation, *(segment.id for segment in self.segments)

    @property
    def segments(self) -> Sequence[Segment]:
        """The segments, in the order of the documents."""
        return self._engine.segments

    @property
    def cache_budget(self) -> int:
        """Bytes that the cache may take."""
        return self._cache.budget

    def commonest(self, field: str, number: int) -> list[bytes]:
        """Return the commonest terms of a field in each segment, so many of them."""
        with self._access.reporting_damage():
            return self._engine.commonest(field, number)

    def reading(self) -> AbstractContextManager[Any]:
        """Give Whoosh's reader to the calling thread alone, as :meth:`Access.reading` does."""
        return self._access.reading()
