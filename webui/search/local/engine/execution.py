"""A Whoosh query tree, executed on one segment: each node becomes work on whole arrays.

The results are those of Whoosh's own matchers, except where these are wrong (their
``AndNot``, ``Not`` and ``DisjunctionMax``; docs/architecture.md says how).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import numpy as np
from whoosh import query as whoosh_query
from whoosh.query import Query

from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine.combined import combined_set, combined_sets
from webui.search.local.engine.docset import (
    DocSet,
    difference,
    empty,
    everything,
    intersection,
    laid_out,
    restricted,
    union,
    with_bonus,
)
from webui.search.local.engine.multi_term import (
    any_word_set,
    column_range_set,
    expanded_set,
    number_range_set,
)
from webui.search.local.engine.nearness import frequent_set, near_set
from webui.search.local.engine.phrases import phrase_set
from webui.search.local.engine.position_queries import NearWords, OccursAtLeast
from webui.search.local.engine.posting_lists.whoosh_postings import Guard
from webui.search.local.engine.queries import AnyWord, ColumnRange, CombinedTerm
from webui.search.local.engine.segment import Segment
from webui.search.local.engine.statistics import Statistics
from webui.search.local.engine.term_scores import term_set


class Execution:
    """Executes queries on one segment.

    Args:
        segment: where to look.
        statistics: of the whole index.
        searcher: Whoosh's, for this segment: it executes the nodes that have no array form.
        guard: for the use of the searcher.
        columns: numeric fields whose column holds the one value of each document, so that
            ranges can be read from there.
    """

    def __init__(
        self,
        segment: Segment,
        statistics: Statistics,
        searcher: Any,
        guard: Guard,
        columns: frozenset[str],
    ) -> None:
        self.segment = segment
        self.statistics = statistics
        self._searcher = searcher
        self._guard = guard
        self._columns = columns

    def run(self, query: Any, *, scored: bool = True) -> DocSet:
        """Return the documents that a query matches, deleted ones included.

        Args:
            query: Whoosh's query tree.
            scored: whether anybody asks for the scores.
        """
        checkpoint()
        # Exactly these types: a subclass may mean anything by its matcher.
        handler = _HANDLERS.get(type(query), Execution._by_matcher)
        return handler(self, query, scored)

    def _every(self, query: Any, scored: bool) -> DocSet:
        if query.fieldname is not None:
            return self._by_matcher(query, scored)
        return everything(self.segment.size, query.boost if scored else None)

    def _nothing(self, query: Any, scored: bool) -> DocSet:
        return empty(self.segment.size)

    def _term(self, query: Any, scored: bool) -> DocSet:
        terms = self._terms(query.fieldname, [query.text])
        if terms is None:
            return empty(self.segment.size)
        field = query.fieldname
        found = term_set(self.segment, self.statistics, field, terms[0], scored=scored)
        return found.times(query.boost)

    def _combined(self, query: Any, scored: bool) -> DocSet:
        found = combined_set(self.segment, self.statistics, query, scored=scored)
        return found.times(query.boost)

    def _compound(
        self, query: Any, scored: bool, combine: Callable[[list[DocSet]], DocSet]
    ) -> DocSet:
        if not query.subqueries:
            return empty(self.segment.size)
        sets = self._sets(query.subqueries, scored, together=combine is intersection)
        # Whoosh takes a single part for the whole, its boost left out.
        return combine(sets).times(query.boost) if len(sets) > 1 else sets[0]

    def _sets(
        self,
        parts: Sequence[Any],
        scored: bool,
        *,
        together: bool,
        wanted: DocSet | None = None,
    ) -> list[DocSet]:
        words = [part for part in parts if type(part) is CombinedTerm]
        if not together or not scored or len(words) < 2:
            return [self.run(part, scored=scored) for part in parts]
        docs = None if wanted is None else wanted.docs
        sets = combined_sets(self.segment, self.statistics, words, docs)
        found = dict(zip(words, sets, strict=True))
        return [
            found[part] if type(part) is CombinedTerm else self.run(part, scored=True)
            for part in parts
        ]

    def _and(self, query: Any, scored: bool) -> DocSet:
        return self._compound(query, scored, intersection)

    def _or(self, query: Any, scored: bool) -> DocSet:
        if query.scale:
            return self._by_matcher(query, scored)
        return self._compound(query, scored, union)

    def _greatest(self, query: Any, scored: bool) -> DocSet:
        return self._compound(query, scored, lambda sets: union(sets, greatest=True))

    def _not(self, query: Any, scored: bool) -> DocSet:
        all_documents = everything(self.segment.size, 1.0 if scored else None)
        return difference(all_documents, self.run(query.query, scored=False))

    def _and_not(self, query: Any, scored: bool) -> DocSet:
        return difference(self.run(query.a, scored=scored), self.run(query.b, scored=False))

    def _require(self, query: Any, scored: bool) -> DocSet:
        required = self.run(query.b, scored=False)
        # A phrase: its words are scored only where they follow one another.
        if scored and type(query.a) is whoosh_query.And and required.docs is not None:
            parts = query.a.subqueries
            sets = self._sets(parts, scored, together=True, wanted=required)
            if len(sets) > 1:
                found = intersection([required.scored(0.0), *sets])
                return found.times(query.a.boost)
        return restricted(self.run(query.a, scored=scored), required)

    def _and_maybe(self, query: Any, scored: bool) -> DocSet:
        found = self.run(query.a, scored=scored)
        return with_bonus(found, self.run(query.b)) if scored else found

    def _constant(self, query: Any, scored: bool) -> DocSet:
        return self.run(query.child, scored=False).scored(query.score if scored else None)

    def _phrase(self, query: Any, scored: bool) -> DocSet:
        field = query.fieldname
        terms = self._placed(field, query.words)
        if not terms:
            return empty(self.segment.size)
        found = phrase_set(self.segment, self.statistics, field, terms, query.slop, scored=scored)
        return found.times(query.boost)

    def _near(self, query: NearWords, scored: bool) -> DocSet:
        terms = self._placed(query.fieldname, query.words)
        if not terms:
            return empty(self.segment.size)
        found = near_set(self.segment, self.statistics, query.fieldname, terms, query.distance)
        return found.scored(query.boost if scored else None)

    def _frequent(self, query: OccursAtLeast, scored: bool) -> DocSet:
        fields = [(field, self._placed(field, query.words)) for field in query.fields]
        terms = [(field, words) for field, words in fields if words]
        found = frequent_set(self.segment, self.statistics, terms, query.times, query.slop)
        return found.scored(query.boost if scored else None)

    def _placed(self, field: str, words: Sequence[Any]) -> list[bytes]:
        """Return words as terms of a field with positions; none where it has none of them.

        Raises:
            QueryError: the field has no positions.
        """
        terms = self._terms(field, words)
        if not terms:
            return []
        fmt = self.statistics.schema[field].format
        if not fmt or not fmt.supports("positions"):
            raise whoosh_query.QueryError(f"Phrase search: {field!r} field has no positions")
        return terms

    def _any_word(self, query: Any, scored: bool) -> DocSet:
        return any_word_set(self.segment, query).scored(query.boost if scored else None)

    def _expanded(self, query: Any, scored: bool) -> DocSet:
        if query.field() not in self.statistics.schema:
            return empty(self.segment.size)
        # Whoosh takes "" and "*" for "any term", which only prefixes and patterns can be.
        if getattr(query, "text", None) in ("", "*"):
            return self._by_matcher(query, scored)
        to_bytes = self.statistics.schema[query.field()].to_bytes
        with self._guard():
            terms = [
                to_bytes(term) for _, term in query.expanded_terms(self.segment.reader) if term
            ]
        return expanded_set(self.segment, self.statistics, query, terms, scored=scored)

    def _range(self, query: Any, scored: bool) -> DocSet:
        if query.fieldname in self._columns and query.constantscore:
            return number_range_set(self.segment, query).scored(query.boost if scored else None)
        # Whoosh names the terms of a range in ``simplify``, which for a constant score leaves
        # them as they are; else it puts them through ``normalize``, which loses some.
        constant = copy(query)
        constant.constantscore = True
        with self._guard():
            simpler = constant.simplify(self.segment.reader)
        if not query.constantscore and isinstance(simpler, whoosh_query.ConstantScoreQuery):
            simpler = simpler.child
        return self.run(simpler, scored=scored)

    def _column_range(self, query: ColumnRange, scored: bool) -> DocSet:
        return column_range_set(self.segment, query).scored(query.boost if scored else None)

    def _by_matcher(self, query: Any, scored: bool) -> DocSet:
        """Walk through the matches with Whoosh's own matcher, one by one."""
        docs: list[int] = []
        scores: list[float] = []
        with self._guard():
            matcher = query.matcher(self._searcher, self._searcher.context())
            while matcher.is_active():
                checkpoint()
                docs.append(matcher.id())
                scores.append(matcher.score() if scored else 0.0)
                matcher.next()
        found = laid_out(self.segment.size, np.array(docs, np.intp), np.array(scores, np.float32))
        return found if scored else found.scored(None)

    def _terms(self, field: str, words: Sequence[Any]) -> list[bytes] | None:
        """Return words as the field's terms; None where one cannot be a term of it."""
        if field not in self.statistics.schema:
            return None
        try:
            return [self.statistics.schema[field].to_bytes(word) for word in words]
        except ValueError:
            return None


_HANDLERS: dict[type[Query], Callable[[Execution, Any, bool], DocSet]] = {
    whoosh_query.Term: Execution._term,
    whoosh_query.And: Execution._and,
    whoosh_query.Or: Execution._or,
    whoosh_query.DisjunctionMax: Execution._greatest,
    whoosh_query.Not: Execution._not,
    whoosh_query.AndNot: Execution._and_not,
    whoosh_query.AndMaybe: Execution._and_maybe,
    whoosh_query.Require: Execution._require,
    whoosh_query.ConstantScoreQuery: Execution._constant,
    whoosh_query.Every: Execution._every,
    whoosh_query.Phrase: Execution._phrase,
    whoosh_query.Prefix: Execution._expanded,
    whoosh_query.Wildcard: Execution._expanded,
    whoosh_query.FuzzyTerm: Execution._expanded,
    whoosh_query.Variations: Execution._expanded,
    whoosh_query.TermRange: Execution._expanded,
    whoosh_query.NumericRange: Execution._range,
    whoosh_query.DateRange: Execution._range,
    AnyWord: Execution._any_word,
    ColumnRange: Execution._column_range,
    CombinedTerm: Execution._combined,
    NearWords: Execution._near,
    OccursAtLeast: Execution._frequent,
    type(whoosh_query.NullQuery): Execution._nothing,
}
