"""Generated articles and searches, and the words of the articles, by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from indexer.contract.article import Article, Provider
from tests.webui.search.library import TODAY, asking, in_segments
from webui.search.criteria.criteria import Criteria

# What is written, and the word that it is a form of: the stemmer's and the
# folding's work, by hand.
FORMS = {
    "cloud": "cloud", "Clouds": "cloud", "CLOUD": "cloud",
    "café": "cafe", "cafe": "cafe", "Cafés": "cafe", "cafe\u0301": "cafe",
    "database": "databas", "databases": "databas",
    "Ströme": "strome", "news": "news", "zebra": "zebra", "zebras": "zebra",
}  # fmt: skip
TOPICS = ("Cloud", "Café news", "Databases", "Zebra cloud")
PROVIDERS = (
    Provider("Daily Cloud", "cloud.example.com"),
    Provider("", "bare.org"),
    Provider("The Zebra", ""),
    Provider("Daily Cloud", "other.net"),
)
TYPES = ("", "article", "video")
_MOMENTS = [
    datetime(2019, 12, 31, 23, 59, 59, 999_999, UTC),
    datetime(2020, 1, 1, tzinfo=UTC),
    datetime(2020, 2, 29, 12, tzinfo=UTC),
    datetime(2021, 8, 25, 23, 59, 59, tzinfo=UTC),
    datetime(2021, 8, 26, 0, 0, 0, 1, UTC),
    datetime(2021, 8, 26, 0, 0, 0, 2, UTC),
    datetime(2021, 9, 1, tzinfo=UTC),
]

words = st.sampled_from(sorted(FORMS))


def texts(least: int, most: int) -> st.SearchStrategy[str]:
    """Return texts of some words."""
    return st.lists(words, min_size=least, max_size=most).map(" ".join)


@st.composite
def article_lists(draw: st.DrawFn, most: int = 9, least: int = 0) -> list[Article]:
    """Return articles whose ids are in no order."""
    count = draw(st.integers(least, most))
    names = draw(st.permutations([f"a/{number}" for number in range(count)]))
    return [
        Article(
            id=name,
            title=draw(texts(1, 4)),
            excerpt=draw(texts(0, 5)),
            topics=tuple(draw(st.lists(st.sampled_from(TOPICS), unique=True, max_size=3))),
            provider=draw(st.none() | st.sampled_from(PROVIDERS)),
            published=draw(st.none() | st.sampled_from(_MOMENTS)),
            type=draw(st.sampled_from(TYPES)),
            quality=draw(st.none() | st.sampled_from([-5, 0, 50, 90])),
            heat=draw(st.sampled_from([-1, 0, 7])),
            curated=draw(st.booleans()),
        )
        for name in names
    ]


@st.composite
def indexes(draw: st.DrawFn) -> tuple[list[list[Article]], set[str], list[Article]]:
    """Return segments of articles, the ids of those deleted, and the articles that are left."""
    articles = draw(article_lists())
    segments = in_segments(articles, draw(st.lists(st.integers(0, 12), max_size=3)))
    deleted = {item.id for item in articles if draw(st.integers(0, 5)) == 0}
    return segments, deleted, [item for item in articles if item.id not in deleted]


def _values(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    some = st.lists(st.sampled_from([*values, "unknown"]), unique=True, max_size=2)
    return st.one_of(st.just([]), st.just([]), some).map(tuple)


_LABELS = sorted({provider.label for provider in PROVIDERS})
_dates = st.sampled_from(
    [
        {}, {}, {}, {"from_": "2020"}, {"to": "2020-02"}, {"from_": "2020-01-01", "to": "2021-08"},
        {"last": "7d"}, {"last": "1m"}, {"last": "2y"}, {"date": "none"}, {"from_": "2022"},
        {"from_": "2021-08-26", "to": "2021-08-26"}, {"to": "1999"},
    ]
)  # fmt: skip

criteria: st.SearchStrategy[Criteria] = st.builds(
    lambda dates, **fields: asking(**dates, **fields, today=TODAY),
    _dates,
    q=st.one_of(st.just(""), texts(1, 1), texts(1, 3)),
    provider=_values(_LABELS),
    topic=_values(TOPICS),
    type=_values(TYPES[1:]),
    not_provider=_values(_LABELS),
    not_topic=_values(TOPICS),
    not_type=_values(TYPES[1:]),
    min_quality=st.sampled_from([None, None, -5, 0, 50, 91]),
    curated=st.booleans(),
    match=st.sampled_from(["all", "any"]),
    sort=st.sampled_from(["newest", "oldest", "quality", "heat"]),
    size=st.sampled_from([10, 100]),
    facet_size=st.sampled_from([1, 2, 20]),
)


def terms(text: str) -> list[str]:
    """Return the words of a text, as they are compared."""
    return [FORMS.get(word, word.lower()) for word in text.split()]


def fields_of(item: Article) -> dict[str, list[str]]:
    """Return the words of each searched field."""
    topics = [_folded(word) for topic in item.topics for word in topic.split()]
    return {"title": terms(item.title), "excerpt": terms(item.excerpt), "topic": topics}


def _folded(word: str) -> str:
    return {"Cloud": "cloud", "Café": "cafe", "Databases": "databas", "Zebra": "zebra"}.get(
        word, word
    )


def in_order(articles: Sequence[Article], sort: str) -> list[Article]:
    """Sort articles; those without a value come last, ties by newest, then id."""
    early = datetime(1, 1, 1, tzinfo=UTC)
    found = sorted(articles, key=lambda item: item.id)
    found.sort(key=lambda item: item.published or early, reverse=True)
    keys: dict[str, Callable[[Article], Any]] = {
        "newest": lambda item: 0,
        "oldest": lambda item: (item.published is None, item.published or early),
        "quality": lambda item: (item.quality is None, -(item.quality or 0)),
        "heat": lambda item: -item.heat,
    }
    return sorted(found, key=keys[sort])
