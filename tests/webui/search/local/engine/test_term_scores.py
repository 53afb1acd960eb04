"""Scores of words, computed by hand from the documents."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.query import AndMaybe, Or, Term
from whoosh.scoring import BM25F
from whoosh.util.numeric import byte_to_length, length_to_byte

from tests.webui.search.library import generated
from tests.webui.search.local.engine.documents import segments, words
from tests.webui.search.local.engine.library import (
    PLENTY,
    Document,
    assert_equal,
    engine_on,
    opened,
    reading,
    scores,
    write,
)
from webui.search.local.engine import ByteCache, CombinedTerm

K1, B = 1.2, 0.75
FIELD_BOOST = {"title": 2.0, "body": 1.0, "flat": 1.0}


def kept(length: int) -> int:
    """Return the length that is left of one when it was stored in a byte."""
    return int(byte_to_length(length_to_byte(length)))


def tokens(document: Document, field: str) -> Counter[str]:
    """Return how often each word stands in a field."""
    return Counter(str(document.get(field, "")).split())


def bm25(documents: list[Document], field: str, word: str) -> dict[int, float]:
    """Return the score of a word, as Whoosh defines it."""
    found = [tokens(document, field) for document in documents]
    count = sum(word in own for own in found)
    idf = math.log(len(documents) / (count + 1)) + 1
    average = sum(own.total() for own in found) / len(documents)
    expected = {}
    for doc, own in enumerate(found):
        tf = own[word] * FIELD_BOOST[field]
        if tf:
            norm = K1 * ((1 - B) + B * kept(own.total()) / average)
            expected[doc] = idf * tf * (K1 + 1) / (tf + norm)
    return expected


def combined(
    documents: list[Document], weights: Mapping[str, float], word: str, b: float = B
) -> dict[int, float]:
    """Return the score of a word in several fields that are taken for one."""
    found = [{field: tokens(document, field) for field in weights} for document in documents]
    count = sum(any(word in own for own in fields.values()) for fields in found)
    idf = math.log(1 + (len(documents) - count + 0.5) / (count + 0.5))

    def total(lengths: Mapping[str, float]) -> float:
        return sum(weights[field] * length for field, length in lengths.items())

    average = sum(total({f: own.total() for f, own in one.items()}) for one in found)
    average /= len(documents)
    expected = {}
    for doc, fields in enumerate(found):
        tf = total({field: own[word] * FIELD_BOOST[field] for field, own in fields.items()})
        length = total({field: kept(own.total()) for field, own in fields.items()})
        if tf:
            norm = K1 * ((1 - b) + b * length / average)
            expected[doc] = idf * tf * (K1 + 1) / (tf + norm)
    return expected


_indexes = st.lists(segments(), min_size=1, max_size=2).filter(any)


@generated(25)
@given(_indexes, st.sampled_from(sorted(FIELD_BOOST)), words)
def test_a_word_scores_by_bm25(index: list[list[Document]], field: str, word: str) -> None:
    """Rare words, short fields and repetition score, over all segments."""
    with opened(*filter(None, index)) as engine:
        found = engine.execute(Term(field, word, boost=1.5))
    expected = bm25([document for part in index for document in part], field, word)
    assert_equal(word, found, {doc: 1.5 * score for doc, score in expected.items()})


@generated(25)
@given(
    _indexes,
    st.dictionaries(st.sampled_from(sorted(FIELD_BOOST)), st.sampled_from([0.5, 1.0, 2.0]),
                    min_size=1),
    words,
)  # fmt: skip
def test_a_word_in_several_fields_scores_as_in_one(
    index: list[list[Document]], weights: dict[str, float], word: str
) -> None:
    """Frequencies and lengths are weighted and added up before they are scored."""
    with opened(*filter(None, index)) as engine:
        found = engine.execute(CombinedTerm(weights, word, boost=0.5))
        again = engine.execute(CombinedTerm(weights, word))
    expected = combined([document for part in index for document in part], weights, word)
    assert_equal(word, found, {doc: 0.5 * score for doc, score in expected.items()})
    assert_equal(word, again, expected)


def test_lengths_that_count_in_full_do_no_harm_where_there_are_none() -> None:
    """With B = 1 a document without the fields has no length norm to divide by."""
    documents: list[Document] = [{"body": "a b"}, {"tags": "x"}, {"body": "a"}]
    with opened(documents) as engine:
        reader = engine.segments[0].reader
        strict = engine_on(reader, weighting=BM25F(B=1.0))
        query = Or([CombinedTerm({"body": 1.0}, "a"), Term("tags", "x")])
        found = scores(strict.execute(query))
        expected = combined(documents, {"body": 1.0}, "a", b=1.0)
    assert found == pytest.approx({**expected, 1: 1.0}, rel=1e-4)


def test_engines_that_weigh_differently_may_share_a_cache() -> None:
    """What was scored with other parameters is not taken for one's own."""
    documents: list[Document] = [{"title": "a b", "body": "a a a b"}, {"body": "a"}, {"title": "b"}]
    queries = [Term("body", "a"), CombinedTerm({"title": 2.0, "body": 1.0}, "a")]
    cache = ByteCache(PLENTY)
    with opened(documents) as engine:
        reader = engine.segments[0].reader
        for weighting in (BM25F(), BM25F(K1=2.0), BM25F(B=0.1)):
            shared = engine_on(reader, cache, weighting=weighting)
            alone = engine_on(reader, weighting=weighting)
            for query in queries:
                assert scores(shared.execute(query)) == scores(alone.execute(query))


def test_a_bonus_does_not_change_what_is_kept() -> None:
    """Results that are computed from kept scores leave these as they were."""
    with opened([{"title": "a b", "body": "b"}, {"title": "a"}]) as engine:
        before = scores(engine.execute(Term("title", "a")))
        engine.execute(AndMaybe(Term("title", "a"), Term("body", "b")))
        engine.execute(Or([Term("title", "a"), Term("body", "b")], boost=3.0))
        assert scores(engine.execute(Term("title", "a"))) == before


def test_statistics_are_of_the_whole_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same documents score the same, in however many segments they are."""
    documents: list[Document] = [{"body": "a b"}, {"body": "b"}, {"body": "a a"}, {"body": "c"}]
    found = []
    for number, cut in enumerate((1, 2, 4)):
        folder = write(tmp_path_factory.mktemp(f"index{number}"), documents[:cut], documents[cut:])
        with reading(folder) as reader:
            found.append(engine_on(reader).execute(Term("body", "a")))
    for other in found[1:]:
        assert np.array_equal(other.docs, found[0].docs)
        assert np.array_equal(other.scores, found[0].scores)
