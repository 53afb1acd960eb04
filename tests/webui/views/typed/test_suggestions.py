"""Suggestions while somebody types, by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.clients import client_of, page_of
from tests.webui.search.library import generated


def suggested(client: FlaskClient, typed: str) -> list[dict[str, Any]]:
    """Return what is suggested for a text."""
    response = client.get("/api/suggest", query_string={"q": typed.encode(errors="replace")})
    assert response.status_code == 200, response.text
    assert response.json is not None
    found: list[dict[str, Any]] = response.json["suggestions"]
    assert len(found) <= 8
    return found


def follow(client: FlaskClient, suggestion: dict[str, Any]) -> None:
    """Check that a suggestion leads to what it says."""
    url = suggestion["url"]
    if suggestion["kind"] == "title":
        assert suggestion["total"] is None
        assert url.startswith("/article/")
        page_of(client, url)
        article = client.get(url.replace("/article/", "/api/articles/", 1)).json
        assert article is not None
        assert article["title"] == suggestion["text"]
    else:
        assert url.startswith("/?")
        found = client.get(f"/api/search{url[1:]}").json
        assert found is not None
        assert found["total"] == suggestion["total"] > 0
        if suggestion["kind"] == "word":
            assert found["query"]["text"] == suggestion["text"]
        else:
            assert found["query"]["filters"] == {suggestion["kind"]: [suggestion["text"]]}


def test_the_answer_has_the_form_that_is_documented(client: FlaskClient) -> None:
    """Text, suggestions, time and state of the index; never kept without asking."""
    response = client.get("/api/suggest?q=Fer")
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.json is not None
    assert list(response.json) == ["query", "suggestions", "took_ms", "index"]
    assert response.json["query"] == {"text": "Fer"}
    assert response.json["index"] == client.get("/api/status").json["index"]  # type: ignore[index]
    first = response.json["suggestions"][0]
    assert list(first) == ["kind", "text", "total", "url"]
    assert (first["kind"], first["text"], first["url"]) == ("word", "ferry", "/?q=ferry")


@pytest.mark.parametrize(
    "typed",
    ["fe", "fer", "ferry str", "mer", "Meridian W", "penal", "bus", "tra", "el f", "strike OR fe"],
)
def test_every_suggestion_leads_to_what_it_says(client: FlaskClient, typed: str) -> None:
    """The number of each is what its address finds."""
    found = suggested(client, typed)
    assert found
    for suggestion in found:
        follow(client, suggestion)


def test_all_kinds_are_suggested(client: FlaskClient) -> None:
    """The sample articles have words, providers, topics and titles to offer."""
    kinds = {
        suggestion["kind"]
        for typed in ("fer", "meridian", "transport")
        for suggestion in suggested(client, typed)
    }
    assert kinds == {"word", "provider", "topic", "title"}


@pytest.mark.parametrize(
    "typed",
    ["mark", "<script", "script&gt;", "long", "ww", "turned", "emo", "sche", "img src", '"><'],
)
def test_hostile_articles_are_suggested_like_others(hostile: FlaskClient, typed: str) -> None:
    """Whatever stands in labels, titles and ids, the addresses lead there."""
    for suggestion in suggested(hostile, typed):
        follow(hostile, suggestion)


@generated(100)
@given(typed=st.text(max_size=12) | st.sampled_from(["(", '"', "*", "\\", "fer", " "]))
def test_no_text_is_an_error(client: FlaskClient, typed: str) -> None:
    """Any text is answered with 200 and at most eight suggestions, which are true."""
    for suggestion in suggested(client, typed):
        follow(client, suggestion)


@pytest.mark.parametrize("query", ["", "q=", "q=f", "q=+f+", "q=%00", "q=%ff", f"q={'f' * 5000}"])
def test_too_little_or_too_much_has_no_suggestions(client: FlaskClient, query: str) -> None:
    """Below two characters and far beyond what is typed the list is empty."""
    response = client.get(f"/api/suggest?{query}")
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["suggestions"] == []


def test_an_unknown_parameter_is_named(client: FlaskClient) -> None:
    """Only q is understood; anything else is answered with 400, in the form of every error."""
    for query, name in (("q=ferry&provider=x", "provider"), ("Q=ferry", "Q"), ("size=", "size")):
        response = client.get(f"/api/suggest?{query}")
        assert response.status_code == 400
        assert response.json is not None
        assert response.json["error"]["parameter"] == name
        assert "known are q" in response.json["error"]["message"] or name == "Q"


def test_without_an_index_the_answer_says_what_to_run(tmp_path: Path) -> None:
    """No index is 503, whatever is typed, and never "no suggestions"."""
    client = client_of(tmp_path / "none")
    for query in ("q=ferry", "q=f", ""):
        response = client.get(f"/api/suggest?{query}")
        assert response.status_code == 503
        assert response.json is not None
        assert "sync ARTICLES" in response.json["error"]["message"]
