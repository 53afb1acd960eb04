"""The API as a page: what the document says, for people."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import page_of
from tests.webui.openapi.test_document import parameters_of

# The same question, asked for a page and of the API, with what the page shows of the answer.
SEARCHES = (
    "", "?q=ferry", "?q=ferry&from=2022&provider=Meridian+Wire", "?q=fery+strke",
    "?q=ferry&match=any&not_topic=Transport&group=story", "?date=none", "?q=ferry&sample=5&seed=3",
    "?added_from=2000&since=0&min_quality=50", "?q=zzzqqq",
)  # fmt: skip


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> Any:
    """Return the document that the page is made of."""
    return client.get("/api/openapi.json").json


def test_every_address_has_its_section(client: FlaskClient, document: Any) -> None:
    """With its summary, its parameters and the status codes of its errors, in words."""
    page = page_of(client, "/api/")
    text = page.one("main").text
    for path, item in document["paths"].items():
        operation = item["get"]
        heading = page.one("h2", id=f"api-{operation['operationId']}").text
        assert heading == f"{path} {operation['summary']}"
        for name in parameters_of(document, path):
            assert name in text
    for parameter in document["components"]["parameters"].values():
        if parameter["in"] == "query":
            assert parameter["description"] in text


def test_every_example_works(client: FlaskClient, document: Any) -> None:
    """As a link that answers with something: each address has one."""
    page = page_of(client, "/api/")
    links = [each.href for each in page.all("a") if (each.href or "").startswith("/api/")]
    examples = [link for link in links if link not in ("/api/", "/api/?images=0")]
    assert len(set(examples)) == len(document["paths"])
    for link in examples:
        response = client.get(link, follow_redirects=True)
        assert response.status_code == 200, link
        assert response.json
        assert response.json.get("total") != 0, link


def test_the_page_is_linked_from_every_page(client: FlaskClient) -> None:
    """Below, beside the help; without a slash it is found, too."""
    assert "/api/" in [each.href for each in page_of(client, "/").all("a")]
    assert client.get("/api").headers["Location"].endswith("/api/")


@pytest.mark.parametrize("search", SEARCHES)
def test_page_and_api_give_the_same_numbers(client: FlaskClient, search: str) -> None:
    """Total, hits, facets and buckets of a search are the same in both."""
    answer: Any = client.get(f"/api/search{search}").json
    page = page_of(client, f"/{search}")
    found = page.one("p", id="found").text
    assert f"{answer['total']} article" in found or (
        answer["total"] == 0 and "article" not in found
    )
    shown = [each.href for each in page.all("a") if (each.href or "").startswith("/article/")]
    for hit in answer["hits"]:
        assert any(f"/article/{hit['id']}" in (link or "") for link in shown), hit["id"]
    text = page.one("body").text
    for facet in ("provider", "topic", "type"):
        for value in answer["facets"][facet]:
            assert value["value"] in text


@pytest.mark.parametrize("search", ["", "?q=ferry", "?q=ferry&from=2022"])
def test_tables_and_api_give_the_same_numbers(client: FlaskClient, search: str) -> None:
    """Who covers it and who follows whom, walked row by row in the CSV and in the JSON."""
    covered: Any = client.get(f"/api/coverage{search}").json
    rows = [line.split(",") for line in client.get(f"/coverage.csv{search}").text.splitlines()[1:]]
    counted = {row["provider"]: row["count"] for row in covered["rows"]}
    counted |= {row["provider"]: 0 for row in covered["silent"]}
    assert {row[0].strip('"'): int(row[1]) for row in rows} == counted
    pairs: Any = client.get(f"/api/followers{search}").json
    lines = client.get(f"/followers.csv{search}").text.splitlines()[1:]
    assert [int(line.split(",")[2]) for line in lines] == [
        each["stories"] for each in pairs["pairs"]
    ]


def test_the_status_is_the_same(client: FlaskClient) -> None:
    """Of the archive as a whole, each number."""
    status: Any = client.get("/api/status").json
    text = page_of(client, "/status").one("main").text
    for name in ("providers", "topics", "stories", "undated"):
        assert str(status[name]) in text
    assert str(status["index"]["articles"]) in text
