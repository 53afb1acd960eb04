"""Pages of articles and requests that attack them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of, quoted
from tests.webui.hostile import LONG, MARKUP, TEXT
from tests.webui.parsed_page import Page
from tests.webui.serving import sync_into
from tests.webui.views.test_api import get

# Everything that the templates may put on a page. Scripts are files: tests of security.
_TAGS = (
    "html head meta title link script body a header form input button main section aside article "
    "footer nav div span p h1 h2 h3 ul ol li dl dt dd strong em kbd mark code pre time figure "
    "figcaption svg g rect line text output details summary fieldset legend label dialog "
    "table caption thead tbody tr th td select option"
)
_ATTRIBUTES = (
    "lang dir charset name content rel href type class id action role value placeholder "
    "autocomplete spellcheck form checked datetime start tabindex focusable viewbox "
    "preserveaspectratio x y x1 x2 y1 y2 dy text-anchor width height "
    "src defer download hidden open method min max selected scope colspan title pattern "
    "hx-boost hx-preserve hx-swap hx-sync "
    "autofocus data-suggest data-combobox data-start data-end data-count data-brush data-copy "
    "data-search data-most data-longest data-list data-list-wrong data-ticked"
)
TAGS, ATTRIBUTES = frozenset(_TAGS.split()), frozenset(_ATTRIBUTES.split())

QUERIES = (
    "/",
    "/?q=markup",
    "/?q=script",
    "/?q=alert*&match=any",
    "/?q=onerror~",
    "/?q=long",
    "/?q=turned",
    "/?q=user",
    "/?q=emoji",
    "/?facet_size=1",
    "/?size=10&from=0999&to=2021",
    "/?group=story&measure=share",
    "/?find_provider=script&find_topic=%22%3E&find_type=w",
)


def assert_harmless(page: Page) -> None:
    """Check that a page holds only elements, attributes and links of ours."""
    for element in page.elements:
        assert element.tag in TAGS, element
        for name in element.attributes:
            assert name in ATTRIBUTES or name.startswith("aria-"), element
        if "href" in element.attributes:
            address = element.href
            if not address.startswith(("/", "#")) or address.startswith("//"):
                parts = urlsplit(address)
                assert parts.scheme in ("http", "https"), element
                assert parts.hostname, element
                assert "@" not in parts.netloc, element
                assert "noreferrer" in element.attributes["rel"], element
    assert page.comments == []


def hits(client: FlaskClient) -> list[dict[str, object]]:
    """Return every article as a hit."""
    found = client.get("/api/search?size=100").json
    assert found is not None
    assert found["total"] == 10
    return list(found["hits"])


@pytest.mark.parametrize("path", QUERIES)
def test_hostile_articles_do_nothing_to_a_page_of_hits(hostile: FlaskClient, path: str) -> None:
    """Titles, excerpts, topics, providers, types and addresses are text wherever they stand."""
    page = page_of(hostile, path)
    assert page.hits
    assert_harmless(page)


def test_hostile_articles_do_nothing_to_their_own_pages(hostile: FlaskClient) -> None:
    """Each article's page can be asked for by its id, whatever is in it, and is harmless."""
    for hit in hits(hostile):
        path = f"/article/{quoted(str(hit['id']))}"
        page = page_of(hostile, path)
        assert_harmless(page)
        assert page.one("h1").text == " ".join(str(hit["title"]).split())
        assert all(link.text for link in page.all("a"))
        answer = hostile.get(f"/api/articles/{quoted(str(hit['id']))}")
        assert answer.json is not None
        assert answer.json["id"] == hit["id"]


def test_hostile_articles_do_nothing_to_their_stories(hostile: FlaskClient) -> None:
    """Every id has a page, whatever is in the article."""
    for hit in hits(hostile):
        page = page_of(hostile, f"/story/{quoted(str(hit['id']))}")
        assert_harmless(page)
        assert page.one("h1").text == " ".join(str(hit["title"]).split())


def test_hostile_headlines_are_text_beside_each_other(tmp_path: Path) -> None:
    """Titles and providers of a story are escaped, in the marks and around them."""
    for number in range(2):
        write_article(
            tmp_path / "articles",
            f"{number} <i>",
            title=f"{TEXT} &amp;lt; {'zebra' * number}",
            provider={"name": f"{TEXT}{MARKUP}{number}", "domain": MARKUP},
            publishedDateTime="2021-01-01T00:00:00Z",
        )
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    story = get(client, f"/api/stories/{quoted('0 <i>')}")
    page = page_of(client, f"/story/{quoted('0 <i>')}")
    assert_harmless(page)
    assert [each.text for each in page.main.all("h3")] == [
        " ".join(one["title"].split()) for one in story["articles"]
    ]
    assert [mark.text for mark in page.all("mark")] == ["Marked", "zebra"]


def test_links_on_a_page_lead_to_the_hostile_ids(hostile: FlaskClient) -> None:
    """The links that the page itself makes reach every article."""
    for path in ("/?size=100", "/?size=100&images=0", "/?size=100&group=story&images=0"):
        page = page_of(hostile, path)
        links = {a.href for a in page.all("a") if "/article/" in a.href}
        assert len(links) == 10
        for link in links:
            assert hostile.get(link).status_code == 200, link


@pytest.mark.slow
def test_facets_and_charts_of_hostile_articles_lead_where_they_say(hostile: FlaskClient) -> None:
    """Leaving out a value, and narrowing to a time, works whatever the value is."""
    page = page_of(hostile, "/?facet_size=100")
    links = [a.href for a in page.all("a") if a.href.startswith("/?")]
    assert any("not_provider=" in link for link in links)
    assert any("not_topic=" in link for link in links)
    for link in links:
        assert_harmless(page_of(hostile, link))


def test_markup_is_shown_as_text(hostile: FlaskClient) -> None:
    """What was written as entities is shown as it reads, escaped once."""
    page = page_of(hostile, "/?q=markup")
    (hit,) = page.hits
    assert '<script>alert(1)</script>"><img src=x onerror="alert(1)">' in hit.text
    assert "&lt;" not in hit.text
    assert [mark.text for mark in page.all("mark")] == ["markup"]


def test_highlights_hold_nothing_but_text_and_marks(hostile: FlaskClient) -> None:
    """The HTML of the API's highlights is escaped text with <mark>."""
    for path in ("script", "alert*", "img+src", "onerror~", "onfocus"):
        found = hostile.get(f"/api/search?q={path}&match=any").json
        assert found is not None
        assert found["total"]
        for hit in found["hits"]:
            for html in hit["highlights"].values():
                assert re.sub(r"</?mark>", "", html).count("<") == 0
                assert html.count("<mark>") == html.count("</mark>")


@pytest.mark.parametrize("number", range(4))
def test_only_web_addresses_become_links(hostile: FlaskClient, number: int) -> None:
    """An address of another scheme is no link and not in the API."""
    found = hostile.get(f"/api/articles/scheme/{number}").json
    assert found is not None
    assert [found[name] for name in ("url", "original_url", "amp_url", "cdn_amp_url")] == [None] * 4
    page = page_of(hostile, f"/article/scheme/{number}")
    assert all(a.href.startswith(("/", "#")) for a in page.all("a"))


def test_invisible_turns_of_direction_are_gone(hostile: FlaskClient) -> None:
    """Text cannot turn the line that it stands on; a title finds its own direction."""
    page = page_of(hostile, "/?q=turned")
    heading = page.hits[0].one("h2")
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", heading.text)
    assert heading.attributes["dir"] == "auto"


def test_templates_in_titles_are_text(hostile: FlaskClient) -> None:
    """What looks like a template is not evaluated."""
    assert "{{ 7 * 7 }} %s" in page_of(hostile, "/?q=emoji").hits[0].one("h2").text


HOSTILE_VALUES = (
    '"><script>alert(1)</script>',
    "'onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "{{ 7*7 }}",
    "\u202e\x00\x1b[2J",
    LONG,
)


@pytest.mark.slow
@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_hostile_parameters_do_nothing_to_the_page(client: FlaskClient, value: str) -> None:
    """Query and filters come back escaped, on pages of hits and of errors."""
    given = quote(value)
    for query in (
        f"q={given}",
        f"provider={given}&not_topic={given}&type={given}",
        f"find_provider={given}&find_topic={given}&find_type={given}",
        f"group={given}&q=x",
        f"from={given}",
        f"sort={given}",
        f"{given}=1",
        f"last={given}",
    ):
        response = client.get(f"/?{query}")
        assert response.status_code in (200, 400)
        assert_harmless(page_of(client, f"/?{query}", response.status_code))
    page = page_of(client, f"/?q={given}")
    typed = page.one("input", name="q").attributes["value"]
    assert typed == value.strip()
    looked_for = page_of(client, f"/?find_topic={given}").one("input", name="find_topic")
    assert looked_for.attributes["value"] == value.strip()


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_hostile_paths_do_nothing_to_the_page(client: FlaskClient, value: str) -> None:
    """An address that leads nowhere does not come back as markup."""
    for path in (f"/{quote(value)}", f"/article/{quote(value)}"):
        assert_harmless(page_of(client, path, 404))
    response = client.get(f"/api/{quote(value)}")
    assert response.status_code == 404
    assert response.content_type == "application/json"
