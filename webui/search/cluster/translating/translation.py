"""A Whoosh query, as ``webui.search.local.compiling`` makes it → a query of OpenSearch.

It finds the same articles; scores are those that ``docs/cluster.md`` describes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from whoosh import query as whoosh_query
from whoosh.query import Query

from webui.search.cluster.translating.dsl_clauses import (
    NOTHING,
    Clause,
    alike,
    all_of,
    any_term,
    between,
    either,
    narrowed,
    term,
)
from webui.search.cluster.translating.exact_bm25f import (
    Join,
    anywhere,
    exactly_scored,
    is_whole,
)
from webui.search.cluster.translating.position_conditions import Condition, frequent, near, phrase
from webui.search.local.engine import (
    AnyWord,
    ColumnRange,
    CombinedTerm,
    NearWords,
    OccursAtLeast,
)

# Whoosh's datetimes count microseconds from the year 1, the cluster's from 1970.
_YEAR_1 = -62_135_596_800_000_000

# Numbers that the cluster takes for a bound of an integer.
_LEAST, _GREATEST = -(2**31), 2**31 - 1

Rarities = Callable[[Sequence[CombinedTerm]], tuple[Sequence[float], float]]
"""Gives the inverse document frequency of each of some words, all of the same fields, and the
average of the weighted lengths of these."""


class UntranslatableError(TypeError):
    """A query of a kind that nothing here makes."""


class Translator:
    """Translates queries for one state of an archive.

    The cluster's own scores of words in all fields are near to what they should be: Lucene keeps
    four bits of a length. Exact ones take a script several times as long.

    Args:
        resolve: finds the articles for which a condition holds that the cluster cannot tell.
        rarities: of words in fields that have none together.
        factor: by which the scores of the cluster's own BM25 have to be taken.
        exact: whether scores are to be exact.
    """

    def __init__(
        self,
        resolve: Callable[[Condition], Clause],
        rarities: Rarities,
        factor: float = 1.0,
        *,
        exact: bool = False,
    ) -> None:
        self._resolve = resolve
        self._rarities = rarities
        self._factor = factor
        self._exact = exact

    def clause(self, query: Any, *, scored: bool = True) -> Clause:
        """Translate a query.

        Args:
            query: Whoosh's tree.
            scored: whether anybody asks for the scores.

        Raises:
            UntranslatableError: there is no translation.
        """
        handler = _HANDLERS.get(type(query))
        if handler is None:
            raise UntranslatableError(f"no translation for {query!r}")
        return handler(self, query, scored)

    def _every(self, query: Any, scored: bool) -> Clause:
        if query.fieldname is not None:
            return alike({"exists": {"field": query.fieldname}}, query.boost)
        return {"match_all": {"boost": query.boost}}

    def _nothing(self, query: Any, scored: bool) -> Clause:
        return NOTHING

    def _term(self, query: Any, scored: bool) -> Clause:
        return term(query.fieldname, query.text, query.boost)

    def _combined(self, query: CombinedTerm, scored: bool) -> Clause:
        if scored and self._is_scripted(query):
            return self._in_fields([query], either)
        return anywhere(query, self._factor)

    def _is_scripted(self, word: CombinedTerm) -> bool:
        return self._exact or not is_whole(word)

    def _in_fields(self, words: Sequence[CombinedTerm], join: Join) -> Clause:
        rarities, average = self._rarities(words)
        return exactly_scored(words, rarities, average, join)

    def _and(self, query: Any, scored: bool) -> Clause:
        if scored:
            return all_of(self._parts(query.subqueries, all_of), query.boost)
        return _unscored([self.clause(part, scored=False) for part in query.subqueries])

    def _or(self, query: Any, scored: bool) -> Clause:
        if scored:
            return either(self._parts(query.subqueries, either), query.boost)
        return either([self.clause(part, scored=False) for part in query.subqueries])

    def _parts(self, parts: Sequence[Any], join: Join) -> list[Clause]:
        groups: dict[Any, list[CombinedTerm]] = {}
        others = []
        for part in parts:
            if type(part) is CombinedTerm and self._is_scripted(part):
                groups.setdefault((part.weights, part.measured), []).append(part)
            else:
                others.append(self.clause(part))
        return others + [self._in_fields(words, join) for words in groups.values()]

    def _greatest(self, query: Any, scored: bool) -> Clause:
        parts = [self.clause(part, scored=scored) for part in query.subqueries]
        return {"dis_max": {"queries": parts, "boost": query.boost}} if parts else NOTHING

    def _and_not(self, query: Any, scored: bool) -> Clause:
        return narrowed(
            self.clause(query.a, scored=scored), (), [self.clause(query.b, scored=False)]
        )

    def _and_maybe(self, query: Any, scored: bool) -> Clause:
        found = self.clause(query.a, scored=scored)
        if not scored:
            return found
        return {"bool": {"must": [found], "should": [self.clause(query.b)]}}

    def _require(self, query: Any, scored: bool) -> Clause:
        return narrowed(self.clause(query.a, scored=scored), [self.clause(query.b, scored=False)])

    def _constant(self, query: Any, scored: bool) -> Clause:
        child = self.clause(query.child, scored=False)
        return alike(child, query.score) if scored else child

    def _phrase(self, query: Any, scored: bool) -> Clause:
        return self._where(phrase(query.fieldname, query.words, query.slop))

    def _near(self, query: NearWords, scored: bool) -> Clause:
        found = self._where(near(query.fieldname, query.words, query.distance))
        return alike(found, query.boost) if scored else found

    def _frequent(self, query: OccursAtLeast, scored: bool) -> Clause:
        found = self._where(frequent(query.fields, query.words, query.times, query.slop))
        return alike(found, query.boost) if scored else found

    def _where(self, condition: Condition) -> Clause:
        return condition.certain if condition.is_told else self._resolve(condition)

    def _any_word(self, query: AnyWord, scored: bool) -> Clause:
        found = any_term(query.fieldname, query.words)
        return alike(found, query.boost) if scored else found

    def _pattern(self, query: Any, scored: bool) -> Clause:
        escaped = query.text.replace("\\", "\\\\").replace("?", "\\?")
        return {"wildcard": {query.fieldname: {"value": escaped, "boost": query.boost}}}

    def _numbers(self, query: Any, scored: bool) -> Clause:
        if query.fieldname == "curated":
            return alike(term("curated", "true"), query.boost)
        if isinstance(query, whoosh_query.DateRange):
            low, high = (None if end is None else end + _YEAR_1 for end in (query.start, query.end))
            return alike(between(query.fieldname, gte=low, lte=high), query.boost)
        low = _LEAST if query.start is None else max(query.start + query.startexcl, _LEAST)
        high = _GREATEST if query.end is None else min(query.end - query.endexcl, _GREATEST)
        if low > high:
            return NOTHING
        return alike(between(query.fieldname, gte=low, lte=high), query.boost)

    def _column_range(self, query: ColumnRange, scored: bool) -> Clause:
        return alike(between(query.fieldname, gte=query.low, lte=query.high), query.boost)


def _unscored(parts: Sequence[Clause]) -> Clause:
    return narrowed(None, parts) if len(parts) > 1 else all_of(parts)


_HANDLERS: dict[type[Query], Callable[[Translator, Any, bool], Clause]] = {
    whoosh_query.Every: Translator._every,
    type(whoosh_query.NullQuery): Translator._nothing,
    whoosh_query.Term: Translator._term,
    CombinedTerm: Translator._combined,
    whoosh_query.And: Translator._and,
    whoosh_query.Or: Translator._or,
    whoosh_query.DisjunctionMax: Translator._greatest,
    whoosh_query.AndNot: Translator._and_not,
    whoosh_query.AndMaybe: Translator._and_maybe,
    whoosh_query.Require: Translator._require,
    whoosh_query.ConstantScoreQuery: Translator._constant,
    whoosh_query.Phrase: Translator._phrase,
    NearWords: Translator._near,
    OccursAtLeast: Translator._frequent,
    AnyWord: Translator._any_word,
    whoosh_query.Wildcard: Translator._pattern,
    whoosh_query.NumericRange: Translator._numbers,
    whoosh_query.DateRange: Translator._numbers,
    ColumnRange: Translator._column_range,
}


def same_score(query: Any) -> float | None:
    """Return what a query scores whatever it finds, if that is told from the query; else None."""
    if isinstance(query, whoosh_query.ConstantScoreQuery):
        return float(query.score)
    if isinstance(query, whoosh_query.AndNot | whoosh_query.Require):
        return same_score(query.a)
    if isinstance(
        query,
        AnyWord
        | NearWords
        | OccursAtLeast
        | ColumnRange
        | whoosh_query.NumericRange
        | whoosh_query.Every,
    ):
        return float(query.boost)
    # Articles are looked up by their ids, and nobody asks for a score.
    if isinstance(query, whoosh_query.Term) and query.fieldname == "id":
        return float(query.boost)
    return 0.0 if query is whoosh_query.NullQuery else None
