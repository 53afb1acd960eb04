"""Phrases, against Whoosh's own."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.query import Phrase

from tests.webui.search.library import article, generated, in_segments, opened
from webui.search.query.in_order import InOrder

TEXTS = st.lists(st.sampled_from("abc"), min_size=2, max_size=8)


@generated(30)
@given(
    st.lists(TEXTS, min_size=1, max_size=10),
    st.lists(st.integers(1, 9), max_size=2),
    st.lists(st.tuples(TEXTS, st.integers(1, 4)), min_size=8),
)
def test_a_phrase_is_whooshs_phrase(
    texts: list[list[str]], cuts: list[int], phrases: list[tuple[list[str], int]]
) -> None:
    """The articles and the scores are those of Whoosh's own phrase query."""
    articles = [article(f"{n}", " ".join(text)) for n, text in enumerate(texts)]
    with opened(*in_segments(articles, cuts), deleted=["0"]) as snapshot:
        for words, slop in phrases:
            ours = snapshot.execute(InOrder("title", words, slop=slop, boost=2.0))
            theirs = snapshot.execute(Phrase("title", words, slop=slop, boost=2.0))
            assert ours.docs.tolist() == theirs.docs.tolist()
            assert ours.scores.tolist() == pytest.approx(theirs.scores.tolist())


def test_repeated_words_take_no_time() -> None:
    """A phrase that repeats a word, in texts that repeat it too, is found at once."""
    with opened([article(f"{n}", "a " * 500) for n in range(20)]) as snapshot:
        started = time.thread_time()
        found = snapshot.execute(InOrder("title", ["a"] * 50, slop=100))
        assert time.thread_time() - started < 5
    assert len(found.docs) == 20
