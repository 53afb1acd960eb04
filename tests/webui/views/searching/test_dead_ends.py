"""Where a search finds nothing, or too little: what the pages say, and where they lead."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import page_of
from tests.webui.parsed_page import Element, Page, leading_number
from tests.webui.views.test_search import parameters

DEAD_ENDS: list[tuple[str, dict[str, dict[str, Any]]]] = [
    (
        "q=title:ferry&provider=The+Proving+Drawer",
        {"Search in any provider": {"provider": None}},
    ),
    (
        "q=ferry&topic=Housing&type=podcast",
        {"Search without filters": {"topic": None, "type": None}},
    ),
    ("q=ferry&from=1999&to=2001", {"Search at any time": {"from": None, "to": None}}),
    ("q=ferry&last=7d", {"Search at any time": {"last": None}}),
    ("q=title:ferry&date=none", {"Search at any time": {"date": None}}),
    ("q=ferry&min_quality=101", {"Search in any quality": {"min_quality": None}}),
    (
        "topic=Housing&type=podcast",
        {"Search in any topic": {"topic": None}, "Search in any type": {"type": None}},
    ),
    (
        "q=ferry&from=2022-06-08&to=2022-06-08&curated=1",
        {
            "Search whether curated or not": {"curated": None},
            "Search at any time": {"from": None, "to": None},
        },
    ),
    (
        "type=webinar&not_type=webinar",
        {
            "Search without leaving out a type": {"not_type": None},
            "Search in any type": {"type": None},
        },
    ),
    (
        "q=ferry+tomography+zzzqqq&min_quality=101",
        {
            "Search with any of the words and without filters": {
                "min_quality": None,
                "match": ["any"],
            }
        },
    ),
]
"""Searches that find nothing, and what must be offered there: a label, and what it changes."""


def ways_out(page: Page) -> dict[str, tuple[Element, int]]:
    """Return the searches that a page offers instead, and how much each says that it finds."""
    rows = [row for row in page.main.all("li") if row.text.startswith("Search ")]
    links = {row.text: row.one("a") for row in rows}
    return {
        link.text: (link, leading_number(text.removeprefix(f"{link.text}: ")))
        for text, link in links.items()
    }


@pytest.mark.parametrize(("search", "expected"), DEAD_ENDS)
def test_a_dead_end_has_ways_out(
    client: FlaskClient, search: str, expected: dict[str, dict[str, Any]]
) -> None:
    """Each offered search has one thing less, and finds as many articles as it says."""
    page = page_of(client, f"/?{search}&sort=oldest&page=2")
    assert page.found == 0
    assert [each.text for each in page.main.all("h2")] == ["Nothing found"]
    offered = ways_out(page)
    assert offered
    for label, (link, total) in offered.items():
        assert page_of(client, link.href).found == total > 0, label
        assert parameters(link.href)["sort"] == ["oldest"]
    for label, change in expected.items():
        asked = {**parameters(f"/?{search}&sort=oldest"), **change}
        left = {name: value for name, value in asked.items() if value}
        assert parameters(offered[label][0].href) == left, label
    totals = [total for _, total in offered.values()]
    assert totals == sorted(totals)


def test_no_search_is_offered_twice(client: FlaskClient) -> None:
    """Where taking off the only filter is taking off all of them, it is said once."""
    offered = ways_out(page_of(client, "/?provider=Nobody"))
    assert {label: total for label, (_, total) in offered.items()} == {"Search in any provider": 81}


def test_nothing_found_says_what_was_understood(client: FlaskClient) -> None:
    """A search without hits shows how the query was read."""
    page = page_of(client, "/?q=title:ferry+-zzzqqq&provider=Nobody")
    assert "Understood as: title:ferry NOT zzzqqq" in page.main.text


def test_a_period_after_the_last_article_says_so(client: FlaskClient) -> None:
    """Whoever asks an archive for the last days learns when it ended, and only then."""
    said = "The newest article in the index is of"
    assert said in page_of(client, "/?q=ferry&from=2090").main.text
    assert said not in page_of(client, "/?q=ferry&to=1990").main.text


def test_where_nothing_helps_everything_is_offered(client: FlaskClient) -> None:
    """A word that no article has leads to all articles."""
    page = page_of(client, "/?q=zzzqqq&provider=Meridian+Wire")
    assert not ways_out(page)
    assert page.link("look through all 81 articles") == "/"


def test_a_misspelt_word_is_mended(client: FlaskClient) -> None:
    """The mended query is a link, with the number of articles it finds."""
    page = page_of(client, "/?q=fery")
    assert page.link("ferry") == "/?q=ferry"
    number = page_of(client, "/?q=ferry").found
    assert f"Did you mean ferry? It finds {number} articles." in page.main.text


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("ferry tomography zzzqqq", "tomography, zzzqqq"),
        ('ferry "strike zzzqqq"', '"strike zzzqqq"'),
        ("ferry zzz* bakery", "zzz*"),
        ("ferry the zzzqqq", "zzzqqq"),
        ("ferry zzzqqq provider:meridian", "zzzqqq"),
    ],
)
def test_some_of_the_words_come_under_a_notice(
    client: FlaskClient, query: str, missing: str
) -> None:
    """Where no article has all the words, the page says so, and which of them none has."""
    response = client.get("/", query_string={"q": query})
    notices = [each.text for each in Page(response.text).all("p", class_="notice")]
    text = "No article has all of these words; these have some of them."
    assert f"{text} In no article: {missing}." in notices


def test_words_that_are_there_but_apart_are_not_called_missing(client: FlaskClient) -> None:
    """Where each word is in some article, the notice names none."""
    page = page_of(client, "/?q=ferry+tram+bakery+comet")
    notices = [each.text for each in page.all("p", class_="notice")]
    assert notices == ["No article has all of these words; these have some of them."]


def test_a_page_too_far_leads_back(client: FlaskClient) -> None:
    """A page after the last one says so, and leads to the last and to the first."""
    page = page_of(client, "/?page=99")
    assert page.main.one("h2").text == "There is no such page"
    assert "There are only 5 pages" in page.main.text
    assert page.link("go to the last") == "/?page=5"
    assert page.link("to the first") == "/"
    assert len(page_of(client, page.link("go to the last")).hits) == 1


def test_a_page_too_far_among_folded_stories_leads_back(client: FlaskClient) -> None:
    """Pages are counted in stories where stories are folded."""
    page = page_of(client, "/?q=ferry&group=story&size=10&page=3")
    assert "There are only 2 pages" in page.main.text
    assert len(page_of(client, page.link("go to the last")).hits) == 1
