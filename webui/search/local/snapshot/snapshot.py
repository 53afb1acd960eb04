"""A snapshot: one committed state of the index, open, with all that is derived from it.

It never changes, so a request that holds one sees one state from beginning to end.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from whoosh.query import Term

from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.article import Article, article_from_stored
from indexer.contract.beside import open_state
from indexer.contract.codec.arrays import Ints
from indexer.contract.opening import Opened
from indexer.contract.story_file import StoryLabels
from webui.search.criteria.dates import Span
from webui.search.criteria.facet_specs import PROVIDER
from webui.search.deadlines.making import Makings
from webui.search.local.columns.columns import Columns
from webui.search.local.columns.id_order import id_keys, texts_of_ids
from webui.search.local.columns.tally import Tally, Totals
from webui.search.local.engine import AnyWord, ByteCache, Engine, Matches
from webui.search.local.engine.cache import Sized
from webui.search.local.engine.segment import Segment
from webui.search.local.snapshot.access import Access
from webui.search.local.snapshot.kept_articles import kept_articles
from webui.search.local.snapshot.memo import Memo
from webui.search.local.snapshot.reuse import columns_of
from webui.search.local.words.vocabulary import Vocabularies, vocabulary_of

_T = TypeVar("_T", bound=Sized)

DEFAULT_CACHE_BYTES = 256 * 1024 * 1024
"""Of a snapshot that is opened without a cache."""

# Words whose frequency is remembered. An entry takes some 300 bytes.
_FREQUENCIES = 2**14

# Every document has one value of these at the most, in the field as in its column.
_COLUMN_FIELDS = ("published", "quality", "heat", "curated")


class Snapshot:
    """One state of the index.

    Attributes:
        generation: number of the state.
        columns: of all documents, deleted ones included.
        totals: the counts over all live documents.
        story_labels: which documents are one story.
        aliases: which spellings are whose.
        makings: what is being made for all who ask.
        lending: keeps a snapshot open within a block, for what is made beyond a request.
        statistics: frequencies and lengths over all segments.
    """

    def __init__(
        self,
        path: Path,
        opened: Opened,
        labels: StoryLabels,
        cache: ByteCache,
        previous: Snapshot | None = None,
        aliases: Aliases = NO_ALIASES,
    ) -> None:
        self._access = access = Access(path, opened)
        self._cache = cache
        self._memo = Memo(cache)
        self.makings = Makings()
        self.lending: Callable[[Snapshot], AbstractContextManager[Any]] = nullcontext
        self.generation: int = opened.generation
        self._owner = owner = object()
        known = (previous.segments, previous.columns) if previous else ([], None)
        with access.reading() as reader:
            engine = Engine(reader, cache, access.reading, columns=_COLUMN_FIELDS)
            self._engine = engine
            self.columns: Columns = Columns(
                columns_of(engine.segments, *known),
                access.reporting_damage,
                # Not with the snapshot in it, which would outlast its last user then.
                partial(cache.pin, owner),
            )
        self.totals = Totals(self.columns, engine.deleted())
        self.story_labels, self.aliases = labels, aliases
        self.statistics = engine.statistics
        # Whoosh looks a term up in a table of hashes, which takes a tenth of a millisecond.
        self._frequency = lru_cache(_FREQUENCIES)(engine.frequency)
        cache.pin(owner, self.columns.nbytes)

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

    @property
    def articles(self) -> int:
        """The number of articles that are not deleted."""
        return self.totals.count

    @property
    def live_docs(self) -> Ints:
        """The numbers of the documents that are not deleted, ascending, shape (m,)."""
        return self.totals.docs

    @property
    def span(self) -> Span:
        """First and last day on which an article was published; empty where none has a date."""
        return self.totals.span

    def execute(self, query: Any) -> Matches:
        """Return the live documents that a Whoosh query matches, with their scores."""
        self._access.look()
        with self._access.reporting_damage():
            return self._engine.execute(query)

    def tally(self, docs: Ints) -> Tally:
        """Count some live documents, ascending."""
        return Tally(self.totals, docs)

    def ids_of(self, docs: Ints) -> list[str]:
        """Return the ids of some documents."""
        with self._access.reporting_damage():
            return texts_of_ids(self.columns.ids, docs)

    def first_id(self, doc: int) -> str:
        """Return the id under which the article of a document was first indexed.

        It stays over updates, renames and rebuilds, as ``columns.added`` and
        ``columns.added_generation`` do; with these it is no other article's. Where nobody knows
        when an article came in, it is the id that it has.
        """
        with self._access.reporting_damage():
            return self.columns.first_ids[doc] or self.columns.ids[doc]

    @cached_property
    def by_id(self) -> Sequence[Callable[[Ints], Any]]:
        """What documents are sorted by to stand in the order of their ids (``id_keys``)."""
        if self.columns.is_ranked:
            return [self.columns.id_ranks]
        return id_keys(self.columns.ids, self._access.reporting_damage)

    def called(self, provider: str) -> str:
        """Return what a provider is called of which this is a spelling.

        What some article's provider is called is its name, whatever else it may be.
        """
        return provider if provider in self.providers else self.aliases.called(provider)

    @cached_property
    def providers(self) -> frozenset[str]:
        """What the providers of some article are called."""
        labels = self.columns.labels(PROVIDER).values
        return frozenset(labels[code] for code in np.flatnonzero(self.totals.labels(PROVIDER)))

    def vocabulary(self, field: str) -> Vocabularies:
        """Return the words of a field, those of deleted documents included."""
        with self._access.reporting_damage():
            return Vocabularies([vocabulary_of(one, field) for one in self._engine.segments])

    def frequency(self, field: str, word: str) -> int:
        """Return how many documents have a word in a field, deleted ones included."""
        return self._frequency(field, word.encode())

    def article(self, doc: int) -> Article:
        """Read one article from storage."""
        return self.shown([doc])[0]

    def articles_of(self, docs: Iterable[int]) -> list[Article]:
        """Read articles from storage, in the order of the document numbers given."""
        with self._access.reporting_damage():
            return [article_from_stored(stored) for stored in self._engine.stored(docs)]

    def shown(self, docs: Iterable[int]) -> list[Article]:
        """Read the articles of a page, as :meth:`articles_of` does; they are kept in the cache."""
        return kept_articles(self._engine, self._cache, docs, self._access.reading)

    def find(self, article_id: str) -> int | None:
        """Return the document number of a live article, or None where there is none."""
        docs = self.execute(Term("id", article_id)).docs
        return int(docs[-1]) if len(docs) else None

    def docs_of(self, article_ids: Sequence[str]) -> Ints:
        """Return the document numbers of those of some articles that are live, ascending."""
        return self.execute(AnyWord("id", tuple(article_ids))).docs

    def derived(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what is derived from this state under a key; whoever asks first makes it.

        It is kept for as long as the state is open, and counted in the budget of the cache.
        What takes longer than a deadline goes on being made.
        """
        if self._memo.has(key):
            return self._memo.get(key, make)
        return self.makings.once(key, lambda: self._memo.get(key, make), self._lent)

    def cached(self, key: Hashable, make: Callable[[], _T], *, lasting: bool = False) -> _T:
        """Return what is kept of this state under a key; where nothing is, make it.

        Unlike what is derived, it is put out when its bytes are needed for something else. Of
        several who ask for what is not kept, one makes it. With ``lasting`` it goes on being
        made beyond a deadline: only for keys of which there are few, whatever is asked.
        """
        state = (self.generation, *(segment.id for segment in self.segments))

        def kept() -> _T:
            with self.reporting_damage():
                return self._cache.get_once((state, key), make)

        if not lasting or self._cache.has((state, key)):
            return kept()
        return self.makings.once(key, kept, self._lent)

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

    def _lent(self) -> AbstractContextManager[Any]:
        return self.lending(self)

    def reading(self) -> AbstractContextManager[Any]:
        """Give Whoosh's reader to the calling thread alone, as :meth:`Access.reading` does."""
        return self._access.reading()

    def reporting_damage(self) -> AbstractContextManager[None]:
        """Turn what damaged files raise into one error (:meth:`Access.reporting_damage`)."""
        return self._access.reporting_damage()
