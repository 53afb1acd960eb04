"""Generated queries: trees of every kind of node."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from whoosh import query as q

from tests.webui.search.local.engine.documents import (
    HOURS,
    LARGE_NUMBERS,
    NUMBERS,
    REALS,
    SMALL_NUMBERS,
    words,
)
from tests.webui.search.local.engine.library import POSITIONS, WORDS, at
from webui.search.local.engine import AnyWord, ColumnRange, CombinedTerm, NearWords, OccursAtLeast

Queries = st.SearchStrategy[Any]

boosts = st.sampled_from([1.0, 1.0, 1.0, 0.5, 2.0, 3.25])
_fields = st.sampled_from(WORDS)
_with_positions = st.sampled_from(POSITIONS)
_known = st.one_of(words, words, words, st.just("unknown"))
_excluded = st.booleans()


class Loud(q.Term):  # type: ignore[misc] # Whoosh has no types
    """A term whose matcher is another than its class's."""

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return the matcher of everything that has the field."""
        return q.Every(self.fieldname, boost=7.0).matcher(searcher, context)


def _one_of(kinds: dict[str, tuple[object, ...]]) -> st.SearchStrategy[tuple[str, object]]:
    return st.one_of(
        *(st.tuples(st.just(field), st.sampled_from(values)) for field, values in kinds.items())
    )


_numbers = _one_of(
    {
        "signed": NUMBERS,
        "unsigned": SMALL_NUMBERS,
        "long": LARGE_NUMBERS,
        "real": REALS,
        "many": NUMBERS,
    }
)

terms: Queries = st.one_of(
    st.builds(q.Term, _fields, _known, boosts),
    st.builds(q.Term, _fields, words, boosts),
    st.builds(lambda pair, boost: q.Term(*pair, boost=boost), _numbers, boosts),
    st.builds(q.Term, st.just("flag"), st.booleans()),
    st.builds(q.Term, st.just("nosuch"), words),
)
phrases: Queries = st.builds(
    q.Phrase,
    _with_positions,
    st.lists(_known, min_size=1, max_size=4),
    st.sampled_from([1, 1, 2, 3, 299, 310]),
    boosts,
)
near: Queries = st.builds(
    NearWords,
    _with_positions,
    st.lists(_known, min_size=1, max_size=3),
    st.sampled_from([1, 2, 5, 300]),
    boosts,
)
often: Queries = st.builds(
    OccursAtLeast,
    st.lists(_with_positions, min_size=1, max_size=3, unique=True),
    st.lists(_known, min_size=1, max_size=3),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([1, 1, 4]),
    boosts,
)
expanding: Queries = st.one_of(
    st.builds(q.Prefix, _fields, st.sampled_from(["", "a", "r", "rend", "z", "日", "x"]), boosts,
              st.booleans()),
    st.builds(q.Wildcard, _fields,
              st.sampled_from(["*", "*r*", "render?", "?", "[ab]", "*s", "日*"]), boosts,
              st.booleans()),
    st.builds(q.FuzzyTerm, _fields, st.sampled_from(["a", "rendre", "renderd", "zz", "日"]), boosts,
              st.sampled_from([1, 2]), st.sampled_from([0, 1]), st.booleans()),
    st.builds(q.Variations, _fields, st.sampled_from(["render", "a"]), boosts),
    st.builds(q.TermRange, _fields, st.none() | words, st.none() | words, _excluded, _excluded,
              boosts, st.booleans()),
    st.builds(CombinedTerm, st.dictionaries(st.sampled_from(("title", "body", "flat", "labels")),
                                            st.sampled_from([0.5, 1.0, 2.0]), min_size=1),
              _known, boosts),
    st.builds(CombinedTerm, st.dictionaries(st.sampled_from(("body", "forms")),
                                            st.sampled_from([0.5, 1.0, 2.0]), min_size=1),
              _known, boosts, st.just({"forms": "body"})),
    st.builds(ColumnRange, st.just("unsigned"), st.none() | st.sampled_from(SMALL_NUMBERS),
              st.none() | st.sampled_from(SMALL_NUMBERS), boosts),
    st.builds(AnyWord, _fields, st.lists(_known, max_size=4).map(tuple), boosts),
)  # fmt: skip


@st.composite
def _ends(draw: st.DrawFn, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return start and end of a range, and whether they are excluded.

    Whoosh finds nonsense in a range of integers that ends before it begins, or at the
    least number that there is.
    """
    low, high = sorted(draw(st.tuples(st.sampled_from(values), st.sampled_from(values[1:]))))
    low_excluded, high_excluded = draw(st.tuples(_excluded, _excluded))
    if not _is_wide(low, high) or values[-1] in (low, high) or values[0] in (low, high):
        low_excluded = high_excluded = False
    low, high = draw(st.sampled_from([(low, high), (low, high), (None, high), (low, None)]))
    return low, high, low_excluded and low is not None, high_excluded and high is not None


def _is_wide(low: Any, high: Any) -> bool:
    return bool(low + (timedelta(days=1) if isinstance(low, datetime) else 2) <= high)


def _ranges(kind: Any, field: str, values: tuple[Any, ...]) -> Queries:
    return st.builds(
        lambda ends, boost, same: kind(field, *ends, boost=boost, constantscore=same),
        _ends(tuple(sorted(values))),
        boosts,
        st.sampled_from([True, True, False]),
    )


single_ranges: Queries = st.one_of(
    _ranges(q.NumericRange, "signed", (*NUMBERS, 3, 100, 300)),
    _ranges(q.NumericRange, "unsigned", (*SMALL_NUMBERS, 3, 100, 300)),
    _ranges(q.DateRange, "when", (at(0), *map(at, HOURS), at(240), at(700))),
)
ranges: Queries = st.one_of(
    single_ranges,
    _ranges(q.NumericRange, "long", (*LARGE_NUMBERS, 1000)),
    _ranges(q.NumericRange, "real", (*REALS, 0.25)),
    _ranges(q.NumericRange, "many", (*NUMBERS, 3, 100, 300)),
)


def _in_one_field(make: Callable[[list[Any]], Any]) -> Queries:
    def of(field: str) -> Queries:
        term = words.map(lambda word: q.Term(field, word))
        return st.lists(term, min_size=2, max_size=3).map(make)

    return _with_positions.flatmap(of)


by_matcher: Queries = st.one_of(
    st.builds(q.Regex, _fields, st.sampled_from(["r.*s", "a", "[ab]", ".*"]), boosts),
    st.builds(q.Every, st.sampled_from([*WORDS, "signed", "when"]), boosts),
    st.builds(Loud, _fields, words),
    st.builds(q.Otherwise, terms, terms),
    _in_one_field(lambda parts: q.Sequence(parts, slop=2)),
    _in_one_field(lambda parts: q.Ordered(parts)),
)

# Whoosh fails in trees of them: it cannot tell the size of most, and the scores of a
# scaled Or may be 0, which its matcher of many parts takes for no match.
awkward: Queries = st.one_of(
    _in_one_field(lambda parts: q.Or(parts, scale=0.9)),
    _in_one_field(lambda parts: q.SpanNear(parts[0], parts[1], slop=2)),
    _in_one_field(lambda parts: q.SpanNear(parts[0], parts[1], slop=3, ordered=False)),
    _in_one_field(lambda parts: q.SpanFirst(parts[0])),
    st.just(q.NullQuery),
)

leaves: Queries = st.one_of(
    terms, terms, terms, phrases, phrases, near, often, expanding, expanding, ranges, by_matcher,
    st.builds(q.Every, st.none(), boosts),
)  # fmt: skip


def _faultless(children: Queries, least: int = 1) -> Queries:
    several = st.lists(children, min_size=least, max_size=4)
    return st.one_of(
        st.builds(q.And, several, boosts),
        st.builds(q.Or, several, boosts),
        st.builds(q.AndMaybe, children, children),
        st.builds(q.Require, children, children),
        st.builds(q.ConstantScoreQuery, children, boosts),
    )


def _any_node(children: Queries) -> Queries:
    several = st.lists(children, max_size=4)
    return st.one_of(
        _faultless(children, 0),
        _faultless(children, 0),
        st.builds(q.Not, children),
        st.builds(q.AndNot, children, children),
        st.builds(q.AndNot, children, children),
        st.builds(q.DisjunctionMax, several, boosts),
    )


faultless: Queries = st.recursive(leaves, _faultless, max_leaves=6)
"""Trees that Whoosh itself executes rightly."""

# Whoosh cannot tell the size of the null query, so that it fails in its trees.
trees: Queries = st.recursive(
    st.one_of(leaves, leaves, st.just(q.NullQuery)), _any_node, max_leaves=8
)
"""Trees of any kind of node."""
