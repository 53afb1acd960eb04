"""The articles that the benchmark generates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from statistics import mean

import pytest

from indexer.contract.analysis import TOKEN
from indexer.contract.article import Article
from tests.benchmark.articles.coining import coined_word
from tests.benchmark.articles.generator import generate
from tests.benchmark.articles.sources import SAMPLE_ARTICLES, read_sources


@pytest.fixture(scope="module")
def sources() -> list[Article]:
    """Return the sample articles."""
    return read_sources(SAMPLE_ARTICLES)


@pytest.fixture(scope="module")
def articles(sources: list[Article]) -> list[Article]:
    """Return some generated articles."""
    return list(islice(generate(sources, seed=1), 4000))


def vocabulary(articles: Sequence[Article]) -> set[str]:
    """Return the different words of articles."""
    return {
        word.lower()
        for article in articles
        for word in TOKEN.findall(f"{article.title} {article.excerpt}")
    }


def words(articles: Sequence[Article]) -> float:
    """Return how many words a title and its excerpt have on average."""
    return mean(len(f"{article.title} {article.excerpt}".split()) for article in articles)


def test_the_same_seed_gives_the_same_articles(
    sources: list[Article], articles: list[Article]
) -> None:
    """What is generated depends on the sources and the seed only, not on how much is wanted."""
    assert list(islice(generate(sources, seed=1), 100)) == articles[:100]
    assert list(islice(generate(sources, seed=2), 100)) != articles[:100]


def test_no_two_articles_are_equal(articles: list[Article]) -> None:
    """Ids and addresses are different, and so are title and excerpt taken together."""
    assert len({article.id for article in articles}) == len(articles)
    assert len({article.web_url for article in articles}) == len(articles)
    assert len({(article.title, article.excerpt) for article in articles}) == len(articles)


def test_the_vocabulary_grows_with_the_articles(
    sources: list[Article], articles: list[Article]
) -> None:
    """New words keep coming, ever more slowly."""
    known, half, whole = map(vocabulary, (sources, articles[:2000], articles))
    assert len(whole) > len(half) > len(known)
    assert len(whole) - len(half) < len(half) - len(known)


def test_texts_are_as_long_as_real_ones(sources: list[Article], articles: list[Article]) -> None:
    """Joined halves make whole texts."""
    assert words(articles) == pytest.approx(words(sources), rel=0.1)


def test_values_come_from_real_articles(sources: list[Article], articles: list[Article]) -> None:
    """Providers, topics and types are the real ones; dates lie in their span, or are missing."""
    assert {article.provider for article in articles} <= {source.provider for source in sources}
    topics = {topic for source in sources for topic in source.topics}
    assert {topic for article in articles for topic in article.topics} <= topics
    assert {article.type for article in articles} <= {source.type for source in sources}
    dates = [source.published for source in sources if source.published]
    made = [article.published for article in articles if article.published]
    assert min(dates).replace(microsecond=0) <= min(made)
    assert max(made) <= max(dates)
    assert 0.01 < 1 - len(made) / len(articles) < 0.03


def test_stories_are_small(articles: list[Article]) -> None:
    """Related lists are short and name other articles close by."""
    places = {article.web_url: place for place, article in enumerate(articles)}
    assert any(article.related for article in articles)
    # The last story may have been cut off.
    for place, article in enumerate(articles[:-10]):
        assert len(article.related) <= 5
        for url in article.related:
            assert 0 < abs(place - places[url]) < 10


def test_coined_words_are_different() -> None:
    """No two numbers become the same word."""
    coined = {coined_word(number).lower() for number in range(50_000)}
    assert len(coined) == 50_000
