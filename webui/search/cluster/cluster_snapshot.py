"""A state of an archive in a cluster: columns in the memory of this process, all else asked for."""

from __future__ import annotations

import time
from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np
from whoosh.query import Every

from indexer.contract.article import Article
from indexer.contract.cluster.mapping import WHOLE_SCALE
from indexer.contract.codec.arrays import Ints
from indexer.contract.story_file import StoryLabels
from webui.search.cluster.leading_hits import leading
from webui.search.cluster.loading import Loaded
from webui.search.cluster.query_pieces import MOST_LEAVES, in_pieces, leaves_of
from webui.search.cluster.reading_articles import kept_articles, read_articles
from webui.search.cluster.receiving.matched_numbers import aggregation, matches_of
from webui.search.cluster.receiving.state_part import StatePart
from webui.search.cluster.searching.damage import reporting_damage
from webui.search.cluster.searching.point_in_time import PointInTime
from webui.search.cluster.texts.article_counts import ArticleCounts
from webui.search.cluster.texts.asking import EVERYTHING
from webui.search.cluster.texts.cluster_links import linked_numbers
from webui.search.cluster.texts.cluster_scoring import ClusterScoring
from webui.search.cluster.texts.cluster_texts import ClusterTexts
from webui.search.cluster.texts.cluster_vocabulary import ClusterWords, Known
from webui.search.cluster.texts.number_sets import numbered as among_numbers
from webui.search.cluster.translating.dsl_clauses import NOTHING, Clause, either, narrowed, numbered
from webui.search.cluster.translating.exact_bm25f import is_whole, whole_factor
from webui.search.cluster.translating.places import places_of
from webui.search.cluster.translating.position_conditions import Condition
from webui.search.cluster.translating.translation import (
    Translator,
    same_score,
)
from webui.search.local.columns.columns import Columns
from webui.search.local.columns.tally import Totals
from webui.search.local.engine import ByteCache, CombinedTerm, Matches
from webui.search.local.engine.statistics import rarity
from webui.search.local.snapshot.snapshot import Snapshot

_1970 = datetime(1970, 1, 1, tzinfo=UTC)

# Whether the cluster still answers is asked no more often.
_CHECK_SECONDS = 1.0
# Texts that are looked at, of which the cluster cannot tell whether they hold what is asked.
_TEXTS_AT_ONCE = 1000


class _Kept(NamedTuple):
    matches: Matches

    @property
    def nbytes(self) -> int:
        return int(self.matches.docs.nbytes + self.matches.scores.nbytes)


class _Numbers(NamedTuple):
    numbers: list[int]

    @property
    def nbytes(self) -> int:
        return 40 * len(self.numbers)


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
        self.scoring = ClusterScoring(
            point, self._counts, point.state.articles, self._executed_among
        )
        factor = whole_factor(point.cluster.version)
        self._translator = Translator(self._resolved, self._rarities, factor)
        self._exactly = Translator(self._resolved, self._rarities, exact=True)

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
        return self.point.state.index, self.generation

    def execute(self, query: Any) -> Matches:
        """Return the live documents that a Whoosh query matches, with their scores."""
        key = (self.identity, ("matches", query))
        with self.reporting_damage():
            return self._cache.get(key, lambda: _Kept(self._found(query))).matches

    def scored_exactly(self, query: Any, hits: Matches) -> Matches | None:
        """Return those hits of a query that come first, with their exact scores."""
        first = leading(hits.scores)
        if not len(first) or same_score(query) is not None:
            return None
        with self.reporting_damage():
            exactly = self._exactly.clause(query)
            # Too many parts are scored in pieces, by the cluster's own scores.
            if exactly == self._translator.clause(query) or leaves_of(exactly) > MOST_LEAVES:
                return None
            exact = self._searched(narrowed(exactly, [among_numbers(hits.docs[first])]), None)
            if len(exact.docs) != len(first):
                raise ValueError("a search has not found what it found before")
        return exact

    def articles_of(self, docs: Iterable[int]) -> list[Article]:
        """Read articles from the cluster, in the order of the document numbers given."""
        with self.reporting_damage():
            return read_articles(self.point, docs)

    def shown(self, docs: Iterable[int]) -> list[Article]:
        """Read the articles of a page, as :meth:`articles_of` does; they are kept in the cache."""
        with self.reporting_damage():
            return kept_articles(self.point, self.arrays, self._cache, docs)

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

    def _rarities(self, words: Sequence[CombinedTerm]) -> tuple[list[float], float]:
        scoring, word = self.scoring, words[0]
        counts = scoring.documents_with(words)
        average = self._whole_length
        if not is_whole(word):
            average = sum(weight * scoring.average_length(field) for field, weight in word.measured)
        return [rarity(scoring.documents, counts[word]) for word in words], average

    @cached_property
    def _whole_length(self) -> float:
        """The weighted length of all texts of an article, which is rounded nowhere."""
        aggregation = {"length": {"sum": {"field": "length"}}}
        answer = self.point.search(EVERYTHING, size=0, aggs=aggregation)
        total = float(answer["aggregations"]["length"]["value"])
        return total / WHOLE_SCALE / (self.articles or 1)

    def _executed_among(self, query: Any, among: Clause) -> Matches:
        """Return what a query finds under a filter."""
        return self._searched(narrowed(self._exactly.clause(query), [among]), None)

    def _found(self, query: Any) -> Matches:
        if isinstance(query, Every) and query.fieldname is None:
            docs = self.live_docs
            return Matches(docs, np.full(len(docs), query.boost, np.float32))
        clauses: dict[Any, Clause] = {}

        def clause(part: Any) -> Clause:
            if part not in clauses:
                clauses[part] = self._translator.clause(part, scored=same_score(part) is None)
            return clauses[part]

        def run(part: Any) -> Matches:
            return self._searched(clause(part), same_score(part))

        if leaves_of(clause(query)) > MOST_LEAVES:
            return in_pieces(query, run, lambda part: leaves_of(clause(part)))
        return run(query)

    def _searched(self, clause: Clause, score: float | None) -> Matches:
        if clause == NOTHING:
            return Matches(np.empty(0, np.int64), np.empty(0, np.float32))
        scored = score is None
        asked = clause if scored else {"bool": {"filter": [clause]}}
        answer = self.point.search(asked, scored=scored, size=0, aggs=aggregation(scored=scored))
        return matches_of(answer, score or 0.0)

    def _resolved(self, condition: Condition) -> Clause:
        """Find what a condition holds for, as far as the cluster cannot tell, by the texts."""
        key = (self.identity, ("placed", condition.asked))
        numbers = self._cache.get(key, lambda: _Numbers(self._looked_at(condition))).numbers
        return either([condition.certain, numbered(numbers)] if numbers else [condition.certain])

    def _looked_at(self, condition: Condition) -> list[int]:
        doubtful = narrowed(None, [condition.possible], [condition.certain])
        found = []
        fields = ["number", *condition.fields]
        for hits in self.point.pages(doubtful, _TEXTS_AT_ONCE, _source=fields):
            for hit in hits:
                source = hit["_source"]
                texts = {
                    field: places_of(_passages(source.get(field, "")), condition.terms)
                    for field in condition.fields
                }
                if condition.holds(texts):
                    found.append(int(source["number"]))
        return found


def _passages(text: str | Sequence[str]) -> Sequence[str]:
    return [text] if isinstance(text, str) else text
