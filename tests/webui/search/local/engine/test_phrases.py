"""Phrases, against plain loops over the words of the documents."""

from __future__ import annotations

import time
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.query import Phrase, QueryError, Term

from tests.webui.search.library import generated
from tests.webui.search.local.engine.library import POSITIONS, opened, scores
from webui.search.local.engine import NearWords, OccursAtLeast
from webui.search.local.engine.segment import Segment

_TEXTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=7)


def stands(phrase: list[str], text: list[str], slop: int) -> bool:
    """Whether words stand in a text in this order, each at most ``slop`` after the one before."""
    places = [[at for at, word in enumerate(text) if word == wanted] for wanted in phrase]
    return any(
        all(0 < after - before <= slop for before, after in pairwise(way))
        for way in product(*places)
    )


@pytest.mark.slow
@pytest.mark.parametrize("field", POSITIONS)
@generated(25)
@given(
    st.lists(st.none() | _TEXTS, min_size=1, max_size=9),
    st.integers(0, 9),
    st.lists(st.tuples(_TEXTS.filter(lambda text: len(text) < 5), st.integers(1, 5)), min_size=6),
)
def test_a_phrase_is_words_in_order(
    field: str, texts: list[list[str] | None], cut: int, phrases: list[tuple[list[str], int]]
) -> None:
    """Words that repeat, leave gaps, or stand in other documents are told apart."""
    documents = [{field: " ".join(text)} if text else {"note": "none"} for text in texts]
    segments = [part for part in (documents[:cut], documents[cut:]) if part]
    with opened(*segments) as engine:
        words = {word: scores(engine.execute(Term(field, word))) for word in "abc"}
        for phrase, slop in phrases:
            found = scores(engine.execute(Phrase(field, phrase, slop=slop, boost=2.0)))
            expected = {
                doc: 2.0 * sum(words[word][doc] for word in phrase)
                for doc, text in enumerate(texts)
                if text and stands(phrase, text, slop)
            }
            assert found == pytest.approx(expected, rel=1e-4), (phrase, slop)


@pytest.mark.parametrize("slop", [1, 2, 100, 10**12])
def test_repeated_words_take_no_time(slop: int) -> None:
    """A phrase that repeats a word, in texts that repeat it too, is found at once."""
    with opened([{"body": "a " * 500}, {"body": "a " * 49}] * 20) as engine:
        started = time.thread_time()
        found = engine.execute(Phrase("body", ["a"] * 50, slop=slop))
        assert time.thread_time() - started < 1
    assert len(found.docs) == 20


def test_no_gap_reaches_into_the_next_document() -> None:
    """However far apart words may stand, they stand in one document."""
    with opened([{"body": "a x"}, {"body": "x b"}, {"body": "a x x x b"}]) as engine:
        found = engine.execute(Phrase("body", ["a", "b"], slop=2**40))
    assert found.docs.tolist() == [2]


def test_words_that_cannot_be_a_phrase() -> None:
    """An unknown word, no word, and a field that is not there find nothing."""
    with opened([{"body": "a b"}]) as engine:
        for query in (Phrase("body", ["a", "x"]), Phrase("body", []), Phrase("nosuch", ["a", "b"])):
            assert engine.execute(query).docs.tolist() == []


@pytest.mark.parametrize("field", ["flat", "tags", "signed"])
def test_a_field_without_positions_has_no_phrases(field: str) -> None:
    """As with Whoosh, it is an error to look for one."""
    with opened([{"flat": "a b", "tags": "a b", "signed": 1}]) as engine:
        for _ in range(2):
            with pytest.raises(QueryError, match=field):
                engine.execute(Phrase(field, ["1", "2"]))


@pytest.mark.parametrize(
    "query",
    [
        Phrase("body", ["a", "b"]),
        Phrase("body", ["a", "b"], slop=3),
        NearWords("body", ["b", "a"], 3),
        OccursAtLeast(["body"], ["a", "b"], 1),
    ],
    ids=repr,
)
def test_where_words_stand_is_looked_at_once(query: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comparison of eight queries asks for each of their phrases a score of times."""
    with opened([{"body": "a b"}, {"body": "b x x x a"}, {"body": "a"}]) as engine:
        first = scores(engine.execute(query))
        assert list(first) == [0]
        monkeypatch.delattr(Segment, "positions")
        assert scores(engine.execute(query)) == first
