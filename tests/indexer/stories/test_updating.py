"""Stories of an archive that changes, against those of one that is found anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from indexer.contract.article import Article
from indexer.stories import discovery, linkage, updating
from indexer.stories.discovery import Found, find_stories, group, least
from indexer.stories.edges import LEAST_LIKELY
from indexer.stories.model import CERTAIN
from indexer.stories.updating import update_stories
from tests.indexer.stories.newsroom import (
    START,
    all_live,
    archives,
    edges_of,
    groups,
    signatures_of,
)
from tests.support.stories.events import telling
from tests.support.stories.plain_stories import plain_stories
from tests.support.stories.plain_texts import PlainStatistics
from tests.webui.search.library import article, generated

MEASURED = 3


@contextmanager
def few_measured(few: int = 0) -> Iterator[None]:
    """Let statistics be of the three oldest texts, and stay, as those of a large archive do.

    Args:
        few: measured texts among which all is found anew if one comes late.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in (discovery, updating):
            patch.setattr(module, "ALWAYS_ALL", 0)
            patch.setattr(module, "measured_texts", lambda count: min(count, MEASURED))
        patch.setattr(updating, "DRIFT", 0)
        patch.setattr(updating, "FEW_TEXTS", few)
        yield


def imported(states: list[list[Article]], random: Random) -> tuple[list[Article], Found]:
    """Find the stories of one state after the other, each with documents in another order.

    Returns:
        The documents of the last state, and its stories.
    """
    found: Found | None = None
    for state in [[], *states]:
        documents = list(state)
        random.shuffle(documents)
        read, live = signatures_of(documents), all_live(documents)
        found = update_stories(read, live, found) if found else find_stories(read, live)
    assert found is not None
    return documents, found


@st.composite
def histories(draw: st.DrawFn) -> list[list[Article]]:
    """Return states of an archive: articles come, go and are changed."""
    every = draw(archives())
    texts = draw(st.permutations(every))
    states = []
    for _ in range(draw(st.integers(2, 4))):
        state = [item for item in every if draw(st.integers(0, 3))]
        # Another text under the same id.
        changed = [replace(texts[place], id=item.id) for place, item in enumerate(state)]
        states.append(
            [
                two if draw(st.integers(0, 5)) == 0 else one
                for one, two in zip(state, changed, strict=True)
            ]
        )
    return states


orders = st.randoms(use_true_random=False)


@generated(60)
@given(histories(), orders)
def test_a_small_archive_is_found_anew(states: list[list[Article]], random: Random) -> None:
    """Whatever came, went and was changed, in whatever order: all is as if it came at once."""
    documents, found = imported(states, random)
    same(found, find_stories(signatures_of(documents), all_live(documents)))


@pytest.mark.oracle
@generated(100)
@given(archives(), st.sets(st.integers(1, 13), max_size=5), orders)
def test_imports_in_order_of_time_find_what_one_import_finds(
    articles: list[Article], cuts: set[int], random: Random
) -> None:
    """Only what is new is looked at, and yet every pair is as likely, every story the same."""
    ordered = sorted(articles, key=lambda item: str(item.published))
    # What is of one moment comes at once.
    cuts = {
        cut for cut in cuts
        if cut < len(ordered) and ordered[cut].published != ordered[cut - 1].published
    }  # fmt: skip
    with few_measured():
        documents, found = imported([ordered[:cut] for cut in (*sorted(cuts), None)], random)
        same(found, find_stories(signatures_of(documents), all_live(documents)))
    event(f"imports: {len(cuts) + 1}")
    expected = plain_stories(documents, PlainStatistics.same_as(found.statistics))
    assert found.story.tolist() == expected.story
    assert found.text.tolist() == expected.text


@pytest.mark.oracle
@generated(100)
@given(histories(), orders)
def test_nobody_sees_what_came_late(states: list[list[Article]], random: Random) -> None:
    """Where finding anew is quick, late and changed articles leave no trace of when they came."""
    with few_measured(few=MEASURED):
        documents, found = imported(states, random)
        same(found, find_stories(signatures_of(documents), all_live(documents)))


@pytest.mark.oracle
@generated(150)
@given(histories(), orders)
def test_what_is_known_is_updated(states: list[list[Article]], random: Random) -> None:
    """In any order, a pair is about as likely as if it were found anew.

    Only how many other articles there were in these days is not looked at again for every one.
    The stories and copies are those of the pairs.
    """
    with few_measured():
        documents, found = imported(states, random)
    read, every = signatures_of(documents), all_live(documents)
    assert found.key.tolist() == read.key.tolist()
    story, text = group(read, found.runs, found.edges, every)
    assert found.story.tolist() == least(story, found.runs).tolist()
    assert found.text.tolist() == least(text, found.runs).tolist()
    pairs = found.edges.pairs
    assert len(set(pairs.tolist())) == len(pairs)
    expected = plain_stories(documents, PlainStatistics.same_as(found.statistics))
    edges = edges_of(found)
    for pair in edges.keys() | expected.likely.keys():
        likely, copy = edges.get(pair, (LEAST_LIKELY, None))
        assert abs(likely - expected.likely.get(pair, LEAST_LIKELY)) < CERTAIN / 10
        if pair in edges and pair in expected.likely:
            assert copy == (pair in expected.copies)


def same(found: Found, expected: Found) -> None:
    """Compare what was found, but for the order of pairs and what only updates look at."""
    assert edges_of(found) == edges_of(expected)
    for name in ("key", "published", "story", "text", "measured"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name
    assert np.array_equal(found.runs.docs, expected.runs.docs)
    assert np.array_equal(found.runs.last, expected.runs.last)
    assert found.statistics.count == expected.statistics.count
    for name in ("words", "counts", "habits", "titles"):
        one, two = (getattr(each.statistics, name) for each in (found, expected))
        assert np.array_equal(one, two), name


def told(id: str, day: float, text: str, title: str = "Ferry crews") -> Article:
    """Return a report of the first event, so many days after the first of them."""
    published = (START + timedelta(days=day)).replace(tzinfo=None).isoformat()
    return article(id, title, excerpt=text, published=published, provider=f"P{id}")


def updated(before: list[Article], after: list[Article]) -> set[frozenset[str]]:
    """Return the ids of each story after a change, which is found as if there were more."""
    with few_measured():
        documents, found = imported([before, after], Random(1))  # noqa: S311 - not a secret
        expected = find_stories(signatures_of(documents), all_live(documents))
    assert found.story.tolist() == expected.story.tolist()
    return groups(documents, found.story.tolist())


OLDER = [told(f"old{n}", -30 - 20 * n, telling(7 + n, ""), f"Before {n}") for n in range(MEASURED)]
"""What statistics are of."""


def test_a_text_that_is_printed_once_more_may_end_its_story() -> None:
    """The first report and the last copy are farther apart than a story is long."""
    first, last = told("a", 0, telling(0, "a")), told("b", 9, telling(0, "b"))
    again = told("c", 10.5, telling(0, "b"))
    assert frozenset("ab") in updated(OLDER, [*OLDER, first, last])
    assert frozenset("bc") in updated([*OLDER, first, last], [*OLDER, first, last, again])


def test_who_is_left_may_join_another_story() -> None:
    """Where an article goes that was more like its neighbour than a third one was."""
    first, middle = told("a", 0, telling(0, "a")), told("b", 6, telling(0, "b"))
    copy = told("c", 12, telling(0, "b") + " more")
    whole = [*OLDER, first, middle, copy]
    assert frozenset("bc") in updated(OLDER, whole)
    assert frozenset("ab") in updated(whole, whole[:-1])


def test_a_word_that_bursts_more_may_join_others() -> None:
    """An earlier article with their words comes late, and makes their pair more likely."""
    pair = [told("a", 2, telling(0, "a")), told("b", 3, telling(0, "b"))]
    late = told("c", 1, telling(0, "a").split()[0], "Elsewhere")
    whole = [*OLDER, *pair, late]
    with few_measured():
        likely = [
            found.edges.likely.tolist()
            for documents in ([*OLDER, *pair], whole)
            for found in [find_stories(signatures_of(documents), all_live(documents))]
        ]
    (before,), after = likely
    assert before < max(after)
    with pytest.MonkeyPatch.context() as patch:
        for module in (linkage, discovery, updating):
            patch.setattr(module, "JOINING", max(after))
        assert frozenset("ab") not in updated(OLDER, [*OLDER, *pair])
        assert frozenset("ab") in updated([*OLDER, *pair], whole)
