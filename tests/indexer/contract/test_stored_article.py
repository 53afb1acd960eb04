"""Articles come back from the index as they went in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from indexer.committing.documents import document
from indexer.contract.article import (
    Article,
    Fingerprint,
    Image,
    Provider,
    article_from_stored,
    stored_rest,
)
from indexer.contract.schema import build_schema

_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f"), max_size=20)
_some_text = _texts.filter(bool)
_links = st.just("") | _texts.map(quote).map("https://example.com/{}".format)
_dates = st.datetimes(datetime(2, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC))
_providers = st.builds(Provider, _texts, _texts).filter(lambda provider: bool(provider.label))
_articles = st.builds(
    Article,
    id=_some_text,
    title=_some_text,
    excerpt=_texts,
    url=_links,
    original_url=_links,
    amp_url=_links,
    cdn_amp_url=_links,
    provider=st.none() | _providers,
    published=st.none() | _dates,
    topics=st.lists(_some_text, max_size=3).map(tuple),
    type=_texts,
    category=_texts,
    quality=st.none() | st.integers(-100, 100),
    heat=st.integers(-1, 100),
    curated=st.booleans(),
    image=st.none() | st.builds(Image, _links.filter(bool), st.none() | st.integers(1, 9)),
    web_url=_texts,
    related=st.lists(_some_text, max_size=3).map(tuple),
)


@given(_articles)
def test_what_is_stored_is_the_article(article: Article) -> None:
    """Stored fields give the article back, but for its related list, which is digests only."""
    fields = document(article, Fingerprint(1, 2, "ab" * 16))
    schema = build_schema()
    stored = {name: value for name, value in fields.items() if schema[name].stored}
    assert article_from_stored(stored) == replace(article, related=())


def test_what_is_no_link_any_more_is_not_read_as_one() -> None:
    """An index of an earlier version may hold addresses that are refused today."""
    evil = "https://bank.example@evil.example/"
    article = Article("a", "t", "", evil, evil, evil, evil, image=Image(evil, 1, 1), web_url=evil)
    stored = {"id": "a", "title": "t", "rest": stored_rest(article)}
    assert article_from_stored(stored) == Article("a", "t", web_url=evil)


def test_a_provider_goes_by_its_name_or_else_its_domain() -> None:
    """The facet's value is the name; the domain stands in for it."""
    assert Provider("Name", "domain.example").label == "Name"
    assert Provider("", "domain.example").label == "domain.example"
