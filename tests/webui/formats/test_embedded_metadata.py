"""What reference managers find in our pages, read by Zotero's own rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.clients import page_of
from tests.webui.formats.test_citations import SOURCES, Source
from tests.webui.formats.zotero_rules import item_of_context_object, item_of_tags
from tests.webui.search.library import generated
from webui.formats.citation_source import name_of, plain, site_of, url_of
from webui.formats.citing.embedded_metadata import citation_tags, coins


@dataclass(frozen=True)
class Told(Source):
    """What is cited, and told beyond that."""

    excerpt: str = "Nobody could pay: 100 % & more."
    topics: tuple[str, ...] = ("Banks", "R&D = cost")


FULL = Told()
TOLD = st.builds(
    lambda source, topics: replace(
        Told(), **{name: getattr(source, name) for name in ("id", "title", "url", "provider")},
        published=source.published, excerpt=source.title, topics=topics,
    ),
    SOURCES, st.tuples(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)),
)  # fmt: skip


def test_an_article_is_one_of_a_newspaper() -> None:
    """Its address is its own, not that of our page, and its publisher is the provider."""
    assert item_of_tags(citation_tags(FULL)) == {
        "itemType": "newspaperArticle",
        "title": "Cloud outage hits banks",
        "publicationTitle": "The Example",
        "publisher": "The Example",
        "date": "2021/08/26",
        "url": "https://www.example.com/2021/outage",
        "abstractNote": "Nobody could pay: 100 % & more.",
        "tags": ["Banks", "R&D = cost"],
    }


def test_a_hit_is_the_same_as_its_article() -> None:
    """Who takes it from a list has no less than who opened it; days are written as ISO has it."""
    of_page, of_list = item_of_tags(citation_tags(FULL)), item_of_context_object(coins(FULL))
    assert of_list == of_page | {"date": "2021-08-26"}


def test_what_is_not_known_is_not_there() -> None:
    """No empty tag, and no empty key."""
    bare = Told(title="A", url=None, provider=None, published=None, excerpt="", topics=())
    assert dict(citation_tags(bare)) == {"z:itemType": "newspaperArticle", "citation_title": "A"}
    assert parse_qs(coins(bare), keep_blank_values=True, strict_parsing=True) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:dc"],
        "rfr_id": ["info:sid/cuttings:articles"],
        "rft.type": ["newspaperArticle"],
        "rft.title": ["A"],
    }


@given(article=TOLD)
def test_any_text_comes_through(article: Told) -> None:
    """Whatever is in a title, a name or a topic, but for plus signs, which Zotero drops."""
    item = item_of_context_object(coins(article))
    known = {
        "title": name_of(article),
        "publicationTitle": site_of(article),
        "url": url_of(article),
        "abstractNote": plain(article.excerpt),
    }
    for field, text in known.items():
        assert item.get(field, "") == text.replace("+", " "), field
    assert item["tags"] == [t.replace("+", " ") for t in map(plain, article.topics) if t]


def test_each_hit_can_be_taken_from_the_page(client: FlaskClient) -> None:
    """As many spans of COinS as hits, in their order; they take no room, and are not read out."""
    page = page_of(client, "/?q=ferry&size=10")
    spans = page.all("span", class_="Z3988")
    items = [item_of_context_object(span.attributes["title"]) for span in spans]
    assert [item["title"] for item in items] == [hit.one("h2").text for hit in page.hits]
    assert all("hidden" in span.attributes for span in spans)


def test_an_articles_page_is_about_that_article_alone(client: FlaskClient) -> None:
    """Its tags say what the API does; what else the page lists has no COinS, which go first."""
    found = client.get("/api/search?q=ferry").get_json()["hits"][0]
    page = page_of(client, f"/article/{found['id']}")
    tags = [
        (meta.attributes["name"], meta.attributes["content"])
        for meta in page.all("meta")
        if "name" in meta.attributes
    ]
    item = item_of_tags(tags)
    assert (item["title"], item["url"]) == (found["title"], found["url"])
    assert item["publicationTitle"] == found["provider"]["name"]
    assert page.all("span", class_="Z3988") == []


@generated(200)
@given(TOLD)
def test_context_objects_are_encoded_as_the_standard_library_does(told: Told) -> None:
    """Word by word, whatever signs, blanks and letters there are."""
    pairs = parse_qsl(coins(told).replace("+", "%2B"))
    assert coins(told) == urlencode(pairs, quote_via=quote, safe="")
    assert dict(pairs)["rft.title"] == name_of(told)
