"""Executes queries on a state of an archive in a cluster."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np

from webui.search.cluster.leading_hits import leading
from webui.search.cluster.query_pieces import MOST_LEAVES, in_pieces, leaves_of
from webui.search.cluster.receiving.matched_numbers import aggregation, matches_of
from webui.search.cluster.searching.point_in_time import PointInTime
from webui.search.cluster.texts.article_counts import ArticleCounts
from webui.search.cluster.texts.cluster_scoring import ClusterScoring
from webui.search.cluster.texts.number_sets import numbered as among_numbers
from webui.search.cluster.translating.dsl_clauses import (
    NOTHING,
    Clause,
    between,
    either,
    narrowed,
    numbered,
)
from webui.search.cluster.translating.exact_bm25f import whole_factor
from webui.search.cluster.translating.places import places_of
from webui.search.cluster.translating.position_conditions import Condition
from webui.search.cluster.translating.translation import Translator, same_score
from webui.search.local.engine import ByteCache, CombinedTerm, Matches
from webui.search.local.engine.statistics import rarity

# Hits whose scores a node puts together at once, in 8 bytes each, before they become text.
_SCORED_AT_ONCE = 2**22
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


class QueryExecution:
    """Executes queries on one state.

    Args:
        point: at which it is searched.
        counts: of its articles.
        cache: for what was found.
        identity: tells the state from all others.

    Attributes:
        scoring: what the scores of words depend on.
    """

    def __init__(
        self, point: PointInTime, counts: ArticleCounts, cache: ByteCache, identity: Hashable
    ) -> None:
        self._point, self._cache, self._identity = point, cache, identity
        self.scoring = ClusterScoring(point, counts, point.state.articles, self.among)
        factor = whole_factor(point.cluster.version)
        self._translator = Translator(self._resolved, self._rarities, factor)
        self._exactly = Translator(self._resolved, self._rarities, exact=True)

    def execute(self, query: Any) -> Matches:
        """Return the articles that a Whoosh query matches, with scores near to what they should be.

        Raises:
            GivenUpError: the deadline has passed.
            ClusterError: the cluster cannot be asked.
            ValueError, KeyError, TypeError: what it says makes no sense.
        """
        key = (self._identity, ("matches", query))
        return self._cache.get(key, lambda: _Kept(self._found(query))).matches

    def scored_exactly(self, query: Any, hits: Matches) -> Matches | None:
        """Return those hits of a query that come first, with exact scores; None: all have them.

        Raises as :meth:`execute`.
        """
        if not len(hits.docs) or same_score(query) is not None:
            return None
        exactly = self._exactly.clause(query)
        parts = leaves_of(exactly)
        # Too many are scored in pieces, by the cluster's own scores.
        if exactly == self._translator.clause(query) or parts > MOST_LEAVES:
            return None
        first = leading(hits.scores, parts)
        if not len(first):
            return None
        exact = self._searched(narrowed(exactly, [among_numbers(hits.docs[first])]), None)
        if len(exact.docs) != len(first):
            raise ValueError("a search has not found what it found before")
        return exact

    def _rarities(self, words: Sequence[CombinedTerm]) -> tuple[list[float], float]:
        scoring, counts = self.scoring, self.scoring.documents_with(words)
        average = sum(weight * scoring.average_length(field) for field, weight in words[0].measured)
        return [rarity(scoring.documents, counts[word]) for word in words], average

    def among(self, query: Any, among: Clause) -> Matches:
        """Return what a query finds under a filter, with exact scores."""
        return self._searched(narrowed(self._exactly.clause(query), [among]), None)

    def _found(self, query: Any) -> Matches:
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
        end = self._point.state.next_number
        if score is not None:
            asked = {"bool": {"filter": [clause]}}
            answer = self._point.search(asked, size=0, aggs=aggregation(scored=False))
            return matches_of(answer, end, score)
        answers = (
            self._point.search(part, scored=True, size=0, aggs=aggregation(scored=True))
            for part in self._in_turn(clause)
        )
        parts = [matches_of(answer, end) for answer in answers]
        if len(parts) == 1:
            return parts[0]
        return Matches(
            np.concatenate([part.docs for part in parts]),
            np.concatenate([part.scores for part in parts]),
        )

    def _in_turn(self, clause: Clause) -> list[Clause]:
        """Return a search, or several of some numbers each, where it finds too many at once."""
        end = self._point.state.next_number
        if end <= _SCORED_AT_ONCE:
            return [clause]
        found = self._point.search({"bool": {"filter": [clause]}}, size=0)
        if found["hits"]["total"]["value"] <= _SCORED_AT_ONCE:
            return [clause]
        starts = range(0, end, _SCORED_AT_ONCE)
        return [
            narrowed(clause, [between("number", gte=start, lt=start + _SCORED_AT_ONCE)])
            for start in starts
        ]

    def _resolved(self, condition: Condition) -> Clause:
        """Find what a condition holds for, as far as the cluster cannot tell, by the texts."""
        key = (self._identity, ("placed", condition.asked))
        numbers = self._cache.get(key, lambda: _Numbers(self._looked_at(condition))).numbers
        return either([condition.certain, numbered(numbers)] if numbers else [condition.certain])

    def _looked_at(self, condition: Condition) -> list[int]:
        doubtful = narrowed(None, [condition.possible], [condition.certain])
        found = []
        fields = ["number", *condition.fields]
        for hits in self._point.pages(doubtful, _TEXTS_AT_ONCE, _source=fields):
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
