"""How many of the others have what stands in the hits, without reading their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from indexer.contract.cluster.index_terms import indexed_term
from indexer.contract.cluster.mapping import VOCABULARY_SUFFIX
from indexer.contract.codec.arrays import Ints
from indexer.contract.schema import WORDS_SUFFIX
from webui.search.cluster.texts.asking import (
    Clause,
    Searching,
    buckets_of,
    counting,
    having_any,
)
from webui.search.cluster.texts.number_sets import NUMBERS, numbered, numbers_of
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.answers.distinctive_words import may_be_distinctive
from webui.search.local.forward.lexicon import Lexicon
from webui.search.local.forward.sides import Sides

# Words that are counted in one search: the cluster returns no more than 65,535 in all.
_COUNTED = 20_000
# Stems or pairs whose articles are told in one search, and about how many of these. Of each
# article that has one of them it is looked for all of them.
_AT_ONCE, _ARTICLES = 100, 500_000


class VotesElsewhere:
    """Counts the votes of the others.

    Words that many others have cannot be distinctive. For that it is enough to count the forms that
    they have in the hits, among one article of each story: no more than there are. Of the other
    words the cluster tells which articles have them, and their stories are counted here.

    Args:
        searching: asks the state.
        fields: title, excerpt or both.
        sides: the hits and the others.
        lexicon: of the hits.
        of: the votes of the hits and of the others.
    """

    def __init__(
        self,
        searching: Searching,
        fields: Sequence[str],
        sides: Sides,
        lexicon: Lexicon,
        of: tuple[int, int],
    ) -> None:
        self._searching = searching
        self._fields = fields
        self._sides = sides
        self._lexicon = lexicon
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
        for some in _parts(open_, found[open_]):
            found[some] = self._votes(stems[some])
        return found

    def of_pairs(self, pairs: Ints) -> Ints:
        """Return how many votes of the others have each pair of stems that follow one another.

        Args:
            pairs: two stems each, shape (c, 2).
        """
        found = np.zeros(len(pairs), np.int64)
        for start in range(0, len(pairs), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            found[some] = self._votes(pairs[some])
        return found

    def _votes(self, items: Ints) -> Ints:
        """Return the votes of some stems, or of runs of them, one in each row."""
        checkpoint()
        stems = self._lexicon.stems
        runs = [
            [indexed_term(stems[stem]) for stem in item]
            for item in items.reshape(len(items), -1).tolist()
        ]
        filters = {str(place): self._run(run) for place, run in enumerate(runs)}
        aggs = {"items": {"filters": {"filters": filters}, "aggs": {"numbers": NUMBERS}}}
        # Of a run the first will do: no other articles need to be looked at.
        having = having_any(self._fields, list(dict.fromkeys(run[0] for run in runs)))
        query = {"bool": {"filter": [numbered(self._others), having]}}
        answer = self._searching.search(query, size=0, aggs=aggs)
        buckets = answer["aggregations"]["items"]["buckets"]
        found = []
        for place in range(len(runs)):
            bucket = buckets[str(place)]
            docs = numbers_of(bucket["numbers"], bucket["doc_count"])
            found.append(len(np.unique(self._sides.story[docs])))
        return np.array(found, np.int64)

    def _run(self, terms: Sequence[str]) -> Clause:
        """Return the query for what has some terms one after the other in one field."""
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
        found = np.zeros(len(self._lexicon.stems), np.int64)
        words, of = self._forms(stems)
        for start in range(0, len(words), _COUNTED):
            some = words[start : start + _COUNTED]
            counts = dict.fromkeys(some, 0)
            for bucket in self._counted(one_each, some):
                word = bucket["key"]
                counts[word] = max(counts[word], bucket["doc_count"])
            own = of[start : start + _COUNTED]
            np.maximum.at(found, own, np.array(list(counts.values()), np.int64))
        return found[stems]

    def _forms(self, stems: Ints) -> tuple[list[str], Ints]:
        """Return the forms of some stems as they are indexed, and the stem of each."""
        lexicon = self._lexicon
        wanted = np.zeros(len(lexicon.stems), np.bool_)
        wanted[stems] = True
        forms = np.flatnonzero(wanted[lexicon.stem_of])
        words = [indexed_term(lexicon.forms[form]) for form in forms.tolist()]
        return words, lexicon.stem_of[forms].astype(np.int64)

    def _counted(self, docs: Ints, words: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """Yield what the cluster has counted of some words, field by field."""
        checkpoint()
        if not len(docs) or not words:
            return
        aggs = {
            field: counting(field + VOCABULARY_SUFFIX, words, len(words)) for field in self._fields
        }
        having = having_any([field + WORDS_SUFFIX for field in self._fields], words)
        query = {"bool": {"filter": [numbered(docs), having]}}
        answer = self._searching.search(query, size=0, aggs=aggs)["aggregations"]
        for field in self._fields:
            yield from buckets_of(answer[field])


def _parts(places: Ints, sizes: Ints) -> Iterator[Ints]:
    """Yield places, as many at a time as have not too many articles together."""
    total, start = 0, 0
    for end, size in enumerate(sizes.tolist()):
        if end > start and (total + size > _ARTICLES or end - start == _AT_ONCE):
            yield places[start:end]
            total, start = 0, end
        total += size
    if start < len(places):
        yield places[start:]
