"""The form of a search: its hints, and its box on other pages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import page_of
from tests.webui.views.test_api import FERRY
from tests.webui.views.test_article import FIRST


def test_topics_that_all_hits_have_are_not_repeated(client: FlaskClient) -> None:
    """A topic on each of many hits tells none from another; the others are there."""
    shown = {each.text for each in page_of(client, "/?topic=Transport").all("a", class_="topic")}
    assert "Transport" not in shown
    assert len(shown) > 3
    both = page_of(client, "/?topic=Transport&topic=Food").all("a", class_="topic")
    assert {"Transport", "Food"} <= {each.text for each in both}


def test_numbers_of_others_are_explained(client: FlaskClient) -> None:
    """Quality, heat and curated are words of the importers: the page says what they mean."""
    page = page_of(client, "/?q=ferry")
    field = page.one("input", name="min_quality").attributes
    assert "mark" in page.one("p", id=field["aria-describedby"]).text
    assert "attention" in page.one("a", id="sort-heat").attributes["title"]


def test_no_field_holds_what_looks_like_a_value(client: FlaskClient) -> None:
    """The form of a date is said beside its field, not in it."""
    page = page_of(client, "/")
    assert "placeholder" not in page.one("input", id="from").attributes
    assert "2021-08" in page.one("p", id="date-form").text


@pytest.mark.parametrize(
    ("path", "words", "kept", "hint"),
    [
        ("/?q=ferry&topic=Food&size=10", "ferry", {"size"}, "Search these articles"),
        ("/coverage?q=ferry&topic=Food", "ferry", {"topic"}, "Search these articles"),
        ("/followers?topic=Food&images=0", "", {"topic", "images"}, "Search these articles"),
        ("/followers?q=x", "x", set(), "Search all articles"),
        (f"/article/{FERRY}?q=ferry&topic=Food&images=0", "", {"images"}, "Search all articles"),
        (f"/story/{FIRST}?q=ferry&topic=Food", "", set(), "Search all articles"),
        ("/compare?q=ferry&topic=Food", "", set(), "Search all articles"),
        ("/status", "", set(), "Search all articles"),
    ],
)
def test_the_box_keeps_the_filters_of_the_search_that_is_shown(
    client: FlaskClient, path: str, words: str, kept: set[str], hint: str
) -> None:
    """A page of one search goes on with it; on any other the box begins anew, and says so."""
    form = page_of(client, path).one("form", id="search")
    box = form.one("input", name="q").attributes
    assert (box["value"], box["placeholder"]) == (words, hint)
    hidden = form.all("input", type="hidden")
    assert {each.attributes["name"] for each in hidden} == kept
