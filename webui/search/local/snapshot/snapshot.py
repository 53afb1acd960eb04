"""A snapshot: one committed state of an archive, with all that is derived from it.

It never changes, so a request that holds one sees one state from beginning to end. Articles have
numbers in it, from 0 on: those of Whoosh's documents, or whatever else the archive counts by.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from whoosh.query import Term

from indexer.contract.aliases import Aliases
from indexer.contract.article import Article
from indexer.contract.codec.arrays import Ints
from indexer.contract.story_file import StoryLabels
from webui.search.criteria.dates import Span
from webui.search.criteria.facet_specs import PROVIDER
from webui.search.deadlines.making import Makings
from webui.search.local.columns.columns import Columns
from webui.search.local.columns.id_order import id_keys, texts_of_ids
from webui.search.local.columns.tally import Tally, Totals
from webui.search.local.engine import AnyWord, ByteCache, Matches
from webui.search.local.engine.cache import Sized
from webui.search.local.forward.compared_texts import Texts
from webui.search.local.snapshot.memo import Memo
from webui.search.local.words.word_index import FieldWords
from webui.search.local.words.word_scoring import WordScoring

_T = TypeVar("_T", bound=Sized)


class Snapshot(ABC):
    """One state of an archive.

    Args:
        cache: for what is decoded and derived.
        columns: of all documents, deleted ones included.
        totals: the counts over all live documents.
        story_labels: which documents are one story.
        aliases: which spellings are whose.
        reporting_damage: turns what comes of reading the archive within a block into one error
            that says what to do. It does not refer to the snapshot, which would not be gone then
            when its last user has given it back.

    Attributes:
        columns, totals, story_labels, aliases, reporting_damage: the same.
        generation: number of the state.
        makings: what is being made for all who ask.
        lending: keeps a snapshot open within a block, for what is made beyond a request.
        scoring: what the scores of words depend on.
    """

    generation: int
    scoring: WordScoring

    def __init__(
        self,
        cache: ByteCache,
        columns: Columns,
        totals: Totals,
        story_labels: StoryLabels,
        aliases: Aliases,
        reporting_damage: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self.reporting_damage = reporting_damage
        self._cache = cache
        self._memo = Memo(cache)
        self.columns, self.totals = columns, totals
        self.story_labels, self.aliases = story_labels, aliases
        self.makings = Makings()
        self.lending: Callable[[Snapshot], AbstractContextManager[Any]] = nullcontext

    # -- what an archive has to provide ---------------------------------------------------------

    @abstractmethod
    def close(self) -> None:
        """Give back what is held open. Nobody may use the snapshot afterwards."""

    @property
    @abstractmethod
    def is_closed(self) -> bool:
        """Whether it was closed."""

    @abstractmethod
    def check(self) -> None:
        """Make sure that questions can still be answered.

        Raises:
            IndexStateError: they cannot.
        """

    @property
    @abstractmethod
    def synced(self) -> datetime:
        """When the last sync ended well, in UTC; one that changes nothing moves it on."""

    @property
    @abstractmethod
    def committed(self) -> datetime:
        """When this state was committed, in UTC."""

    @abstractmethod
    def execute(self, query: Any) -> Matches:
        """Return the live documents that a Whoosh query matches, with their scores."""

    def scored_exactly(self, query: Any, hits: Matches) -> Matches | None:
        """Return those hits of a query whose scores are only nearly what they should be.

        Args:
            query: as it was executed.
            hits: of it.

        Returns:
            Those that come first, with exact scores; None where all of them are exact.
        """
        return None

    @abstractmethod
    def vocabulary(self, field: str) -> FieldWords:
        """Return the words of a field; those of deleted documents may be among them."""

    @abstractmethod
    def frequencies(
        self, fields: Sequence[str], words: Collection[str]
    ) -> dict[str, tuple[int, ...]]:
        """Return how many documents have each of some words in each of some fields.

        Deleted documents may count.
        """

    @abstractmethod
    def texts(self, fields: tuple[str, ...]) -> Texts:
        """Return the words of all texts; the first to ask for a state may wait for it.

        Args:
            fields: title, excerpt or both.
        """

    @abstractmethod
    def linked(self, doc: int) -> tuple[Ints, Ints]:
        """Return the documents whose addresses an article's ``related`` list names.

        Returns:
            Their numbers, ascending, and the place of each in the list. The article itself may be
            among them, and documents that are deleted.
        """

    @abstractmethod
    def articles_of(self, docs: Iterable[int]) -> list[Article]:
        """Read articles from storage, in the order of the document numbers given."""

    @abstractmethod
    def shown(self, docs: Iterable[int]) -> list[Article]:
        """Read the articles of a page, as :meth:`articles_of` does; they are kept in the cache."""

    @property
    @abstractmethod
    def identity(self) -> Hashable:
        """Tells this state from all others, those of another archive included."""

    # -- what follows from it ------------------------------------------------------------------

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

    def tally(self, docs: Ints) -> Tally:
        """Count some live documents, ascending."""
        return Tally(self.totals, docs)

    def ids_of(self, docs: Ints) -> list[str]:
        """Return the ids of some documents."""
        with self.reporting_damage():
            return texts_of_ids(self.columns.ids, docs)

    def first_id(self, doc: int) -> str:
        """Return the id under which the article of a document was first indexed.

        It stays over updates, renames and rebuilds, as ``columns.added`` and
        ``columns.added_generation`` do; with these it is no other article's. Where nobody knows
        when an article came in, it is the id that it has.
        """
        with self.reporting_damage():
            return self.columns.first_ids[doc] or self.columns.ids[doc]

    @cached_property
    def by_id(self) -> Sequence[Callable[[Ints], Any]]:
        """What documents are sorted by to stand in the order of their ids (``id_keys``)."""
        if self.columns.is_ranked:
            return [self.columns.id_ranks]
        return id_keys(self.columns.ids, self.reporting_damage)

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

    def article(self, doc: int) -> Article:
        """Read one article from storage."""
        return self.shown([doc])[0]

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
        state = self.identity

        def kept() -> _T:
            with self.reporting_damage():
                return self._cache.get_once((state, key), make)

        if not lasting or self._cache.has((state, key)):
            return kept()
        return self.makings.once(key, kept, self._lent)

    def _lent(self) -> AbstractContextManager[Any]:
        return self.lending(self)
