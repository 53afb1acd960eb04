"""The page says which words of the best hits count for the order, and lets them be left out."""

from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient

from tests.webui.clients import page_of
from tests.webui.parsed_page import Page
from tests.webui.test_cli import run

QUERY = "why did the ferry crews strike"
SEARCH = "/?q=why+did+the+ferry+crews+strike&match=any"
API = f"/api/search{SEARCH.removeprefix('/')}"


def _line(page: Page) -> str:
    return " ".join(each.text for each in page.all("p") if "anked by" in each.text)


def test_words_that_count_are_named_with_a_way_to_leave_them_out(client: FlaskClient) -> None:
    """Those that the JSON has; the link leads to the same search without them, and back."""
    added = client.get(API).get_json()["query"]["added"]
    assert added
    page = page_of(client, SEARCH)
    assert f"Also ranked by words of the best hits: {', '.join(added)}." in _line(page)
    (link,) = [each for each in page.all("a") if each.attributes.get("id") == "feedback"]
    without = page_of(client, link.attributes["href"] or "")
    assert _line(without).startswith("Ranked by the words of the query alone.")
    (back,) = [each for each in without.all("a") if each.attributes.get("id") == "feedback"]
    assert _line(page_of(client, back.attributes["href"] or "")) == _line(page)


def test_nothing_is_said_where_nothing_is_added(client: FlaskClient) -> None:
    """All words, another order, no query."""
    for path in ("/?q=ferry+strike", f"{SEARCH}&sort=newest&feedback=0", "/", "/?feedback=0"):
        assert _line(page_of(client, path)) == ""


def test_a_value_that_is_no_flag_is_named(client: FlaskClient) -> None:
    """The answer is 400, as for any flag."""
    response = client.get(f"{API}&feedback=perhaps")
    assert response.status_code == 400
    assert response.get_json()["error"]["parameter"] == "feedback"


def test_the_command_says_the_same(sample_index: Path) -> None:
    """As text, the words stand above the hits; the option leaves them out."""
    asked = ("search", QUERY, "--match", "any", "--index", str(sample_index), "--format", "text")
    assert run(*asked).stdout.startswith("Also ranked by words of the best hits: ")
    assert "ranked by" not in run(*asked, "--feedback", "0").stdout
