"""The figures of BM25 over the articles of a state in a cluster."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.query import Or

from indexer.contract.cluster.mapping import K1, LENGTH_SUFFIX, B
from indexer.contract.codec.arrays import Ints
from indexer.contract.schema import SEARCHED_FIELDS
from webui.search.cluster.texts.article_counts import ArticleCounts, Fields
from webui.search.cluster.texts.asking import EVERYTHING, Clause, Searching
from webui.search.cluster.texts.number_sets import numbered
from webui.search.local.engine import CombinedTerm, Matches
from webui.search.local.engine.docset import Floats

# In which every word of the searched fields stands, too.
_WHOLE: Fields = ("all",)


class ClusterScoring:
    """What the scores of words depend on (``WordScoring``), of the articles of the state alone.

    Args:
        searching: asks the state.
        counts: of its articles.
        documents: how many articles there are.
        execute: finds what a query matches under a filter, with the scores.
    """

    def __init__(
        self,
        searching: Searching,
        counts: ArticleCounts,
        documents: int,
        execute: Callable[[Any, Clause], Matches],
    ) -> None:
        self._searching = searching
        self._counts = counts
        self._documents = documents
        self._execute = execute

    @property
    def documents(self) -> int:
        """How many articles there are."""
        return self._documents

    def average_length(self, field: str) -> float:
        """Return the terms of a searched field per article."""
        return self._lengths[field] / (self._documents or 1)

    def norm(self, length: float, average: float) -> float:
        """Return what BM25 adds to a frequency, from a text's length and the average one."""
        return K1 * ((1 - B) + B * length / average)

    def documents_with(self, words: Collection[CombinedTerm]) -> dict[CombinedTerm, int]:
        """Return how many articles have each of some words in any of its fields."""
        asked = {word: (_fields(word), word.text) for word in words}
        found = self._counts.having(asked.values())
        return {word: found[each] for word, each in asked.items()}

    def scores_in(self, words: Sequence[CombinedTerm], docs: Ints) -> Floats:
        """Return what some words add to the scores of some articles."""
        scores = np.zeros(len(docs), np.float32)
        if len(docs) and words:
            found = self._execute(Or(list(words)), numbered(docs))
            scores[np.searchsorted(docs, found.docs)] = found.scores
        return scores

    @cached_property
    def _lengths(self) -> dict[str, float]:
        aggs = {field: {"sum": {"field": field + LENGTH_SUFFIX}} for field in SEARCHED_FIELDS}
        found = self._searching.search(EVERYTHING, size=0, aggs=aggs)["aggregations"]
        return {field: float(found[field]["value"]) for field in SEARCHED_FIELDS}


def _fields(word: CombinedTerm) -> Fields:
    return _WHOLE if set(word.fields) == set(SEARCHED_FIELDS) else tuple(word.fields)
