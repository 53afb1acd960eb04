from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.support.stories.events import headline, telling
from tests.webui.clients import client_of, page_of
from tests.webui.parsed_page import Page
from tests.webui.search.library import article
from tests.webui.search.reference.backend import ReferenceBackend

PAIR = "pair=Meridian+Wire&pair=The+Harbour+Post"
PATHS = (
    "/followers",
    "/followers?q=ferry&min_stories=2&by=lead",
    "/followers?q=ferry&from=2022-06&not_provider=Public+One&page=2&size=10&sort=oldest",
    "/followers?pair=Public+One&min_stories=3",
    "/followers?pair=Nobody",
    "/followers?q=ferry+tomography&min_stories=2",
    "/followers?q=zzzqqq",
    "/followers?date=none",
    f"/followers?{PAIR}",
    f"/followers?q=ferry&from=2022&{PAIR}",
    "/followers?pair=Nobody&pair=Public+One",
)
HEADER = [
    *("provider", "other", "stories", "before", "after", "neither", "share", "lag_seconds"),
    *("lag_by_day", "lag_after_seconds", "lag_after_by_day", "by_day"),
]


def rows_of(client: FlaskClient, path: str) -> list[dict[str, str]]:
    """Return the rows of a CSV answer."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="followers.csv"'
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def answer_of(client: FlaskClient, path: str) -> Any:
    """Return the JSON of the same address below /api."""
    return client.get(f"/api{path}").json


def listed(page: Page) -> int:
    """Return how many stories a page of a pair lists."""
    return sum(link.text.startswith("Story of") for link in page.all("a"))


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_well_formed_and_its_links_can_be_followed(
    client: FlaskClient, path: str
) -> None:
    """Elements nest, there is one h1, links have a text, and none leads to an error."""
    page = page_of(client, path)
    assert page.one("h1").text
    for link in page.all("a"):
        assert link.text, link
        if link.attributes["href"].startswith("/"):
            assert client.get(link.attributes["href"]).status_code == 200, link


def test_a_pair_says_who_was_first_how_often_and_by_how_long(client: FlaskClient) -> None:
    """The one that was more often first stands above the other, with the median of the lags."""
    page = page_of(client, "/followers")
    _, first, second, *_ = (row.text for row in page.all("tr"))
    assert first == "Meridian Wire 4 67 % 1 day 19 h 6 0"
    assert second == "The Harbour Post 2 33 % 1 day 8 h"
    assert "3 pairs of providers" in page.one("main").text
    (pair, *_) = answer_of(client, "/followers")["pairs"]
    assert pair == {
        "provider": "Meridian Wire", "other": "The Harbour Post", "stories": 6, "before": 4,
        "after": 2, "neither": 0, "share": pytest.approx(2 / 3), "lag_seconds": 157_860,
        "lag_by_day": False, "lag_after_seconds": 117_810, "lag_after_by_day": False, "by_day": 0,
    }  # fmt: skip


def test_a_number_leads_to_the_stories_that_it_counts(client: FlaskClient) -> None:
    """The stories of both with the headlines, under a heading for each of the numbers."""
    page = page_of(client, "/followers?q=ferry+OR+strike&min_stories=2")
    (pair, *_) = answer_of(client, "/followers?q=ferry+OR+strike&min_stories=2")["pairs"]
    link = next(
        each.attributes["href"] for each in page.all("a") if "#before" in each.attributes["href"]
    )
    assert parse_qs(urlsplit(link).query) == {
        "q": ["ferry OR strike"], "min_stories": ["2"], "pair": [pair["provider"], pair["other"]],
    }  # fmt: skip
    evidence = page_of(client, link)
    assert listed(evidence) == pair["stories"]
    assert f"{pair['provider']} first {pair['before']}" in [h.text for h in evidence.all("h2")]
    shared = answer_of(client, f"/followers?{urlsplit(link).query}")["shared"]
    for each in shared:
        assert page_of(client, evidence.link(each["provider"]["title"])).one("h1")
    assert sum(each["lag_seconds"] > 0 for each in shared) == pair["before"]


def test_the_order_and_the_least_number_of_stories_can_be_chosen(client: FlaskClient) -> None:
    """What holds is marked, and links lead to the others."""
    page = page_of(client, "/followers?q=ferry&min_stories=3&by=lead")
    marked = [each.text for each in page.all("strong") if "aria-current" in each.attributes]
    assert marked == ["3", "Clearest order"]
    link = parse_qs(urlsplit(page.link("2 stories or more")).query)
    assert link == {"q": ["ferry"], "min_stories": ["2"], "by": ["lead"]}
    found = answer_of(client, "/followers?min_stories=3&by=lead")["pairs"]
    leads = [pair["before"] - pair["after"] for pair in found]
    assert leads == sorted(leads, reverse=True)
    assert all(pair["stories"] >= 3 for pair in found)


def test_the_csv_has_what_the_json_has(client: FlaskClient) -> None:
    """A row a pair, flags as 0 and 1, and nothing for what there is not."""
    rows = rows_of(client, "/followers.csv?min_stories=2")
    assert list(rows[0]) == HEADER
    pairs = answer_of(client, "/followers?min_stories=2")["pairs"]
    assert len(rows) == len(pairs) == 19
    for row, pair in zip(rows, pairs, strict=True):
        expected = {name: "" if pair[name] is None else pair[name] for name in HEADER}
        expected = {n: int(v) if isinstance(v, bool) else v for n, v in expected.items()}
        assert row == {name: str(value) for name, value in expected.items()}


def test_the_csv_of_a_pair_has_its_stories(client: FlaskClient) -> None:
    """Both first reports of each, and the lag between them."""
    rows = rows_of(client, f"/followers.csv?{PAIR}")
    shared = answer_of(client, f"/followers?{PAIR}")["shared"]
    assert [(row["story"], row["id"], row["other_id"], row["lag_seconds"]) for row in rows] == [
        (each["story"]["id"], each["provider"]["id"], each["other"]["id"], str(each["lag_seconds"]))
        for each in shared
    ]
    assert len(rows) == 6
    assert rows_of(client, "/followers.csv?pair=Nobody&pair=Public+One") == []


def test_dates_without_a_time_have_no_hours(tmp_path: Path) -> None:
    """On the page a lag in days is about so many days, and a date stands without a time."""
    articles = [
        article(name, headline(0), excerpt=telling(0, name), provider=name,
                published=f"2021-01-0{day}T0{hour}:00:00")
        for day, hour, name in ((1, 0, "One"), (3, 7, "Other"), (3, 0, "Third"))
    ]  # fmt: skip
    client = client_of(tmp_path, ReferenceBackend(articles))
    pair = page_of(client, "/followers?pair=Other&pair=One").one("main").text
    assert "One was first in 1 (100 %), with the other about 2 days later" in pair
    assert "1 January 2021 Other quay0 crew0 3 January 2021, 07:00 UTC 2 days later" in pair
    assert (
        "In 1 neither was" in page_of(client, "/followers?pair=Other&pair=Third").one("main").text
    )


def test_where_too_few_stories_are_shared_the_page_offers_less(client: FlaskClient) -> None:
    """No table, and a link to the pairs that share two."""
    page = page_of(client, "/followers?q=strike&min_stories=20")
    assert page.all("table") == []
    assert "No two providers share 20 stories" in page.one("main").text
    assert "min_stories=2" in page.link("Pairs that share two")


def test_nobody_follows_where_nothing_is_found(client: FlaskClient) -> None:
    """Zero hits: the page says so and offers the search."""
    page = page_of(client, "/followers?q=zzzqqq&from=2022")
    assert "No article is found" in page.one("main").text
    assert page.link("Change the search") == "/?q=zzzqqq&from=2022"


def test_some_of_the_words_are_not_passed_off_as_all(client: FlaskClient) -> None:
    """The page and the JSON say that they show some of the words; a CSV holds what it says."""
    page = page_of(client, "/followers?q=ferry+tomography&min_stories=2")
    assert "No article has all of these words" in page.one("p", class_="notice").text
    kept = page.link("Download as CSV")
    assert parse_qs(urlsplit(kept).query)["match"] == ["any"]
    assert rows_of(client, kept)
    assert rows_of(client, "/followers.csv?q=ferry+tomography&min_stories=2") == []
    notices = answer_of(client, "/followers?q=ferry+tomography")["notices"]
    assert [notice["code"] for notice in notices] == ["some_words"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("by=name", "by"),
        ("min_stories=1", "min_stories"),
        ("min_stories=x", "min_stories"),
        ("min_stories=2&min_stories=3", "min_stories"),
        ("pair=a&pair=b&pair=c", "pair"),
        ("pair=a&pair=a", "pair"),
        ("page=0", "page"),
        ("x=1", "x"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(
    client: FlaskClient, query: str, name: str
) -> None:
    """400, and a sentence that names it."""
    for path in ("/followers", "/followers.csv"):
        assert name in page_of(client, f"{path}?{query}", 400).one("main").text
    response = client.get(f"/api/followers?{query}")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["parameter"] == name


def test_formulas_are_disarmed(tmp_path: Path) -> None:
    """A spreadsheet runs neither the name of a provider nor a title."""
    articles = [
        article(name, f"{name}{hour}+1", excerpt=telling(0, name), provider=f"{name}x",
                published=f"2021-01-01T0{hour}:00:00")
        for hour, name in enumerate("=@", 1)
    ]  # fmt: skip
    client = client_of(tmp_path, ReferenceBackend(articles))
    (row,) = rows_of(client, "/followers.csv?pair=%3Dx&pair=%40x")
    assert (row["provider"], row["other"]) == ("'=x", "'@x")
    assert (row["title"], row["other_title"]) == ("'=1+1", "'@2+1")


@pytest.mark.parametrize("path", ["/followers?min_stories=2", "/followers?q=long&pair=%3Cb%3E"])
def test_hostile_articles_do_nothing(hostile: FlaskClient, path: str) -> None:
    """Labels are text: there is no element, no handler and no address of theirs."""
    page = page_of(hostile, path)
    for element in page.elements:
        assert element.tag not in ("img", "iframe", "object", "b"), element
        assert not any(name.startswith("on") or name == "style" for name in element.attributes)
        if element.tag == "a":
            assert element.attributes["href"][:2] != "//"
            assert element.attributes["href"][0] in "/#"
    assert page.comments == []


def test_a_long_address_is_not_repeated_on_every_row(client: FlaskClient) -> None:
    """An answer does not grow with the question times the rows."""
    long = urlencode({"q": "ferry OR strike OR harbour OR " + "x" * 20_000, "min_stories": 2})
    page = client.get(f"/followers?{long}")
    assert "Meridian Wire" in page.text
    assert len(page.text) < 25 * 20_000


@pytest.mark.parametrize("path", ["/followers?q=x", "/followers.csv", f"/followers?{PAIR}"])
def test_without_an_index_the_answer_is_503(tmp_path: Path, path: str) -> None:
    """Nobody follows is not said where nothing was searched."""
    page = page_of(client_of(tmp_path / "none"), path, 503)
    assert "python -m indexer sync" in page.one("main").text


@pytest.mark.parametrize("query", ["((((", '"', "NOT", "*", "a" * 5000, "\x00", "<b>"])
@pytest.mark.parametrize("path", ["/followers", "/followers.csv", "/api/followers"])
def test_a_query_text_is_never_an_error(client: FlaskClient, path: str, query: str) -> None:
    """Whatever stands in q, or is called a provider, is answered with 200."""
    assert client.get(path, query_string={"q": query}).status_code == 200
    assert client.get(path, query_string={"pair": [query, "x"]}).status_code == 200


def test_the_search_page_leads_there(client: FlaskClient) -> None:
    """One click away from the hits, with the same search; and from who covers it."""
    for path in ("/?q=ferry&from=2022", "/coverage?q=ferry&from=2022"):
        link = next(
            each.attributes["href"]
            for each in page_of(client, path).all("a")
            if each.text == "Who follows whom"
        )
        assert link == "/followers?q=ferry&from=2022"
