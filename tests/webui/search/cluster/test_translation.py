"""Queries, as they are compiled, in the language of OpenSearch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from whoosh import query as whoosh_query

from webui.search.cluster.translating.dsl_clauses import Clause, numbered
from webui.search.cluster.translating.exact_bm25f import whole_factor
from webui.search.cluster.translating.position_conditions import Condition
from webui.search.cluster.translating.translation import (
    Translator,
    UntranslatableError,
    same_score,
)
from webui.search.criteria.dates import today
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.compiling.leaves import FIELD_WEIGHTS
from webui.search.local.engine import (
    AnyWord,
    ColumnRange,
    CombinedTerm,
    NearWords,
    OccursAtLeast,
)
from webui.search.query.parser import parse_query

IN_TITLE = {"title": 1.0}


def _resolved(condition: Condition) -> Clause:
    return numbered([7])


def _rarities(words: Sequence[CombinedTerm]) -> tuple[list[float], float]:
    return [0.5 for _ in words], 10.0


TRANSLATOR = Translator(_resolved, _rarities)


def word(text: str, boost: float = 1.0) -> dict[str, Any]:
    """A word in the field of all words."""
    return {"term": {"all": {"value": text, "boost": boost}}}


def term(field: str, text: str) -> dict[str, Any]:
    """A term of a field."""
    return {"term": {field: {"value": text, "boost": 1.0}}}


def alike(clause: Any, boost: float = 1.0) -> dict[str, Any]:
    """What scores the same whatever it finds."""
    return {"constant_score": {"filter": clause, "boost": boost}}


def combined(text: str, boost: float = 1.0) -> CombinedTerm:
    """A word in all fields."""
    return CombinedTerm(FIELD_WEIGHTS, text, boost)


A, B = combined("a"), combined("b")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (whoosh_query.Every(), {"match_all": {"boost": 1.0}}),
        (whoosh_query.NullQuery, {"match_none": {}}),
        (whoosh_query.Term("type", "News"), term("type", "News")),
        (combined("a", 2.0), word("a", 2.0)),
        (whoosh_query.And([A, B]), {"bool": {"must": [word("a"), word("b")]}}),
        (
            whoosh_query.Or([A, B], boost=2.0),
            {
                "bool": {
                    "should": [word("a"), word("b")],
                    "minimum_should_match": 1,
                    "boost": 2.0,
                }
            },
        ),
        (
            whoosh_query.AndNot(A, B),
            {"bool": {"must": [word("a")], "must_not": [word("b")]}},
        ),
        (
            whoosh_query.Require(A, B),
            {"bool": {"must": [word("a")], "filter": [word("b")]}},
        ),
        (whoosh_query.ConstantScoreQuery(A, 3.0), alike(word("a"), 3.0)),
        (whoosh_query.NumericRange("quality", 2, None), alike(
            {"range": {"quality": {"gte": 2, "lte": 2**31 - 1}}}
        )),
        (whoosh_query.NumericRange("quality", 10**12, None), {"match_none": {}}),
        (whoosh_query.NumericRange("curated", 1, 1), alike(term("curated", "true"))),
        (
            whoosh_query.DateRange("published", datetime(1970, 1, 1), datetime(1970, 1, 2)),
            alike({"range": {"published": {"gte": 0, "lte": 86_400_000_000}}}),
        ),
        (ColumnRange("added_time", 1, None), alike({"range": {"added_time": {"gte": 1}}})),
        (
            AnyWord("title_words", ("a", "b"), 2.0),
            alike({"terms": {"title_words": ["a", "b"]}}, 2.0),
        ),
        (AnyWord("title_words", ()), alike({"match_none": {}})),
        (
            whoosh_query.Phrase("title", ["a", "b"]),
            {"match_phrase": {"title": {"query": "a b", "slop": 0}}},
        ),
        (
            NearWords("title", ["a", "b"], 3),
            alike({"span_near": {
                "clauses": [
                    {"span_term": {"title": {"value": "a"}}},
                    {"span_term": {"title": {"value": "b"}}},
                ],
                "slop": 2, "in_order": False,
            }}),
        ),
        (NearWords("title", ["a", "b", "c"], 3), alike({"terms": {"number": [7]}})),
        (OccursAtLeast(["title"], ["a"], 1), alike(term("title", "a"))),
    ],
)  # fmt: skip
def test_each_query_has_its_translation(query: Any, expected: Any) -> None:
    """What the cluster cannot tell is asked of whoever can."""
    assert TRANSLATOR.clause(query) == expected


def test_words_of_some_fields_are_scored_by_a_script_together() -> None:
    """The statistics of the fields go with it; one script scores all the words."""
    query = whoosh_query.Or([CombinedTerm(IN_TITLE, "a"), CombinedTerm(IN_TITLE, "b", 2.0)])
    (found,) = TRANSLATOR.clause(query).values()
    params = found["script"]["params"]
    assert params["terms"] == ["a", "b"]
    assert params["idfs"] == [0.5, 1.0]
    assert (params["fields"], params["lengths"]) == (["title"], ["title_length"])
    assert params["average"] == 10.0
    assert found["query"]["bool"]["should"] == [term("title", "a"), term("title", "b")]


def test_without_scores_no_script_is_run() -> None:
    """Filters have none."""
    query = whoosh_query.And([CombinedTerm(IN_TITLE, "a"), A])
    found = TRANSLATOR.clause(query, scored=False)
    assert found == {"bool": {"filter": [term("title", "a"), word("a")]}}


def test_a_word_that_stands_often_is_counted_by_a_script() -> None:
    """The cluster's own queries cannot count."""
    found = TRANSLATOR.clause(OccursAtLeast(["title", "excerpt"], ["a"], 3), scored=False)
    assert found["script_score"]["min_score"] == 3
    assert found["script_score"]["script"]["params"] == {
        "fields": ["title", "excerpt"],
        "term": "a",
    }


def test_scores_are_those_of_the_formula() -> None:
    """Lucene leaves a factor out since OpenSearch 3; before, it is that of a greater k1."""
    assert whole_factor((3, 1, 0)) == pytest.approx(2.2)
    assert whole_factor((2, 19, 6)) * 5.8 == pytest.approx(2.2)
    translator = Translator(_resolved, _rarities, factor=0.5)
    assert translator.clause(combined("a", 3.0)) == word("a", 1.5)


def test_exact_scores_of_words_in_all_fields_are_by_a_script() -> None:
    """Each field's length counts as it is rounded by Whoosh, and a word as often as in all."""
    translator = Translator(_resolved, _rarities, exact=True)
    found = translator.clause(whoosh_query.And([A, B]))["script_score"]
    params = found["script"]["params"]
    assert found["query"] == {"bool": {"must": [word("a"), word("b")]}}
    assert (params["fields"], params["weights"]) == (["all"], [0.25])
    assert params["lengths"] == ["title_length", "excerpt_length", "topics_length"]
    assert params["measures"] == [2.0, 1.0, 0.25]
    assert translator.clause(A, scored=False) == word("a")


def test_what_nothing_makes_has_no_translation() -> None:
    """A new kind of query has to be thought about."""
    with pytest.raises(UntranslatableError):
        TRANSLATOR.clause(whoosh_query.Prefix("title", "a"))


@pytest.mark.parametrize(
    "text",
    [
        "storm", "storm quiet", '"quiet storm"', '"quiet storm"~4', "NOT storm", "storm OR quiet",
        "title:storm", "provider:bbc", "topic:weather", "type:News", "quality:>2", "is:curated",
        "published:2020..2021", "added:2020", "=Storm", "storm near/3 quiet", "data-driven", "*",
        "atleast/2 storm", 'atleast/2 "quiet storm"',
    ],
)  # fmt: skip
@pytest.mark.parametrize("match", ["all", "any"])
def test_whatever_is_compiled_has_a_translation(text: str, match: Any) -> None:
    """But for patterns, which are expanded before."""
    query = compile_query(parse_query(text, today()).tree, match)
    assert TRANSLATOR.clause(query)
    assert TRANSLATOR.clause(query, scored=False)


@pytest.mark.parametrize(
    ("query", "score"),
    [
        (whoosh_query.ConstantScoreQuery(A, 2.0), 2.0),
        (whoosh_query.Require(whoosh_query.ConstantScoreQuery(A), B), 1.0),
        (whoosh_query.AndNot(whoosh_query.Every(), A), 1.0),
        (AnyWord("title", ("a",), 0.5), 0.5),
        (whoosh_query.NullQuery, 0.0),
        (A, None),
        (whoosh_query.And([A, B]), None),
        (whoosh_query.Or([whoosh_query.Every(), A]), None),
    ],
)
def test_where_all_score_the_same_no_scores_are_asked_for(query: Any, score: float | None) -> None:
    """It is told from the query."""
    assert same_score(query) == score
