"""How many of the others have what stands in the hits, without reading their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from indexer.contract.cluster.index_terms import indexed_term
from indexer.contract.cluster.mapping import VOCABULARY_SUFFIX
from indexer.contract.codec.arrays import Ints
from webui.search.cluster.receiving.matched_numbers import aggregation, matches_of
from webui.search.cluster.texts.asking import (
    Clause,
    Searching,
    buckets_of,
    counting,
    having_any,
)
from webui.search.cluster.texts.number_sets import numbered
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.answers.distinctive_words import may_be_distinctive
from webui.search.local.forward.forward_index import ForwardIndex
from webui.search.local.forward.sides import Sides

# Words that are counted in one search: the cluster returns no more than 65,535 in all.
_COUNTED = 20_000
# Stems or pairs whose articles are told in one exchange.
_AT_ONCE = 50


class VotesElsewhere:
    """Counts the votes of the others.

    Words that many others have cannot be distinctive. For that it is enough to count the form that
    the hits have most often, among one article of each story: no more than there are. Of the other
    words the cluster tells which articles have them, and their stories are counted here.

    Args:
        searching: asks the state.
        fields: title, excerpt or both.
        sides: the hits and the others.
        index: of the hits.
        of: the votes of the hits and of the others.
    """

    def __init__(
        self,
        searching: Searching,
        fields: Sequence[str],
        sides: Sides,
        index: ForwardIndex,
        of: tuple[int, int],
    ) -> None:
        self._searching = searching
        self._fields = fields
        self._sides = sides
        self._index = index
        self._of = of
        self._others = np.flatnonzero(sides.others)

    def of_stems(self, stems: Ints, among: Ints) -> Ints:
        """Return how many votes of the others each stem has.

        Of a stem that cannot be distinctive it is less, but still so many that it cannot be.

        Args:
            stems: places in the lexicon, ascending, shape (c,).
            among: the votes of the hits that have each, shape (c,).
        """
        found = self._least(stems)
        open_ = np.flatnonzero(may_be_distinctive(among, found, self._of))
        found[open_] = self._votes(stems[open_])
        return found

    def of_pairs(self, pairs: Ints) -> Ints:
        """Return how many votes of the others have each pair of stems that follow one another.

        Args:
            pairs: two stems each, shape (c, 2).
        """
        return self._votes(pairs)

    def _votes(self, items: Ints) -> Ints:
        """Return the votes of some stems, or of runs of them, one in each row."""
        found = list[int]()
        for start in range(0, len(items), _AT_ONCE):
            checkpoint()
            some = items[start : start + _AT_ONCE]
            queries = [self._run(item) for item in some.reshape(len(some), -1).tolist()]
            for answer in self._searching.several(queries, size=0, aggs=aggregation(scored=False)):
                docs = matches_of(answer, len(self._sides.others)).docs
                others = docs[self._sides.others[docs]]
                found.append(len(np.unique(self._sides.story[others])))
        return np.array(found, np.int64)

    def _run(self, stems: Sequence[int]) -> Clause:
        """Return the query for what has some stems one after the other in one field."""
        terms = [indexed_term(self._index.lexicon.stems[stem]) for stem in stems]
        if len(terms) == 1:
            return having_any(self._fields, terms)
        ways = []
        for field in self._fields:
            clauses = [{"span_term": {field: term}} for term in terms]
            ways.append({"span_near": {"clauses": clauses, "slop": 0, "in_order": True}})
        return {"bool": {"should": ways, "minimum_should_match": 1}}

    def _least(self, stems: Ints) -> Ints:
        """Return no more than the votes of each stem, shape (c,)."""
        _, first = np.unique(self._sides.story[self._others], return_index=True)
        one_each = self._others[np.sort(first)]
        words = self._commonest_forms(stems)
        found = np.zeros(len(words), np.int64)
        for start in range(0, len(words), _COUNTED):
            places = {word: place for place, word in enumerate(words[start:][:_COUNTED], start)}
            for bucket in self._counted(one_each, list(places)):
                place = places[bucket["key"]]
                found[place] = max(found[place], bucket["doc_count"])
        return found

    def _commonest_forms(self, stems: Ints) -> list[str]:
        """Return for each stem the form that the hits have most often, as it is indexed."""
        lexicon, forms = self._index.lexicon, self._index.forms
        counts = np.bincount(forms[forms >= 0], minlength=len(lexicon.forms))
        order = np.lexsort((-counts, lexicon.stem_of))
        best = order[lexicon.bounds[:-1]][stems]
        return [indexed_term(lexicon.forms[form]) for form in best.tolist()]

    def _counted(self, docs: Ints, words: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Yield what the cluster has counted of some words, field by field."""
        checkpoint()
        if not len(docs) or not words:
            return
        aggs = {
            field: counting(field + VOCABULARY_SUFFIX, words, len(words)) for field in self._fields
        }
        answer = self._searching.search(numbered(docs), size=0, aggs=aggs)["aggregations"]
        for field in self._fields:
            yield from buckets_of(answer[field])
