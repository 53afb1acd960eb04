"""The stories of the sample articles, which everybody sees first."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.contract.article import Article
from indexer.parsing.article import read_article
from indexer.stories.components import components
from indexer.stories.discovery import Found, find_stories
from indexer.stories.distinct_texts import DAY, LONGEST
from tests.conftest import SAMPLE_ARTICLES
from tests.indexer.stories.newsroom import all_live, signatures_of


@pytest.fixture(scope="module")
def samples() -> list[Article]:
    """Return the sample articles that have a date."""
    files = sorted(SAMPLE_ARTICLES.rglob("*.md"))
    read = [read_article(path.stem, path.read_bytes()) for path in files]
    return [article for article in read if article and article.published]


@pytest.fixture(scope="module")
def found(samples: list[Article]) -> Found:
    """Return their stories."""
    return find_stories(signatures_of(samples), all_live(samples))


def related(samples: list[Article]) -> list[int]:
    """Return the first one of those that each article is connected with by ``related``."""
    places = {article.web_url: place for place, article in enumerate(samples)}
    pairs = [
        (place, places[address])
        for place, article in enumerate(samples)
        for address in article.related
        if address in places
    ]
    left, right = np.array(pairs).T
    firsts: list[int] = components(len(samples), left, right).tolist()
    return firsts


def test_what_is_related_and_short_is_one_story(samples: list[Article], found: Found) -> None:
    """Of the sample, whose editors relate what reports one event, or what follows from it."""
    groups: dict[int, list[int]] = {}
    for place, group in enumerate(related(samples)):
        groups.setdefault(group, []).append(place)
    short = [
        members
        for members in groups.values()
        if len(members) > 1 and np.ptp(found.published[members]) <= LONGEST
    ]
    assert len(short) > 10
    for members in short:
        stories = {found.story[place] for place in members}
        assert len(stories) == 1, [samples[place].title for place in members]


def test_what_is_not_related_is_no_story_but_for_copies(
    samples: list[Article], found: Found
) -> None:
    """An agency's text that others print is in no list, and in the story all the same."""
    groups = related(samples)
    copied = set(found.text[found.text != np.arange(len(samples))].tolist())
    assert len(copied) > 1
    for place, story in enumerate(found.story.tolist()):
        if groups[place] != groups[story]:
            assert found.text[place] in copied, samples[place].title
            assert abs(found.published[place] - found.published[story]) < DAY
