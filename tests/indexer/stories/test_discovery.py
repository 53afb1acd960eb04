"""Stories found with arrays, against those found with loops."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from indexer.contract.article import Article, Provider
from indexer.stories import discovery
from indexer.stories.candidates import TELLING
from indexer.stories.discovery import ALWAYS_ALL, find_stories, measured_texts
from indexer.stories.distinct_texts import LONGEST
from indexer.stories.signatures import NO_DATE
from indexer.stories.word_statistics import PRIOR_TEXTS
from tests.indexer.stories.newsroom import (
    START,
    all_live,
    archives,
    edges_of,
    groups,
    signatures_of,
)
from tests.support.stories.plain_stories import plain_stories
from tests.webui.search.library import generated


@pytest.mark.oracle
@generated(150)
@given(archives())
def test_stories_are_those_that_loops_find(articles: list[Article]) -> None:
    """Every pair as likely, every story and every copy the same."""
    found = find_stories(signatures_of(articles), all_live(articles))
    expected = plain_stories(articles)
    event(f"largest story: {max(map(expected.story.count, expected.story), default=0)}")
    event(f"pairs: {len(expected.likely)}")
    assert edges_of(found) == {
        pair: (likely, pair in expected.copies) for pair, likely in expected.likely.items()
    }
    assert found.story.tolist() == expected.story
    assert found.text.tolist() == expected.text


@generated(40)
@given(archives(), st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_the_order_of_documents(
    articles: list[Article], random: Random
) -> None:
    """The same articles are one story, and the same copies, whichever number each has."""
    order = list(range(len(articles)))
    random.shuffle(order)
    found = find_stories(signatures_of(articles), all_live(articles))
    shuffled = [articles[place] for place in order]
    other = find_stories(signatures_of(shuffled), all_live(shuffled))
    assert groups(articles, found.story.tolist()) == groups(shuffled, other.story.tolist())
    assert groups(articles, found.text.tolist()) == groups(shuffled, other.text.tolist())


@generated(40)
@given(archives(), st.sets(st.integers(0, 13)))
def test_deleted_documents_are_as_if_they_had_never_been(
    articles: list[Article], gone: set[int]
) -> None:
    """They count in no statistics, and are in no story."""
    left = [item for place, item in enumerate(articles) if place not in gone]
    live = np.array([place not in gone for place in range(len(articles))], np.bool_)
    found = find_stories(signatures_of(articles), live)
    expected = find_stories(signatures_of(left), all_live(left))
    kept = [place for place, alive in enumerate(live.tolist()) if alive]
    assert groups(left, found.story[kept].tolist()) == groups(left, expected.story.tolist())
    assert found.statistics.count == expected.statistics.count
    for place in set(range(len(articles))) - set(kept):
        assert (found.story[place], found.text[place]) == (place, place)


@generated(40)
@given(archives(), st.integers(1, 5), st.sampled_from([1, 2]))
def test_stories_are_the_same_block_by_block(
    articles: list[Article], block: int, threads: int
) -> None:
    """However few texts are looked at at a time, by one thread or several."""
    read, live = signatures_of(articles), all_live(articles)
    expected = find_stories(read, live)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discovery, "BLOCK", block)
        found = find_stories(read, live, threads)
    assert edges_of(found) == edges_of(expected)
    assert found.story.tolist() == expected.story.tolist()
    assert found.text.tolist() == expected.text.tolist()


@generated(40)
@given(archives())
def test_a_story_is_of_a_few_days(articles: list[Article]) -> None:
    """Who has no date or no word is alone, and no story lasts longer than it may."""
    read = signatures_of(articles)
    found = find_stories(read, all_live(articles))
    for label in set(found.story.tolist()):
        members = np.flatnonzero(found.story == label)
        times = read.published[members]
        assert len(members) == 1 or (times > NO_DATE).all()
        assert len(members) == 1 or (read.stops > read.starts)[members].all()
        assert int(times.max()) - int(times.min()) <= LONGEST
        assert label == members.min()


def test_an_archive_may_be_of_one_event() -> None:
    """Its words are in every text, and yet those that are nearly the same are one story."""
    articles = [
        Article(
            id=str(place),
            title="Volocopter lands on helipad in Singapore after regulator approves",
            excerpt=f"As outlet{place} saw it{place}",
            provider=Provider(f"Outlet {place}", ""),
            published=START + timedelta(minutes=place),
        )
        for place in range(45)
    ]
    found = find_stories(signatures_of(articles), all_live(articles))
    assert len(articles) / (len(articles) + PRIOR_TEXTS) > TELLING
    expected = plain_stories(articles)
    assert found.story.tolist() == expected.story == [0] * len(articles)
    assert found.text.tolist() == expected.text == [0] * len(articles)


def test_all_articles_of_small_archives_are_measured() -> None:
    """In larger ones as many as there were lately: statistics change in steps of a tenth."""
    assert [measured_texts(count) for count in (0, 1, ALWAYS_ALL)] == [0, 1, ALWAYS_ALL]
    counts = range(ALWAYS_ALL, 40 * ALWAYS_ALL, 7)
    measured = [measured_texts(count) for count in counts]
    assert measured == sorted(measured)
    for count, of in zip(counts, measured, strict=True):
        assert count / 1.11 < of <= count
    assert len(set(measured)) < 45
