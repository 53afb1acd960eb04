"""A snapshot: one committed state of the index, open, with all that is derived from it.

It never changes, so a request that holds one sees one state from beginning to end.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.query import Term

from indexer.contract.article import Article, article_from_stored
from indexer.contract.opening import Opened, open_reader
from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from indexer.contract.stories.graph import Links
from indexer.contract.stories.links import read_links, read_stories
from webui.search.criteria.dates import Span
from webui.search.local.columns.columns import Columns, concatenate, part_of_columns, read_columns
from webui.search.local.columns.labels import Ints
from webui.search.local.columns.ordering import by_date
from webui.search.local.columns.tally import Tally, Totals
from webui.search.local.compiling.leaves import FIELD_WEIGHTS
from webui.search.local.engine import ByteCache, CombinedTerm, Engine, Matches
from webui.search.local.engine.segment import Segment
from webui.search.local.grouping.components import Before, Stories, find_stories
from webui.search.local.grouping.title_edges import title_edges
from webui.search.local.snapshot.access import Access
from webui.search.local.words.vocabulary import Vocabularies, Vocabulary

DEFAULT_CACHE_BYTES = 256 * 1024 * 1024
"""Of a snapshot that is opened without a cache."""

# Of each field and segment, decoded before anybody asks: the postings of the terms
# beyond are so short that nobody notices.
_WARM_TERMS = 300
# What the cache takes for a document with a word: decoded, added up over the fields, scored.
_BYTES_A_POSTING = 30

# Words whose frequency is remembered. An entry takes some 300 bytes.
_FREQUENCIES = 2**14

# Every document has one value of these at the most, in the field as in its column.
_COLUMN_FIELDS = ("published", "quality", "heat", "curated")


class Snapshot:
    """One state of the index.

    Attributes:
        generation: number of the state.
        synced: when the last sync ended well, in UTC.
        columns: of all documents, deleted ones included.
        live: which documents are not deleted, shape (n,).
        live_docs: their numbers, ascending, shape (m,).
        totals: the counts over all live documents.
    """

    def __init__(
        self, path: Path, opened: Opened, cache: ByteCache, previous: Snapshot | None = None
    ) -> None:
        self._access = access = Access(path, opened)
        self._cache = cache
        self._stories: Stories | None = None
        self._finding_stories = threading.Lock()
        self.generation: int = opened.generation
        self.synced: datetime = opened.synced
        with access.reading() as reader:
            engine = Engine(reader, cache, access.reading, columns=_COLUMN_FIELDS)
            self._engine = engine
            self.columns = self._read_columns(previous)
            self.live = engine.live()
        self.totals = Totals(self.columns, self.live)
        self.live_docs: Ints = self.totals.docs
        self._before = previous.as_before(self) if previous is not None else None
        # Whoosh looks a term up in a table of MD5 hashes, which takes a tenth of a
        # millisecond.
        self._frequency = lru_cache(_FREQUENCIES)(engine.frequency)
        self._first_of_story: dict[int, str] = {}
        cache.pin(self, self.columns.nbytes + self.totals.nbytes)

    @classmethod
    def open(
        cls, path: Path, cache: ByteCache | None = None, previous: Snapshot | None = None
    ) -> Snapshot:
        """Open the newest state of the index in a folder.

        Args:
            path: of the index.
            cache: for what is decoded; one of a sensible size if not given.
            previous: an earlier state of the same index, still open: what it has in
                common with the newest one is taken from there.

        Raises:
            NoIndexError, SchemaVersionError, IndexDamagedError.
        """
        opened = open_reader(path)
        try:
            if cache is None:
                cache = ByteCache(DEFAULT_CACHE_BYTES)
            return cls(path, opened, cache, previous)
        except BaseException:
            opened.reader.close()
            raise

    def close(self) -> None:
        """Close the files of the index. Nobody may use the snapshot afterwards."""
        for owner in (self, (self, "stories")):
            self._cache.pin(owner, 0)
        self._engine.close()
        self._access.close()

    @property
    def is_closed(self) -> bool:
        """Whether the files of the index were closed."""
        return self._access.is_closed

    def check(self) -> None:
        """Make sure that the files can still be read.

        Raises:
            IndexDamagedError: they cannot.
        """
        with self._access.reading():
            pass

    @property
    def articles(self) -> int:
        """The number of articles that are not deleted."""
        return len(self.live_docs)

    @cached_property
    def span(self) -> Span:
        """First and last day on which an article was published; empty where none has a date."""
        days = self.totals.calendar[np.flatnonzero(self.totals.days[:-1])].astype("datetime64[D]")
        if not len(days):
            return Span()
        return Span(days[0].astype(object), days[-1].astype(object))

    def execute(self, query: Any) -> Matches:
        """Return the live documents that a Whoosh query matches, with their scores."""
        with self._access.reporting_damage():
            return self._engine.execute(query)

    def tally(self, docs: Ints) -> Tally:
        """Count some live documents, ascending."""
        return Tally(self.totals, docs)

    def ids_of(self, docs: Ints) -> list[str]:
        """Return the ids of some documents."""
        with self._access.reporting_damage():
            return [self.columns.ids[doc] for doc in docs.tolist()]

    def id_rank(self, docs: Ints) -> Ints:
        """Return for each of some documents its place in the order of the ids, among them."""
        ids = self.ids_of(docs)
        order = sorted(range(len(ids)), key=ids.__getitem__)
        rank = np.empty(len(docs), np.int64)
        rank[order] = np.arange(len(docs))
        return rank

    def vocabulary(self, field: str) -> Vocabularies:
        """Return the words of a field, those of deleted documents included."""
        with self._access.reporting_damage():
            return Vocabularies([_vocabulary(one, field) for one in self._engine.segments])

    def frequency(self, field: str, word: str) -> int:
        """Return how many documents have a word in a field, deleted ones included."""
        return self._frequency(field, word.encode())

    def article(self, doc: int) -> Article:
        """Read one article from storage."""
        return self.articles_of([doc])[0]

    def articles_of(self, docs: Sequence[int]) -> list[Article]:
        """Read articles from storage, in the order of the document numbers given."""
        with self._access.reporting_damage():
            return [article_from_stored(stored) for stored in self._engine.stored(docs)]

    def find(self, article_id: str) -> int | None:
        """Return the document number of a live article, or None where there is none."""
        docs = self.execute(Term("id", article_id)).docs
        return int(docs[-1]) if len(docs) else None

    @property
    def stories(self) -> Stories:
        """Which articles are about one event. They are found when they are first asked for."""
        with self._finding_stories, self._access.reporting_damage():
            if self._stories is None:
                links = [self._links(segment) for segment in self._engine.segments]
                titles = title_edges(self.columns, self.live)
                self._stories = find_stories(links, self.live, titles, self._before)
                self._before = None
                self._cache.pin((self, "stories"), self._stories.nbytes)
            return self._stories

    def story_of(self, doc: int) -> tuple[str, int] | None:
        """Return id and size of a document's story; None where it is alone.

        A story goes by the id of its earliest article.
        """
        stories = self.stories
        story = int(stories.story[doc])
        size = int(stories.size[story])
        if size < 2:
            return None
        # Of a large one it takes a while, and each of its articles on a page asks.
        if story not in self._first_of_story:
            with self._access.reporting_damage():
                members = stories.members(doc)
                (first,) = by_date(members, self.columns, "oldest", 1, self.id_rank).tolist()
                self._first_of_story[story] = self.columns.ids[first]
        return self._first_of_story[story], size

    def story_members(self, doc: int, most: int | None = None) -> list[int]:
        """Return the live documents of a document's story, newest first.

        Args:
            doc: a live document.
            most: how many at the most; None: all.
        """
        members = self.stories.members(doc)
        newest: list[int] = by_date(members, self.columns, "newest", most, self.id_rank).tolist()
        return newest

    def as_before(self, now: Snapshot) -> Before | None:
        """Return this state's stories for the state that follows it; None if nobody asked yet."""
        if self._stories is None:
            return None
        bases = {segment.id: segment.base for segment in now._engine.segments}
        numbers = np.full(len(self.columns), -1, np.int64)
        for segment in self._engine.segments:
            if segment.id in bases:
                place = slice(segment.base, segment.base + segment.size)
                numbers[place] = np.arange(segment.size) + bases[segment.id]
                numbers[place][~now.live[numbers[place]]] = -1
        return Before(self._stories, numbers, self.live)

    def warm(self) -> Iterator[None]:
        """Decode, step by step, what the first searches would have to wait for.

        That is the stories, the words that patterns and slips are compared with, and the
        commonest terms, as far as they fill half of the cache.

        Raises:
            IndexDamagedError: the index's files cannot be read.
        """
        _ = self.stories
        yield
        for field in SEARCHED_FIELDS:
            self.vocabulary(field + WORDS_SUFFIX)
            yield
        with self._access.reporting_damage():
            terms = [self._engine.commonest(field, _WARM_TERMS) for field in SEARCHED_FIELDS]
            words = [term.decode() for term in dict.fromkeys(chain.from_iterable(terms))]
        room = self._cache.budget // 2
        for word in words:
            found = self.execute(CombinedTerm(FIELD_WEIGHTS, word))
            room -= _BYTES_A_POSTING * len(found.docs)
            if room < 0:
                return
            yield

    def _read_columns(self, previous: Snapshot | None) -> Columns:
        known = {}
        tables = {}
        if previous is not None and not previous.columns.is_worn():
            known = {segment.id: segment for segment in previous._engine.segments}
            tables = previous.columns.tables()
        parts = []
        for segment in self._engine.segments:
            if previous is not None and segment.id in known:
                base = known[segment.id].base
                parts.append(part_of_columns(previous.columns, base, segment.size))
            else:
                parts.append(read_columns(segment.reader, tables))
                tables = parts[-1].tables()
        return concatenate(parts)

    def _links(self, segment: Segment) -> Links:
        live = self.live[segment.base : segment.base + segment.size]
        with self._access.reading():
            known = segment.cached("stories", lambda: read_stories(segment.reader))
            return read_links(segment.reader, known, live)


def _vocabulary(segment: Segment, field: str) -> Vocabulary:
    return segment.cached(
        ("vocabulary", field),
        lambda: Vocabulary(segment.dictionary(field)),
    )
