"""Texts that are repeated word by word, their words, and how often these are used."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.article import Article
from indexer.stories.distinct_texts import LONGEST, Texts, find_runs, in_order, texts_of
from indexer.stories.postings import TEXT, WORD, invert
from indexer.stories.word_statistics import HABIT, Tally
from tests.indexer.stories.newsroom import all_live, archives, signatures_of
from tests.support.stories.plain_texts import (
    PlainStatistics,
    find_repeats,
    plain_text,
)
from tests.support.stories.plain_texts import in_order as plainly_in_order
from tests.webui.search.library import article, generated


def texts_and_words(articles: list[Article]) -> Texts:
    """Return the distinct texts of some articles."""
    read = signatures_of(articles)
    runs = find_runs(read, all_live(articles))
    return texts_of(read, runs, in_order(read, np.flatnonzero(runs.first)))


@generated(40)
@given(archives())
def test_who_repeats_a_text_is_what_a_loop_finds(articles: list[Article]) -> None:
    """And when the last one of them was published, and the texts in order of time."""
    read = signatures_of(articles)
    runs = find_runs(read, all_live(articles))
    plain = [plain_text(item) for item in articles]
    repeated = find_repeats(plain)
    assert runs.docs.tolist() == repeated
    for place in np.flatnonzero(runs.first).tolist():
        own = [text.time for text, of in zip(plain, repeated, strict=True) if of == place]
        assert runs.last[place] == max(own)
    texts = texts_and_words(articles)
    firsts = [place for place in plainly_in_order(plain) if repeated[place] == place]
    assert texts.docs.tolist() == firsts
    for text, place in enumerate(firsts):
        entries = slice(texts.starts[text], texts.starts[text + 1])
        words, titled, excerpted = (
            each[entries] for each in (texts.words, texts.in_title, texts.in_excerpt)
        )
        assert len(words) == len(set(words.tolist()))
        assert set(words[titled].tolist()) == plain[place].titled
        assert set(words[excerpted].tolist()) == plain[place].excerpted


@pytest.mark.parametrize(
    ("days", "runs"),
    [
        ([0, 10], [0, 0]),
        ([10, 0], [1, 1]),
        ([0, 6, 12], [0, 0, 2]),
        ([0, 0.5, 11, 20], [0, 0, 2, 2]),
    ],
)
def test_a_text_that_comes_back_late_is_another_one(days: list[float], runs: list[int]) -> None:
    """The days are counted from the first one, so that no run is longer than a story may be."""
    assert LONGEST == 10 * 86_400_000_000
    articles = [
        article(
            f"{place}", "Ferry", published=f"2021-01-{1 + int(day):02}T{int(day % 1 * 24):02}:00"
        )
        for place, day in enumerate(days)
    ]
    assert find_runs(signatures_of(articles), all_live(articles)).docs.tolist() == runs


@generated(60)
@given(archives(), st.integers(1, 5))
def test_words_are_counted_as_a_loop_counts_them(articles: list[Article], at_once: int) -> None:
    """In texts and in the titles of each provider, however many texts are counted at a time."""
    read = signatures_of(articles)
    runs = find_runs(read, all_live(articles))
    docs = in_order(read, np.flatnonzero(runs.first))
    tally = Tally()
    for start in range(0, len(docs), at_once):
        tally.add(texts_of(read, runs, docs[start : start + at_once]))
    statistics = tally.statistics()
    plain = [plain_text(articles[doc]) for doc in docs.tolist()]
    expected = PlainStatistics.of(plain)
    kept = PlainStatistics.same_as(statistics)
    assert (kept.count, kept.texts) == (expected.count, expected.texts)
    assert kept.titles == {
        habit: titles for habit, titles in expected.titles.items() if titles > HABIT
    }
    words = np.array(sorted({*expected.texts, 7}), np.uint32)
    assert statistics.shares(words).tolist() == [expected.share(word) for word in words.tolist()]
    providers = np.repeat(np.array([0, *(text.provider for text in plain)], np.uint32), len(words))
    every = np.tile(words, len(plain) + 1)
    assert statistics.damping(providers, every).tolist() == pytest.approx(
        [
            expected.damping(provider, word)
            for provider, word in zip(providers.tolist(), every.tolist(), strict=True)
        ]
    )


def test_a_word_in_many_titles_of_a_provider_is_its_habit() -> None:
    """It weighs less with this one, and with no other; excerpts do not count."""
    articles = [
        article(f"{n}", f"Update {n}", excerpt="Ferry", published="2021-01-01", provider="P")
        for n in range(4 * HABIT)
    ]
    other = article("x", "Update of the ferry", published="2021-01-01", provider="Q")
    tally = Tally()
    tally.add(texts_and_words([*articles, other]))
    statistics = tally.statistics()
    update, ferry = (
        next(iter(plain_text(article("w", word, published="2021-01-01")).titled))
        for word in ("update", "ferry")
    )
    one, two = (plain_text(item).provider for item in (articles[0], other))
    damped = statistics.damping(
        np.array([one, one, two], np.uint32), np.array([update, ferry, update], np.uint32)
    ).tolist()
    assert damped[0] < 0.5
    assert damped[1:] == [1, 1]
    assert statistics.may_be_habits(np.array([update, ferry], np.uint32)).tolist() == [True, False]


@generated(40)
@given(archives(), st.integers(0, 20))
def test_postings_are_the_texts_of_each_word(articles: list[Article], before: int) -> None:
    """By word and by text; how many before a text have the word is what a loop counts."""
    texts = texts_and_words(articles)
    postings = invert(texts)
    signed = texts.words.view(np.int32).tolist()
    listed = list(zip(signed, postings.owner.tolist(), strict=True))
    words = postings.words.view(np.int32)[postings.keys >> WORD].tolist()
    of = (postings.keys & TEXT).tolist()
    assert list(zip(words, of, strict=True)) == sorted(listed)
    assert [listed[entry] for entry in postings.entries.tolist()] == sorted(listed)
    assert postings.words[postings.codes].tolist() == texts.words.tolist()
    firsts = np.maximum(np.arange(len(texts)) - before, 0)
    found = postings.since(firsts, np.arange(len(words)))
    for place, (word, text) in enumerate(zip(words, of, strict=True)):
        seen = [at for at in range(len(words)) if words[at] == word and of[at] >= text - before]
        assert found[place] == seen[0]
