"""A story of which a search is asked: what it finds is listed, and the search is kept."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.webui.clients import page_of
from tests.webui.views.test_api import FERRY, get
from tests.webui.views.test_story import FIRST


def test_a_search_narrows_a_story(client: FlaskClient) -> None:
    """Only what is found is listed, the first of these is first, and a link leads to all."""
    page = page_of(client, f"/story/{FIRST}?q=strike&sort=oldest")
    found = client.get(f"/api/stories/{FIRST}?q=strike").json
    whole = client.get(f"/api/stories/{FIRST}").json
    assert found is not None
    assert whole is not None
    hits = {hit["id"] for hit in get(client, "/api/search?q=strike&size=100")["hits"]}
    ids = [article["id"] for article in found["articles"]]
    assert ids == [article["id"] for article in whole["articles"] if article["id"] in hits]
    assert (found["size"], found["found"]) == (whole["size"], len(ids))
    assert found["articles"][0]["after_seconds"] == 0
    assert "found" not in whole
    assert len(page.main.all("h3")) == len(ids) < whole["size"]
    assert page.link(f"Show all {whole['size']} articles of the story") == f"/story/{FIRST}"


def test_a_story_can_be_searched(client: FlaskClient) -> None:
    """A form leads to those of its articles that a query finds, and keeps the query."""
    page = page_of(client, f"/story/{FIRST}?q=ferry&images=0")
    (form,) = (each for each in page.all("form") if "in-story" in each.classes)
    assert form.attributes["action"] == f"/story/{FIRST}"
    fields = {field.attributes["name"]: field.attributes["value"] for field in form.all("input")}
    assert fields == {"q": "ferry", "images": "0"}


def test_a_search_that_finds_none_of_a_story_hides_nothing(client: FlaskClient) -> None:
    """The whole story is shown, and the JSON says that none was found."""
    found = client.get(f"/api/stories/{FIRST}?q=zzzqqq&from=1999&to=1999").json
    assert found is not None
    assert found["found"] == 0
    assert len(found["articles"]) == found["size"]


def test_the_way_to_the_first_keeps_the_search(client: FlaskClient) -> None:
    """Who asks by another article is sent on with the query and the filters."""
    response = client.get(f"/story/{FERRY}?q=ferry+strike&provider=Meridian+Wire&page=3")
    address = f"/story/{FIRST}?q=ferry+strike&provider=Meridian+Wire"
    assert response.headers["Location"] == address
