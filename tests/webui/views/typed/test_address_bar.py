"""What a browser's address bar asks, by URL."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import page_of

SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"
ROOTS = ("http://localhost", "http://127.0.0.1:8000", "https://localhost/cuttings")


def templates(client: FlaskClient, root: str) -> dict[str, str]:
    """Return the addresses of the description document, by type."""
    response = client.get("/opensearch.xml", base_url=root)
    assert response.status_code == 200
    assert response.content_type == "application/opensearchdescription+xml; charset=utf-8"
    parsed = ElementTree.fromstring(response.data)  # noqa: S314 - we wrote it
    return {each.attrib["type"]: each.attrib["template"] for each in parsed.iter(f"{SPACE}Url")}


def offered(client: FlaskClient, typed: str, root: str = "http://localhost") -> list[Any]:
    """Return what an address bar is told."""
    response = client.get("/suggest.json", base_url=root, query_string={"q": typed})
    assert response.status_code == 200
    assert response.content_type == "application/x-suggestions+json; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    answer: list[Any] = json.loads(response.data)
    assert answer[0] == typed
    assert len({len(column) for column in answer[1:]}) == 1
    return answer


@pytest.mark.parametrize("path", ["/", "/help", "/nowhere", "/?page=0"])
def test_every_page_tells_browsers_how_to_search_here(client: FlaskClient, path: str) -> None:
    """The description is linked from all pages."""
    page = page_of(client, path, client.get(path).status_code)
    link = page.one("link", rel="search")
    assert link.attributes["type"] == "application/opensearchdescription+xml"
    assert link.attributes["title"] == "Cuttings"
    assert link.href == "/opensearch.xml"


@pytest.mark.parametrize("root", ROOTS)
def test_addresses_are_whole_and_follow_the_reader(client: FlaskClient, root: str) -> None:
    """Each has the scheme, the host and the prefix by which the server was asked."""
    found = templates(client, root)
    assert len(found) == 4
    assert all(url.startswith(f"{root}/") for url in found.values())


@pytest.mark.parametrize("root", ROOTS)
def test_what_is_searched_for_is_found(client: FlaskClient, root: str) -> None:
    """The templates, filled in as browsers do, lead to hits and to suggestions."""
    found = templates(client, root)
    page = found["text/html"].replace("{searchTerms}", "night%20train")
    query = urlsplit(page.removeprefix(root)).query
    assert page_of(client, f"/?{query}").one("input", id="q").attributes["value"] == "night train"
    assert "ferry" in offered(client, "fer", root)[1]


@pytest.mark.parametrize("root", ROOTS)
def test_a_feed_of_a_search_is_named(client: FlaskClient, root: str) -> None:
    """Whoever reads descriptions learns where the feed of any query is."""
    feed = templates(client, root)["application/atom+xml"].replace("{searchTerms}", "ferry")
    response = client.get(feed.removeprefix(root), base_url=root)
    assert response.content_type == "application/atom+xml; charset=utf-8"


def test_suggestions_are_those_of_the_search_box(client: FlaskClient) -> None:
    """The same in the same order, with what each is and its whole address."""
    for typed in ("fer", "meri", "trans", "x", ""):
        _, queries, about, urls = offered(client, typed)
        answer = client.get("/api/suggest", query_string={"q": typed}).json
        assert answer is not None
        wanted = answer["suggestions"]
        assert urls == [f"http://localhost{each['url']}" for each in wanted]
        for query, text, each in zip(queries, about, wanted, strict=True):
            assert each["text"] == query if each["kind"] == "word" else query
            count = "" if each["total"] is None else f"{each['total']:,} article"
            assert count in text


@pytest.mark.parametrize("typed", ["fer", "meri", "trans", "night", "radio"])
def test_each_suggestion_is_a_query_that_finds_what_it_means(
    client: FlaskClient, typed: str
) -> None:
    """Chosen in the address bar, which searches for its text, it is understood and finds it."""
    _, queries, _, urls = offered(client, typed)
    assert queries
    for query, url in zip(queries, urls, strict=True):
        answer = client.get("/api/search", query_string={"q": query, "size": "100"}).json
        assert answer is not None
        assert answer["notices"] == [], query
        found = {hit["id"] for hit in answer["hits"]}
        meant = urlsplit(url)
        if meant.path == "/":
            wanted = client.get(f"/api/search?{meant.query}&size=100").json
            assert wanted is not None
            assert found >= {hit["id"] for hit in wanted["hits"]}, query
        else:
            assert meant.path.removeprefix("/article/") in found, query


def test_other_parameters_are_refused(client: FlaskClient) -> None:
    """As by the suggestions of the search box."""
    assert client.get("/suggest.json?q=fer&page=2").status_code == 400
