"""A story of which a search is asked: what it finds is listed, and the search is kept."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.webui.clients import page_of
from tests.webui.views.stories.test_story import FIRST
from tests.webui.views.test_api import FERRY, get


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
    everything = page.link(f"Show all {whole['size']} articles of the story")
    assert everything == f"/story/{FIRST}?q=strike&sort=oldest&whole=1"
    assert page.link(f"← {len(hits)} articles for “strike”") == "/?q=strike&sort=oldest"


def test_a_whole_story_keeps_the_search(client: FlaskClient) -> None:
    """All is listed, what the search finds is said, its words are marked, and one can go back."""
    page = page_of(client, f"/story/{FIRST}?q=strike&sort=oldest&whole=1")
    answer = client.get(f"/api/stories/{FIRST}?q=strike&whole=1").json
    assert answer is not None
    shown = page.one("ol", class_="timeline").all("li")
    assert len(shown) == answer["size"] > answer["found"]
    found = [one["found"] for one in answer["articles"]]
    assert ["found" in item.classes for item in shown] == found
    assert found.count(True) == answer["found"]
    assert f"{answer['found']} of them are found by “strike”" in page.main.text
    assert page.link("show only these") == f"/story/{FIRST}?q=strike&sort=oldest"
    assert {mark.text.lower() for mark in page.main.all("mark")[1:]} <= {"strike", "strikes"}
    total = get(client, "/api/search?q=strike")["total"]
    assert page.link(f"← {total} articles for “strike”") == "/?q=strike&sort=oldest"
    links = [link.href for link in page.one("ol", class_="timeline").all("a")]
    assert f"/article/{FIRST}?q=strike&sort=oldest" in links


def test_whole_is_a_flag(client: FlaskClient) -> None:
    """Any other value is refused by name; without a search it makes no difference."""
    response = client.get(f"/api/stories/{FIRST}?whole=all")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["parameter"] == "whole"
    # But for where it was found, which is for paper.
    whole = client.get(f"/story/{FIRST}?whole=1").text.replace("?whole=1", "")
    assert whole == client.get(f"/story/{FIRST}").text


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
