"""Real articles, imported bit by bit."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from indexer.contract.article import Article
from indexer.parsing.article import read_article
from indexer.stories.discovery import ALWAYS_ALL, Found, find_stories
from indexer.stories.updating import update_stories
from tests.indexer.stories.newsroom import all_live, signatures_of
from tests.indexer.test_corpus import CORPUS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the real articles are not here"),
]

IMPORTS = 16


@cache
def news() -> list[Article]:
    """Return the news about Azure, in order of time."""
    paths = sorted((CORPUS / "azure" / "news").glob("*.md"))
    read = [read_article(path.stem, path.read_bytes()) for path in paths]
    return sorted((item for item in read if item), key=lambda item: str(item.published))


def pairs(story: np.ndarray) -> int:
    """Return how many pairs of articles are in one story."""
    return sum(count * (count - 1) // 2 for count in Counter(story.tolist()).values())


@pytest.mark.parametrize("shuffled", [False, True])
def test_stories_do_not_depend_on_the_imports(shuffled: bool) -> None:
    """In order of time or in none, 999 of 1,000 pairs are those of one import."""
    articles = list(news())
    assert len(articles) > 2 * ALWAYS_ALL
    if shuffled:
        articles = [articles[n] for n in np.random.default_rng(12).permutation(len(articles))]
    read = signatures_of(articles)
    found: Found | None = None
    for count in np.linspace(0, len(articles), IMPORTS + 1, dtype=np.int64)[1:].tolist():
        part, live = signatures_of(articles[:count]), all_live(articles[:count])
        found = update_stories(part, live, found) if found else find_stories(part, live)
    assert found is not None
    expected = find_stories(read, all_live(articles)).story
    both = np.unique(np.column_stack([found.story, expected]), axis=0, return_inverse=True)[1]
    shared = pairs(both.ravel())
    assert shared >= 0.999 * max(pairs(found.story), pairs(expected))
    assert pairs(expected) > len(articles) / 10
