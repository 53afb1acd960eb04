"""Requests that cannot be answered, or not as they were meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import client_of, page_of

BAD_PARAMETERS = [
    ("page", "page=0"),
    ("page", "page=-1"),
    ("page", "page=x"),
    ("page", "page=1.5"),
    ("page", "page=1e3"),
    ("page", "page=٣"),
    ("page", "page=99999999999999999999"),
    ("page", "page=1&page=2"),
    ("size", "size=0"),
    ("size", "size=15"),
    ("size", "size=020"),
    ("facet_size", "facet_size=0"),
    ("sort", "sort=best"),
    ("sort", "sort=NEWEST"),
    ("match", "match=some"),
    ("curated", "curated=yes"),
    ("group", "group=provider"),
    ("measure", "measure=percent"),
    ("images", "images=none"),
    ("find_topic", "find_topic=a&find_topic=b"),
    ("min_quality", "min_quality=high"),
    ("min_quality", "min_quality=99999999999"),
    ("from", "from=yesterday"),
    ("from", "from=2021-13"),
    ("from", "from=2021-02-30"),
    ("from", "from=0000"),
    ("from", "from=2022&to=2021"),
    ("from", "from=2022&from=2023"),
    ("to", "to=21"),
    ("to", "to=2021-08-26T00:00"),
    ("last", "last=0d"),
    ("last", "last=7"),
    ("last", "last=7h"),
    ("last", "last=9999y"),
    ("last", "last=7d&from=2021"),
    ("date", "date=2021"),
    ("date", "date=none&last=7d"),
    ("provder", "provder=Microsoft"),
    ("<script>", "%3Cscript%3E=1"),
]


@pytest.mark.parametrize(("name", "query"), BAD_PARAMETERS)
def test_a_parameter_that_cannot_be_read_is_named(
    client: FlaskClient, name: str, query: str
) -> None:
    """The page and the API answer 400 with a sentence that names the parameter."""
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 400
    assert response.content_type == "application/json"
    assert response.json is not None
    assert list(response.json) == ["error"]
    assert list(response.json["error"]) == ["parameter", "message"]
    assert response.json["error"]["parameter"] == name
    assert name in response.json["error"]["message"]
    page = page_of(client, f"/?{query}", 400)
    assert response.json["error"]["message"] in page.one("main").text


def test_what_can_be_read_stays_in_the_form(client: FlaskClient) -> None:
    """The page of a slip has the whole form, with each field as it was sent."""
    path = "/?q=ferry&topic=Food&not_type=video&from=2022&to=2021&min_quality=x&size=50&page=0"
    page = page_of(client, path, 400)
    for name, text in (("q", "ferry"), ("from", "2022"), ("to", "2021"), ("min_quality", "x")):
        assert page.one("input", name=name).attributes["value"] == text
    assert "checked" in page.one("input", name="topic", value="Food").attributes
    assert "checked" in page.one("input", name="not_type", value="video").attributes
    assert page.one("input", name="size").attributes["value"] == "50"
    assert [each.attributes["name"] for each in page.all("input", **{"aria-invalid": "true"})] == [
        "min_quality"
    ]


def test_an_unknown_parameter_suggests_a_known_one(client: FlaskClient) -> None:
    """A slip of the pen is answered with what was probably meant."""
    response = client.get("/api/search?provder=Microsoft")
    assert "did you mean provider?" in response.text


def test_empty_parameters_count_as_not_given(client: FlaskClient) -> None:
    """What a form sends for its empty fields is no error."""
    query = "q=&from=&to=&min_quality=&provider=&page=&sort=+&group=&find_type=&images="
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["query"]["filters"] == {}


@pytest.mark.parametrize(
    "query", ["((((", '"', "title:", "NOT", "*", "a" * 5000, "(" * 2000, "from:x", "\x00", "~5 OR"]
)
def test_a_query_text_is_never_an_error(client: FlaskClient, query: str) -> None:
    """Whatever stands in q is answered with 200."""
    for path in ("/", "/api/search"):
        assert client.get(path, query_string={"q": query}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/nowhere", "/article/", "/article/none", "/static/", "/static/../app.py", "/status/"]
)
def test_an_unknown_page_is_a_page(client: FlaskClient, path: str) -> None:
    """404 is answered with a page that leads on."""
    assert page_of(client, path, 404).link("Search all articles") == "/"


@pytest.mark.parametrize(
    "path", ["/api/nothing", "/api/articles/", "/api/articles/x", "/api/search/"]
)
def test_an_unknown_address_of_the_api_is_json(client: FlaskClient, path: str) -> None:
    """404 below /api is JSON in the form of every error."""
    response = client.get(path)
    assert response.status_code == 404
    assert response.json is not None
    assert list(response.json["error"]) == ["parameter", "message"]
    assert response.json["error"]["parameter"] is None


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/", "/article/x", "/status", "/healthz", "/static/styles/site.css"]
)
def test_only_reading_is_allowed(client: FlaskClient, method: str, path: str) -> None:
    """Other methods are answered with 405 and what is allowed."""
    response = client.open(path, method=method, data=b"x")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/export.json", "/feed.json"])
def test_files_that_are_json_have_errors_that_are_json(client: FlaskClient, path: str) -> None:
    """Programs read them, as they read the API."""
    response = client.get(f"{path}?sort=best")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["parameter"] == "sort"


@pytest.mark.parametrize("path", ["/api/search", "/api/articles/x", "/api/status", "/api/none"])
def test_only_reading_is_allowed_in_the_api(client: FlaskClient, path: str) -> None:
    """405 below /api is JSON."""
    response = client.post(path, json={})
    assert response.status_code == 405
    assert response.json is not None
    assert response.json["error"]["message"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/?page=0", 400),
        ("/article/none", 404),
        ("/api/search", 200),
        ("/api/none", 404),
        ("/healthz", 200),
    ],
)
def test_head_is_get_without_the_body(client: FlaskClient, path: str, status: int) -> None:
    """HEAD has the status and the type of GET, and no body."""
    head, whole = client.head(path), client.get(path)
    assert (head.status_code, head.data) == (status, b"")
    assert head.content_type == whole.content_type
    assert set(head.headers.keys()) == set(whole.headers.keys())


def test_a_bug_is_a_page_without_details(sample_index: Path) -> None:
    """What nobody foresaw is 500 with a sentence; how it came about stands in the log only."""
    client = client_of(sample_index)

    @client.application.get("/api/bug")
    @client.application.get("/bug")
    def bug() -> str:
        raise RuntimeError("secret")

    for path in ("/bug", "/api/bug"):
        response = client.get(path)
        assert response.status_code == 500
        assert "Something went wrong here" in response.text
        assert "secret" not in response.text
        assert "Content-Security-Policy" in response.headers
