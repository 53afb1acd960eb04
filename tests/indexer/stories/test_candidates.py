"""Pairs that are worth a closer look, and no more than can be looked at."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.stories import candidates as module
from indexer.stories.candidates import Pairs, candidates
from indexer.stories.postings import invert
from indexer.stories.weights import weigh
from indexer.stories.word_statistics import Tally
from tests.indexer.stories.test_distinct_texts import texts_and_words
from tests.support.stories.events import headline, telling
from tests.webui.search.library import article


def parts(count: int, event: int = 1) -> list[Pairs]:
    """Return the candidates among reports, a minute apart, that tell of so many events."""
    texts = texts_and_words(
        [
            article(
                f"{n:02}", headline(n % event), excerpt=telling(n % event, f"{n}"),
                published=f"2021-01-01T00:{n:02}:00",
            )
            for n in range(count)
        ]
    )  # fmt: skip
    tally = Tally()
    tally.add(texts)
    postings, statistics = invert(texts), tally.statistics()
    every = np.ones(count, np.bool_)
    return list(candidates(texts, weigh(texts, postings, statistics), postings, every, every))


def pairs(count: int, event: int = 1) -> list[tuple[int, int]]:
    """Return the same as pairs of numbers."""
    return [
        pair
        for part in parts(count, event)
        for pair in zip(part.earlier.tolist(), part.later.tolist(), strict=True)
    ]


def test_every_pair_of_an_event_is_a_candidate() -> None:
    """And none that shares no word."""
    expected = [(one, two) for two in range(12) for one in range(two) if one % 3 == two % 3]
    assert pairs(12, 3) == expected


@pytest.mark.parametrize("name", ["AT_ONCE", "ROWS", "CELLS", "PAIRS", "TOGETHER"])
def test_pairs_are_the_same_a_few_at_a_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many postings, texts, cells of a table or pairs are looked at at once."""
    expected = pairs(12, 2)
    for least in (1, 3, 50):
        monkeypatch.setattr(module, name, least)
        assert pairs(12, 2) == expected


def test_few_later_texts_come_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few pairs they are in: a table of all their words would take much memory."""
    monkeypatch.setattr(module, "ROWS", 2)
    monkeypatch.setattr(module, "TOGETHER", 4)
    assert max(len(np.unique(part.later)) for part in parts(30, 15)) == 4


@pytest.mark.parametrize("name", ["NEAREST", "BEST"])
def test_look_alikes_are_compared_with_a_few_each(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever fills a day with texts that are nearly the same makes no more work than that."""
    monkeypatch.setattr(module, name, 4)
    found = pairs(30)
    later = [two for _, two in found]
    assert max(map(later.count, later)) == 4
    assert set(later) == set(range(1, 30))
    if name == "NEAREST":
        assert all(two - one <= 4 for one, two in found)
