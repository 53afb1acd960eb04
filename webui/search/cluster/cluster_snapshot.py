"""A state of an archive in a cluster: columns in the memory of this process, all else asked for."""

from __future__ import annotations

import time
from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
from whoosh.query import Every

from indexer.contract.article import Article
from indexer.contract.codec.arrays import Ints
from indexer.contract.story_file import StoryLabels
from webui.search.cluster.loading import Loaded
from webui.search.cluster.query_execution import QueryExecution
from webui.search.cluster.reading_articles import kept_articles, read_articles
from webui.search.cluster.receiving.state_part import StatePart
from webui.search.cluster.searching.damage import reporting_damage
from webui.search.cluster.searching.point_in_time import PointInTime
from webui.search.cluster.texts.article_counts import ArticleCounts
from webui.search.cluster.texts.cluster_links import linked_numbers
from webui.search.cluster.texts.cluster_texts import ClusterTexts
from webui.search.cluster.texts.cluster_vocabulary import ClusterWords, Known
from webui.search.local.columns.columns import Columns
from webui.search.local.columns.tally import Totals
from webui.search.local.engine import ByteCache, Matches
from webui.search.local.snapshot.snapshot import Snapshot

_1970 = datetime(1970, 1, 1, tzinfo=UTC)

# Whether the cluster still answers is asked no more often.
_CHECK_SECONDS = 1.0


class ClusterSnapshot(Snapshot):
    """One state of an archive in a cluster.

    Args:
        point: at which it is searched; closed with this.
        loaded: its columns.
        cache: for what is read and derived.

    Attributes:
        point: the same.
        arrays: the columns as they were loaded.
        newest: the state as it was seen last; its ``synced`` moves on.
    """

    def __init__(self, point: PointInTime, loaded: Loaded, cache: ByteCache) -> None:
        self.point, self.arrays = point, loaded.arrays
        self.generation = point.state.generation
        self.newest = point.state
        self._index = loaded.index
        self._owner = owner = object()
        self._closed = False
        self._checked = time.monotonic()
        part = StatePart(loaded.arrays, loaded.numbered)
        reporting = partial(reporting_damage, point.cluster.name)
        columns = Columns([part], reporting, partial(cache.pin, owner))
        totals = Totals(columns, np.flatnonzero(~loaded.arrays.live))
        labels = StoryLabels(loaded.arrays.story, loaded.arrays.copies)
        super().__init__(cache, columns, totals, labels, point.state.aliases, reporting)
        cache.pin(owner, part.nbytes)
        self._words = Known()
        self._counts = ArticleCounts(point, reporting)
        # Nothing of it refers to the snapshot, so that the columns go with its last user.
        self._execution = QueryExecution(point, self._counts, cache, self.identity)
        self.scoring = self._execution.scoring

    def close(self) -> None:
        """Give the point in time back. Nobody may use the snapshot afterwards."""
        self._closed = True
        self._memo.clear()
        self._cache.pin(self._owner, 0)
        self.point.close()

    @property
    def is_closed(self) -> bool:
        """Whether the point in time was given back."""
        return self._closed

    def check(self) -> None:
        """Make sure that the cluster still answers; it is asked once a second at the most.

        Raises:
            IndexStateError: it does not.
        """
        if time.monotonic() - self._checked >= _CHECK_SECONDS:
            with self.reporting_damage():
                self.point.check()
            self._checked = time.monotonic()

    @property
    def synced(self) -> datetime:
        """When the last sync ended well, in UTC; one that changes nothing moves it on."""
        return _1970 + timedelta(microseconds=self.newest.synced)

    @property
    def committed(self) -> datetime:
        """When this state was committed, in UTC."""
        return _1970 + timedelta(microseconds=self.point.state.committed)

    @property
    def identity(self) -> Hashable:
        """The index and the generation."""
        return self._index, self.generation

    def execute(self, query: Any) -> Matches:
        """Return the live documents that a Whoosh query matches, with their scores."""
        if isinstance(query, Every) and query.fieldname is None:
            docs = self.live_docs
            return Matches(docs, np.full(len(docs), query.boost, np.float32))
        with self.reporting_damage():
            return self._execution.execute(query)

    def scored_exactly(self, query: Any, hits: Matches) -> Matches | None:
        """Return those hits of a query that come first, with their exact scores."""
        with self.reporting_damage():
            return self._execution.scored_exactly(query, hits)

    def articles_of(self, docs: Iterable[int]) -> list[Article]:
        """Read articles from the cluster, in the order of the document numbers given."""
        with self.reporting_damage():
            return read_articles(self.point, docs)

    def shown(self, docs: Iterable[int]) -> list[Article]:
        """Read the articles of a page, as :meth:`articles_of` does; they are kept in the cache."""
        with self.reporting_damage():
            return kept_articles(self.point, self.arrays, self._cache, self._index, docs)

    def vocabulary(self, field: str) -> ClusterWords:
        """Return the words of a field, those of articles that are there."""
        return ClusterWords(self.point, field, self._words, self.reporting_damage)

    def frequencies(
        self, fields: Sequence[str], words: Collection[str]
    ) -> dict[str, tuple[int, ...]]:
        """Return how many articles have each of some words in each of some fields."""
        return self._counts.frequencies(fields, words)

    def texts(self, fields: tuple[str, ...]) -> ClusterTexts:
        """Return the words of all texts; they are asked for as they are needed."""
        return ClusterTexts(self.point, fields, self.reporting_damage)

    def linked(self, doc: int) -> tuple[Ints, Ints]:
        """Return the articles whose addresses an article's ``related`` list names."""
        with self.reporting_damage():
            return linked_numbers(self.point, doc)
