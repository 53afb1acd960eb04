"""The standing searches as pages and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import client_of, page_of

FILES = {
    "ferries": "---\ntitle: Ferries\nquery: ferry\nfilters:\n  in: [title]\nchannel: desk\n"
    "frequency: daily\n---\nWhat <b>sails</b>.\n",
    "nothing": "---\nquery: zzzqqq strike\n---\n",
    "broken": "---\nquery: x\nfilters:\n  povider: y\n---\n",
}


@pytest.fixture(scope="module")
def kept(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Return a client over the samples, with three searches."""
    folder = tmp_path_factory.mktemp("kept")
    for name, text in FILES.items():
        (folder / f"{name}.md").write_text(text)
    return client_of(sample_index, searches=str(folder))


def test_the_list_has_counts_that_are_those_of_the_search(kept: FlaskClient) -> None:
    """Without a fallback to some of the words, and with the file that cannot be read."""
    main = page_of(kept, "/searches").one("main")
    total = kept.get("/api/search?q=ferry&in=title").json
    assert total is not None
    assert f"{total['total']} new · {total['total']} articles" in main.text
    assert "nothing new · 0 articles" in main.text
    assert "broken.md:4 : There is no parameter “povider”" in main.text.replace("4:", "4 :")
    assert len(main.all("polyline")) == len(main.all("table")) == 1


def test_a_search_has_its_page(kept: FlaskClient) -> None:
    """With its note as it is written, how it is understood, and what is new of it."""
    page = page_of(kept, "/searches/ferries")
    assert page.one("h1").text == "Ferries"
    main = page.one("main")
    assert "What <b>sails</b>." in main.text
    assert "once a day, by desk" in main.text
    assert page.link("Feed") == "/feed.atom?q=ferry&in=title"
    answer = kept.get("/api/searches?name=ferries").json
    assert answer is not None
    assert [len(search["hits"]) for search in answer["searches"]] == [len(main.all("h2")) - 1]


def test_json_has_all_of_them_without_their_hits(kept: FlaskClient) -> None:
    """In the order of their names."""
    answer = kept.get("/api/searches").json
    assert answer is not None
    assert [search["name"] for search in answer["searches"]] == ["ferries", "nothing"]
    assert all("hits" not in search for search in answer["searches"])
    assert [each["line"] for each in answer["unreadable"]] == [4]


@pytest.mark.parametrize("name", ["broken", "x", "..%2fbroken", "%2e%2e", "ferries.md", "a%00b"])
def test_other_names_are_not_found(kept: FlaskClient, name: str) -> None:
    """No name leads to another file; that of a broken one says what is wrong."""
    response = kept.get(f"/searches/{name}")
    assert response.status_code == 404
    assert ("povider" in response.text) == (name == "broken")


def test_hidden_pictures_stay_hidden(kept: FlaskClient) -> None:
    """From the list to a search, and from there to its articles and back."""
    page = page_of(kept, "/searches?images=0")
    assert page.link("Ferries") == "/searches/ferries?images=0"
    one = page_of(kept, page.link("Ferries"))
    assert not one.all("img")
    links = [each.href for each in one.one("main").all("a") if each.href.startswith("/")]
    shown = [link for link in links if not link.startswith(("/api/", "/feed."))]
    assert all("images=0" in link for link in shown), shown
    assert kept.get("/searches?images=x").status_code == 400


def test_what_is_new_can_be_ticked(kept: FlaskClient) -> None:
    """The boxes belong to a form of the page, which leads to a list."""
    main = page_of(kept, "/searches/ferries").one("main")
    form = main.one("form", class_="own-list").attributes
    assert form["action"] == "/list"
    boxes = main.all("input", type="checkbox")
    assert boxes
    assert {box.attributes["form"] for box in boxes} == {form["id"]}


@pytest.mark.parametrize("path", ["/searches?q=x", "/searches/ferries?q=x", "/api/searches?q=x"])
def test_other_parameters_are_refused(kept: FlaskClient, path: str) -> None:
    """A search has those of its file."""
    assert kept.get(path).status_code == 400


def test_a_changed_file_is_seen_at_once(sample_index: Path, tmp_path: Path) -> None:
    """Also by a browser that asks whether its copy is still good; a missing folder is no error."""
    client = client_of(sample_index, searches=str(tmp_path / "searches"))
    first = client.get("/searches")
    assert "There are none yet" in first.text
    assert "ETag" not in first.headers
    (tmp_path / "searches").mkdir()
    (tmp_path / "searches" / "a.md").write_text("---\nquery: ferry\n---\n")
    assert page_of(client, "/searches/a").one("h1").text == "a"
