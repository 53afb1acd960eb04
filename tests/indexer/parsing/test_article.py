"""The bytes of a file → its article, with PyYAML as the oracle."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.aliases import decoded_name
from indexer.contract.article import Article, Image, Provider
from indexer.parsing.article import read_article, read_fully, read_quickly
from indexer.reporting.failure import ArticleError


def read(yaml_text: str) -> Article:
    """Return the article of a front matter, which must not be marked as removed."""
    article = read_article("id", f"---\n{yaml_text}\n---\n".encode())
    assert article is not None
    return article


def failure(yaml_text: str) -> tuple[int | None, int | None, str]:
    """Return line, column and reason of a front matter that is wrong."""
    with pytest.raises(ArticleError) as caught:
        read_article("id", f"---\n{yaml_text}\n---\n".encode())
    return caught.value.line, caught.value.column, caught.value.reason


def test_reads_every_field() -> None:
    """All fields of an article are read, and nothing else."""
    article = read("""
title: "Caf&eacute; <b>opens</b>"
excerpt: It's open.
topics: [Coffee, Food, Coffee, "", ~]
provider: {name: Daily  Bean, domain: " WWW.Bean.example ", images: [{url: x}]}
publishedDateTime: 2021-08-26T12:30:00+02:00
webUrl: https://bean.example/cafe
originalUrl: https://bean.example/original
ampWebUrl: https://bean.example/amp
cdnAmpWebUrl: ftp://bean.example/amp
type: article
category: news
quality: 53
heat: 0
published: true
images:
  - url: /local.jpg
  - {url: "https://bean.example/a.jpg", width: 800, height: tall}
related:
  - {title: Other, webUrl: "https://other.example/1", quality: nonsense}
  - {title: Without}
  - {webUrl: "https://other.example/2"}
  - {webUrl: "https://other.example/1"}
secured: "xyz"
unknown: {deep: [1, 2, {er: 3}]}
""")
    assert article == Article(
        id="id",
        title="Café opens",
        excerpt="It's open.",
        url="https://bean.example/cafe",
        original_url="https://bean.example/original",
        amp_url="https://bean.example/amp",
        provider=Provider("Daily Bean", "www.bean.example"),
        published=datetime(2021, 8, 26, 10, 30, tzinfo=UTC),
        topics=("Coffee", "Food"),
        type="article",
        category="news",
        quality=53,
        heat=0,
        curated=True,
        image=Image("https://bean.example/a.jpg", 800, None),
        web_url="https://bean.example/cafe",
        related=("https://other.example/1", "https://other.example/2"),
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Bean%2c Inc.", "Bean, Inc."),
        ("Bean &amp; Co%2E", "Bean & Co."),
        ("Caf%C3%A9%20 Bean", "Café Bean"),
        ("100%25 Bean", "100% Bean"),
        ("Bean%ff", "Bean%ff"),
    ],
)
def test_the_name_of_a_provider_is_decoded(written: str, name: str) -> None:
    """Percent escapes that are characters, and HTML entities; only in names of providers."""
    article = read(f"title: {written}\nprovider: {{name: '{written}', domain: a%2cb}}")
    assert article.provider == Provider(name, "a%2cb")
    assert article.title == written.replace("&amp;", "&").replace("  ", " ")


@given(st.text("%0123456789acEF& ;,é'\"", max_size=12), st.booleans())
def test_both_readers_decode_the_names_of_providers(name: str, flow: bool) -> None:
    """Whichever reads a file, the provider is the same, and what is read is decoded."""
    fields = {"title": "x", "provider": {"name": name, "domain": "bean.example"}}
    text = yaml.safe_dump(fields, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    front = f"---\n{text}".encode()
    quickly, fully = read_quickly("id", front), read_fully("id", front)
    assert fully is not None
    assert quickly is None or quickly.article == fully
    assert fully.provider is not None
    assert decoded_name(fully.provider.name) == fully.provider.name


def test_a_title_is_enough() -> None:
    """Everything but the title may be missing or null."""
    names = ["excerpt", "topics", "provider", "publishedDateTime", "webUrl", "type", "quality"]
    names += ["heat", "published", "removed", "images", "related"]
    assert read("title: x") == Article(id="id", title="x")
    assert read("title: x\n" + "".join(f"{name}:\n" for name in names)) == read("title: x")


def test_events_are_articles() -> None:
    """``name`` and ``startDateTime`` serve where title and publication are missing."""
    event = read(
        "name: A webinar\ntitle: ~\nstartDateTime: 2020-08-18T17:00:00Z\nwebsite: http://a"
    )
    assert event.title == "A webinar"
    assert event.published == datetime(2020, 8, 18, 17, tzinfo=UTC)
    assert event.url == "http://a"


def test_type_falls_back_to_category() -> None:
    """An article without a type has its category as the type."""
    assert read("title: x\ncategory: news").type == "news"


def test_removed_wins_over_everything() -> None:
    """A file that says ``removed: true`` is withdrawn, whatever else it holds."""
    assert read_article("id", b"---\nremoved: true\nquality: nonsense\n---\n") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-08-26", datetime(2021, 8, 26, tzinfo=UTC)),
        ("2021-08-26 10:00:00", datetime(2021, 8, 26, 10, tzinfo=UTC)),
        ("2021-08-26T10:00:00.5-07:30", datetime(2021, 8, 26, 17, 30, 0, 500000, tzinfo=UTC)),
        ('"2021-08-26T10:00:00Z"', datetime(2021, 8, 26, 10, tzinfo=UTC)),
        ('"2021-08-26"', datetime(2021, 8, 26, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ('""', None),
        ("~", None),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_times_become_utc(text: str, expected: datetime | None) -> None:
    """Offsets are applied, times without one are UTC, the empty date is none."""
    assert read(f"title: x\npublishedDateTime: {text}").published == expected


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ("excerpt: x", 2, 1, "title is missing"),
        ("", 3, 1, "title is missing"),
        ("title: ''", 2, 8, "title is empty"),
        ("title: '<b> </b>'", 2, 8, "title is empty"),
        ("title: 2021", 2, 8, "title must be text, not a number; put it in quotes"),
        ("title: yes", 2, 8, "title must be text, not true or false; put it in quotes"),
        ("title: 2021-01-01", 2, 8, "title must be text, not a date; put it in quotes"),
        ("title: [a]", 2, 8, "title must be text, not a list"),
        ("title: {a: b}", 2, 8, "title must be text, not a mapping"),
        ("title: !!binary aGk=", 2, 8, "title must be text, not binary data"),
        ("title: x\ntopics: Azure", 3, 9, "topics must be a list, not text"),
        ("title: x\ntopics: [a, 3]", 3, 13, "each of topics must be text, not a number"),
        ("title: x\nprovider: Bean", 3, 11, "provider must be a mapping, not text"),
        ("title: x\nprovider:\n  name: 3", 4, 9, "provider.name must be text"),
        ("title: x\nquality: high", 3, 10, "quality must be a whole number, not text"),
        ("title: x\nquality: 1.5", 3, 10, "quality must be a whole number, not a decimal number"),
        ("title: x\nquality: true", 3, 10, "quality must be a whole number, not true or false"),
        ("title: x\nquality: 2147483647", 3, 10, "quality must lie between"),
        ("title: x\nheat: -2147483648", 3, 7, "heat must lie between"),
        ("title: x\nquality: " + "9" * 5000, 3, 10, "too long"),
        ("title: x\npublished: 'true'", 3, 12, "published must be true or false, not text"),
        ("title: x\nremoved: 1", 3, 10, "removed must be true or false"),
        ("title: x\npublishedDateTime: soon", 3, 20, "publishedDateTime is not a valid date"),
        ("title: x\npublishedDateTime: 2021-13-45", 3, 20, "not a valid date"),
        ("title: x\npublishedDateTime: 20210826", 3, 20, "must be a date, not a number"),
        ("title: x\npublishedDateTime: 9999-12-31T23:59:59-01:00", 3, 20, "outside the calendar"),
        ("title: x\nimages: a.jpg", 3, 9, "images must be a list"),
        ("title: x\nrelated: [a]", 3, 11, "each of related must be a mapping, not text"),
        ("title: x\nrelated: [{webUrl: 3}]", 3, 20, "webUrl of a related article must be text"),
        ("- a", 2, 1, "the front matter must be a mapping, not a list"),
        ("text", 2, 1, "the front matter must be a mapping, not text"),
        ("title: a: b", 2, 9, "a colon must be in quotes"),
        ("title: 'x", 2, 8, "the quote is not closed"),
        ("title: x\n\tb: c", 3, 1, "tab"),
        ("title: '你好'\n你: [x", 3, 4, "not YAML"),
        ("你好: x\ntitle: a\x07", 3, 9, "control characters"),
        ('title: "\\ud800"', 2, 11, "not YAML"),
        ("title: *x", 2, 8, "alias"),
        ("title: x\n--- b", 3, 1, "second YAML document"),
        ("title: x\na: !!python/name:os.system", 3, 4, "!!python/name:os.system is not plain"),
        ("[a]: b", 2, 1, "key"),
        ("title: x\nprovider: &p\n  <<: *p", 3, 11, "leads to itself"),
        ("title: x\n<<: 3", 3, 5, "<< must name mappings"),
        ("title: " + "[" * 100_000, 2, 71, "nested"),
        ("x: " + "{a: " * 100_000, 2, 256, "nested"),
        ("x:\n " + "- " * 100_000, 3, 128, "nested"),
    ],
)
def test_says_what_is_wrong_and_where(text: str, line: int, column: int, reason: str) -> None:
    """Everything that is wrong has a line, a column and a reason."""
    found = failure(text)
    assert found[:2] == (line, column), found
    assert reason in found[2]


def test_line_endings_and_the_byte_order_mark_do_not_matter() -> None:
    """A file with a BOM and Windows line ends is read alike, with the right positions."""
    data = b"\xef\xbb\xbf---\r\ntitle: x\r\nexcerpt: |\r\n  a\r\n  b\r\n---\r\nbody\r\n"
    article = read_article("id", data)
    assert article is not None
    assert (article.title, article.excerpt) == ("x", "a b")
    with pytest.raises(ArticleError) as caught:
        read_article("id", data.replace(b"title: x", b"title: 3"))
    assert (caught.value.line, caught.value.column) == (2, 8)
