"""What the finding of stories is told of an article."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.committing.signature import signature
from indexer.contract.analysis import stemming_analyzer
from indexer.contract.article import Article
from tests.support.stories.plain_texts import PlainText, plain_text
from tests.webui.search.contract.support.drawing import archives
from tests.webui.search.library import article, generated

LONG = 100
ONE = article("a", "Ferry crews", excerpt="They strike.", published="2021-01-01", provider="P")


def stems(text: str) -> list[str]:
    """Return the stems that the index has of a text, in its order, as far as they count."""
    return [token.text for token in stemming_analyzer()(text)][:LONG]


@generated(60)
@given(archives(4))
def test_words_are_those_that_are_searched(articles: list[Article]) -> None:
    """In the title, in the excerpt or in both: digests of the stems."""
    for item in articles:
        read = plain_text(item)
        assert read.titled == {crc32(stem.encode()) for stem in stems(item.title)}
        assert read.excerpted == {crc32(stem.encode()) for stem in stems(item.excerpt)}


@pytest.mark.parametrize(
    ("other", "different"),
    [
        (replace(ONE, title="FÉRRY: crew"), set()),
        (replace(ONE, heat=7, topics=("x",), url="https://e/", related=("https://e/",)), set()),
        (replace(ONE, title="Crews ferry"), {"key", "text", "title"}),
        (replace(ONE, title="Ferry crews they", excerpt="strike"),
         {"key", "text", "title", "titled", "excerpted"}),
        (replace(ONE, id="b"), {"key"}),
        (article("a", ONE.title, excerpt=ONE.excerpt, published="2021-01-01", provider="Q"),
         {"key", "provider"}),
        (article("a", ONE.title, excerpt=ONE.excerpt, published="2021-01-02", provider="P"),
         {"key", "published"}),
    ],
)  # fmt: skip
def test_digests_tell_articles_apart(other: Article, different: set[str]) -> None:
    """The key by all that counts, a text by its words in order, and where its title ends."""
    one, two = plain_text(ONE), plain_text(other)
    names = PlainText.__slots__
    assert {name for name in names if getattr(one, name) != getattr(two, name)} == different


def test_what_is_missing_has_no_digest() -> None:
    """No provider, no date, no words; an excerpt of a few words tells no texts apart."""
    read = plain_text(Article(id="a", title="…"))
    assert (read.provider, read.published, read.excerpt, read.words) == (0, None, 0, frozenset())
    excerpts = [" ".join(map(str, range(count))) for count in (8, 9)]
    digests = [plain_text(Article(id="a", title="x", excerpt=text)).excerpt for text in excerpts]
    assert digests[0] == 0
    assert digests[1] != 0


@pytest.mark.parametrize("moment", [datetime.min, datetime.max, datetime(1969, 12, 31, 23, 59, 59)])
def test_every_time_is_kept_to_the_microsecond(moment: datetime) -> None:
    """From the first year of the calendar to the last."""
    published = moment.replace(tzinfo=UTC)
    read = plain_text(replace(ONE, published=published)).published
    assert read is not None
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=read) == published


@pytest.mark.parametrize("field", ["title", "excerpt"])
@given(data=st.data())
@generated(10)
def test_the_end_of_a_long_text_does_not_count(field: str, data: st.DataObject) -> None:
    """News say first what they are about."""
    words = " ".join(f"word{n}" for n in range(LONG))
    fields: dict[str, Any] = {"title": "x", field: words}
    more = {**fields, field: f"{words} {data.draw(st.text(max_size=9))}"}
    one, two = (plain_text(Article(id="a", **each)) for each in (fields, more))
    assert (one.key, one.words) == (two.key, two.words)


def test_long_words_are_not_remembered() -> None:
    """A word may be as long as its file, and there are many files."""
    count, size = 40, 1_000_000
    tracemalloc.start()
    try:
        for number in range(count):
            signature(Article(id="a", title=f"{number}".ljust(size, "x")))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < count * size / 2
