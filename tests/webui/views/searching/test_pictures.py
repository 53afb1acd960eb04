"""Pictures of articles: which are shown, how they are asked for, and how they are hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.support.stories.events import headline, telling
from tests.webui.clients import client_of, page_of
from tests.webui.parsed_page import Element, Page
from tests.webui.serving import sync_into
from tests.webui.views.test_search import parameters

PICTURES = {
    "https": 'https://pictures.example/a.png?x="1"&y=2',
    "http": "http://pictures.example/b.png",
    "script": "javascript:alert(1)",
    "data": "data:image/svg+xml,<svg onload=alert(1)>",
    "relative": "/static/icon.svg",
    "elsewhere": "//pictures.example/c.png",
}


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Return a client of articles with pictures, most of them at addresses that are none."""
    folder = tmp_path_factory.mktemp("pictured")
    for name, address in PICTURES.items():
        write_article(
            folder / "articles",
            name,
            title=f"Picture {headline(0)}",
            images=[{"url": address, "width": 640, "height": 480}],
            webUrl=f"https://a.example/{name}",
            topics=["Art"],
            excerpt=f"{name} {telling(0, name)}",
            provider={"name": f"Paper of {name}"},
            publishedDateTime="2021-08-27T10:00:00Z",
        )
    return client_of(sync_into(Path(folder / "index"), folder / "articles"))


def pictures(page: Page) -> list[Element]:
    """Return the pictures of a page, each of which must be harmless to ask for."""
    found = page.all("img")
    for picture in found:
        assert "thumbnail" in picture.around[-1].classes
        assert picture.attributes["src"].startswith(("https://", "http://"))
        assert picture.attributes["alt"] == ""
        assert picture.attributes["loading"] == "lazy"
        assert picture.attributes["referrerpolicy"] == "no-referrer"
        assert int(picture.attributes["width"]) > 0
        assert int(picture.attributes["height"]) > 0
    return found


def test_hits_have_pictures_at_web_addresses_only(pictured: FlaskClient) -> None:
    """A picture has http or https, comes late, says nothing of the reader, and takes its place."""
    page = page_of(pictured, "/")
    assert len(page.hits) == len(PICTURES)
    shown = {each.attributes["src"].split("?")[0] for each in pictures(page)}
    assert shown == {"https://pictures.example/a.png", "http://pictures.example/b.png"}


@pytest.mark.parametrize("name", PICTURES)
def test_an_article_page_has_its_picture(pictured: FlaskClient, name: str) -> None:
    """The same holds for the one picture of an article's page."""
    shown = pictures(page_of(pictured, f"/article/{name}"))
    assert len(shown) == (name in ("https", "http"))


def test_the_address_of_a_picture_is_escaped(pictured: FlaskClient) -> None:
    """Quotation marks in an address do not end it."""
    (shown,) = pictures(page_of(pictured, "/article/https"))
    assert shown.attributes["src"].replace("%22", '"') == PICTURES["https"]


def test_pictures_can_be_hidden(pictured: FlaskClient) -> None:
    """Without pictures none is asked for, and a link brings them back."""
    page = page_of(pictured, "/?q=picture&size=10")
    hidden = page_of(pictured, page.link("Hide pictures"))
    assert page.link("Hide pictures") == "/?q=picture&images=0&size=10"
    assert pictures(page)
    assert not hidden.all("img")
    assert len(hidden.hits) == len(page.hits)
    assert hidden.link("Show pictures") == "/?q=picture&size=10"
    assert not page_of(pictured, "/article/https?images=0").all("img")


@pytest.mark.parametrize("search", ["", "q=picture", "q=picture&group=story", "q=zzzqqq&from=2021"])
def test_hidden_pictures_stay_hidden(pictured: FlaskClient, search: str) -> None:
    """Every link from a page of hits keeps it, to whichever page."""
    page = page_of(pictured, f"/?{search}&images=0")
    links = [link.href for link in page.all("a") if link.text != "Show pictures"]
    # What is saved has no pictures.
    others = ("/compare", "/status", "/export", "/feed")
    ours = [link for link in links if link.startswith("/") and not link.startswith(others)]
    assert any(link.startswith("/?") for link in ours)
    for address in ours:
        assert parameters(address).get("images") == ["0"], address
    kept = page.all("input", type="hidden", name="images")
    assert {field.attributes["value"] for field in kept} == {"0"}


@pytest.mark.parametrize(
    "path",
    ["/article/https?", "/story/data?q=data&", "/coverage?q=picture&", "/compare?q=picture&"],
)
def test_pictures_stay_hidden_on_the_way_through_other_pages(
    pictured: FlaskClient, path: str
) -> None:
    """So do all links from there, and the search."""
    page = page_of(pictured, f"{path}images=0")
    links = [a.href for a in page.all("a") if a.href.startswith(("/article/", "/story/", "/?"))]
    assert "/?images=0" in links
    assert len(links) > 1
    assert all(parameters(link)["images"] == ["0"] for link in links)
    form = page.one("form", id="search")
    assert [field for field in form.all("input") if field.attributes["name"] == "images"]
