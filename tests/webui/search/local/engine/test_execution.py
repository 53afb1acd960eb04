"""Queries on one segment and on several: what the oracle's generated queries do not reach."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from whoosh import query as q

from tests.webui.search.local.engine.library import (
    COLUMNS,
    PLENTY,
    Commit,
    Document,
    assert_equal,
    commit,
    create,
    engine_on,
    reading,
)
from tests.webui.search.local.engine.queries import Loud
from tests.webui.search.local.engine.reference import by_whoosh
from webui.search.local.engine import AnyWord, ByteCache, Engine
from webui.search.local.engine.multi_term import any_word_set

LARGE = 5200
"""Documents of a segment in which Whoosh does not read ahead (more than 5000)."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return a reader of a small segment and a large one, with terms by the thousand."""
    folder = create(tmp_path_factory.mktemp("large"))
    commit(folder, Commit([{"flat": "w1 w2"}, {"flat": "w3 v"}]))
    documents: list[Document] = [
        {"flat": f"w{n % 1100} v{n % 2}", "signed": n % 7} if n % 2 else {"note": "none"}
        for n in range(LARGE)
    ]
    commit(folder, Commit(documents))
    commit(folder, Commit([], deleted=(0, 3, LARGE)))
    with reading(folder) as reader:
        yield reader


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        q.Prefix("flat", "w"),  # fewer terms than 1024: scored in spite of all
        q.Prefix("flat", "w", constantscore=False, boost=2.0),
        q.Prefix("flat", ""),
        q.Prefix("flat", "v"),
        q.Wildcard("flat", "*", boost=2.0),
        q.Wildcard("flat", "w?1*", boost=2.0),
        q.TermRange("flat", "w1", "w11", boost=3.0),
        q.FuzzyTerm("flat", "w12", maxdist=2, boost=2.0),
        q.FuzzyTerm("flat", "v", constantscore=False),
        q.NumericRange("signed", 2, 5, boost=2.0),
        q.Or([q.Term("flat", "w7"), q.Term("flat", "v1"), q.Prefix("flat", "w77")], boost=2.0),
        q.And([q.Term("flat", "v1"), q.NumericRange("signed", 1, None)]),
        AnyWord("flat", ("w7", "w9", "unknown"), 2.0),
    ],
    ids=str,
)
def test_large_segments_are_whooshs(large: Any, query: Any) -> None:
    """Where Whoosh's way depends on the size of a segment, scores follow it."""
    for columns in ((), COLUMNS):
        engine = engine_on(large, columns=columns)
        assert_equal(query, engine.execute(query), by_whoosh(query, large))


def test_thousands_of_words_take_little_time_and_memory(large: Any) -> None:
    """A pattern for a thousand words keeps no more than its result and their postings."""
    cache = ByteCache(PLENTY)
    engine = engine_on(large, cache)
    started = time.thread_time()
    words = tuple(f"w{n}" for n in range(0, 1100, 2))
    for _ in range(20):
        engine.execute(AnyWord("flat", words))
    assert time.thread_time() - started < 2
    assert cache.size < 2**20


def one_of_each_kind(engine: Engine) -> None:
    """Ask for something of every kind."""
    for query in (
        q.Every(), q.Term("body", "a"), q.Prefix("body", "a"), q.Phrase("body", ["a", "b"]),
        q.Not(q.Term("body", "a")), q.NumericRange("signed", 0, 9), AnyWord("body", ("a",)),
        q.And([]), q.Or([]), q.DisjunctionMax([]), q.NullQuery, q.Every("body"),
    ):  # fmt: skip
        assert engine.execute(query).docs.tolist() == []


def test_an_index_without_documents_has_no_matches(tmp_path: Any) -> None:
    """An empty index, and one whose documents are all deleted, answer with nothing."""
    folder = create(tmp_path)
    with reading(folder) as reader:
        engine = engine_on(reader)
        one_of_each_kind(engine)
        assert engine.live().tolist() == []
        assert engine.commonest("body", 10) == []
        assert engine.frequency("body", b"a") == 0
    commit(folder, Commit([{"body": "a b", "signed": 1}, {"body": "a"}]))
    commit(folder, Commit([], deleted=(0, 1)))
    with reading(folder) as reader:
        one_of_each_kind(engine_on(reader))


def test_fields_that_are_not_there_have_no_matches(large: Any) -> None:
    """A field that no schema has finds nothing, whatever is looked for."""
    engine = engine_on(large)
    for query in (
        q.Term("nosuch", "a"), q.Prefix("nosuch", "a"), q.Wildcard("nosuch", "a*b"),
        q.FuzzyTerm("nosuch", "a"), q.Variations("nosuch", "a"), q.TermRange("nosuch", "a", "b"),
        q.Phrase("nosuch", ["a", "b"]), AnyWord("nosuch", ("a",)),
    ):  # fmt: skip
        assert engine.execute(query).docs.tolist() == []
        assert len(engine.execute(q.Not(query)).docs) == engine.live().sum()


def test_a_number_that_does_not_fit_is_in_no_document(tmp_path: Any) -> None:
    """A term that a field cannot have finds nothing; nor does a range that ends too early."""
    folder = create(tmp_path)
    commit(folder, Commit([{"signed": 5}, {"signed": -5}, {"note": "none"}]))
    with reading(folder) as reader:
        engine = engine_on(reader, columns=COLUMNS)
        assert engine.execute(q.Term("signed", 2**40)).docs.tolist() == []
        assert engine.execute(q.Term("signed", "five")).docs.tolist() == []
        assert engine.execute(q.NumericRange("signed", 9, 4)).docs.tolist() == []


def test_subclasses_mean_what_their_matchers_say(tmp_path: Any) -> None:
    """A class that inherits from one that is known is asked, not guessed."""
    folder = create(tmp_path)
    commit(folder, Commit([{"body": "a"}, {"body": "b"}, {"title": "a"}]))
    commit(folder, Commit([{"body": "c"}]))
    with reading(folder) as reader:
        query = q.Or([Loud("body", "nothing"), q.Term("title", "a")])
        assert engine_on(reader).execute(query).docs.tolist() == [0, 1, 2, 3]


def test_whooshs_matchers_know_the_whole_index(tmp_path: Any) -> None:
    """Nodes that Whoosh executes score over all segments, long after the engine was made."""
    folder = create(tmp_path)
    commit(folder, Commit([{"body": "a b"}, {"body": "b"}]))
    commit(folder, Commit([{"body": "a b"}]))
    query = q.SpanNear(q.Term("body", "a"), q.Term("body", "b"))
    with reading(folder) as reader:
        assert_equal(query, engine_on(reader).execute(query), by_whoosh(query, reader))


@pytest.mark.parametrize("first", [True, False])
def test_nothing_that_is_excluded_slips_through(tmp_path: Any, first: bool) -> None:
    """What is excluded may begin before what is found, and end after it; the dead stay dead."""
    folder = create(tmp_path)
    texts = ["b", "a b", "a", "x", "a", "b", "a"] if first else ["a", "b", "a b", "b"]
    commit(folder, Commit([{"body": text} for text in texts]))
    commit(folder, Commit([], deleted=(len(texts) - 1,)))
    with reading(folder) as reader:
        engine = engine_on(reader)
        a, b = q.Term("body", "a"), q.Term("body", "b")
        live = list(enumerate(texts[:-1]))
        meant = {
            q.AndNot(a, b): [doc for doc, text in live if text == "a"],
            q.And([a, q.Not(b)]): [doc for doc, text in live if text == "a"],
            q.Not(b): [doc for doc, text in live if "b" not in text],
            q.Not(q.Not(b)): [doc for doc, text in live if "b" in text],
            q.AndNot(q.Every(), q.Or([a, b])): [doc for doc, text in live if text == "x"],
        }
        for query, expected in meant.items():
            assert engine.execute(query).docs.tolist() == expected, repr(query)


@pytest.mark.slow
def test_an_expansion_is_kept_by_what_it_stands_for(large: Any) -> None:
    """Patterns that differ only in where or how they look are not taken for each other."""
    engine = engine_on(large)
    kinds = [
        q.Prefix("flat", "w1"), q.Prefix("flat", "w1", boost=2.0), q.Wildcard("flat", "w1"),
        q.Wildcard("flat", "w1*"), q.TermRange("flat", "w1", "w2"),
        q.TermRange("flat", "w1", "w2", startexcl=True),
        q.TermRange("flat", "w1", "w2", endexcl=True),
        q.FuzzyTerm("flat", "w1"), q.FuzzyTerm("flat", "w1", maxdist=2),
        q.FuzzyTerm("flat", "w1", prefixlength=0),
        q.Prefix("flat", "w1", constantscore=False),
    ]  # fmt: skip
    for query in (*kinds, *reversed(kinds)):
        assert_equal(query, engine.execute(query), by_whoosh(query, large))
        unscored = q.ConstantScoreQuery(query)
        assert_equal(query, engine.execute(unscored), by_whoosh(unscored, large))


def test_any_word_is_what_whoosh_makes_of_it(large: Any) -> None:
    """Whoosh can execute it too; equal ones are equal, and so are their hashes."""
    engine = engine_on(large)
    query = AnyWord("flat", ("w3", "v1", "unknown"), 1.5)
    assert_equal(query, engine.execute(query), by_whoosh(query, large))
    assert query.estimate_size(large) >= len(engine.execute(query).docs)
    assert AnyWord("t", ("x",)) == AnyWord("t", ("x",)) != AnyWord("t", ("x",), 2.0)
    assert len({AnyWord("t", ("x",)), AnyWord("t", ("x",)), AnyWord("u", ("x",))}) == 2
    assert any_word_set(engine.segments[0], AnyWord("flat", ())).count == 0
