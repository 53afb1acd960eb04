"""The workbench for search strings, as a page and as JSON."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of
from tests.webui.serving import sync_into

STRING = "(ferry OR strike OR harbour) NOT zebra"
PATHS = (
    "/audit",
    "/audit?q=ferry",
    f"/audit?q={quote(STRING)}",
    f"/audit?q={quote(STRING)}&from=2022&provider=Meridian+Wire&match=any&images=0",
    "/audit?q=fer*+harbour&in=title&page=3&sort=oldest",
    "/audit?q=zzzqqq",
    "/audit?q=!!!",
    "/audit?q=%22&date=none",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_well_formed_and_its_links_can_be_followed(
    client: FlaskClient, path: str
) -> None:
    """Elements nest, there is one h1, links have a text, and none leads to an error."""
    page = page_of(client, path)
    assert page.one("h1").text == "Check a search string"
    for link in page.all("a"):
        assert link.text, link
        href = link.attributes["href"] or ""
        if href.startswith("/"):
            assert client.get(href).status_code == 200, href


def test_numbers_on_the_page_are_those_of_the_json(client: FlaskClient) -> None:
    """Each clause with what it finds alone, only by it, and the whole without it."""
    page = page_of(client, f"/audit?q={quote(STRING)}")
    answer = client.get(f"/api/audit?q={quote(STRING)}").json
    assert answer is not None
    (table,) = [table for table in page.all("table") if "Only it" in table.text]
    rows = [row for row in table.all("tr")[1:] if row.all("th")]
    assert len(rows) == len(answer["clauses"]) == 3
    examples = [row.text for row in table.all("tr") if "Only it finds" in row.text]
    named = [clause["titles"] for clause in answer["clauses"] if clause["titles"]]
    for text, titles in zip(examples, named, strict=True):
        assert all(title["title"] in text for title in titles)
    for row, clause in zip(rows, answer["clauses"], strict=True):
        assert row.text.startswith(f"{clause['text']} ")
        numbers = [clause["total"], clause["only"], clause["without"]]
        assert [int(cell.text) for cell in row.all("td")] == numbers


@pytest.mark.parametrize("path", [*PATHS, "/audit?q=title:ferry", "/audit?q=title:fer*"])
def test_numbers_lead_to_as_many_articles(client: FlaskClient, path: str) -> None:
    """Whatever field a word is looked for in."""
    for cell in page_of(client, path).all("td"):
        for link in cell.all("a"):
            if link.text.isdecimal():
                address = (link.attributes["href"] or "").replace("/?", "/api/search?", 1)
                answer = client.get(address).json
                assert answer is not None
                assert answer["total"] == int(link.text), address


def test_the_json_has_what_is_promised(client: FlaskClient) -> None:
    """Exactly these fields, of these kinds."""
    answer = client.get("/api/audit?q=ferry+OR+strike").json
    assert answer is not None
    assert list(answer) == [
        *("query", "total", "joined_by", "clauses", "forms", "fields", "missing"),
        *("compared", "tree", "notices", "took_ms", "index"),
    ]
    assert answer["query"] == {
        "text": "ferry OR strike", "parsed": "ferry OR strike", "filters": {},
    }  # fmt: skip
    assert answer["joined_by"] == "or"
    assert {"text", "total", "without", "only", "titles"} <= answer["clauses"][0].keys()
    assert {"form", "total"} <= answer["forms"][0]["forms"][0].keys()
    assert list(answer["fields"]) == ["title", "excerpt", "topics", "topics_only"]
    for missing in answer["missing"]:
        assert {"text", "total", "adds", "log_likelihood", "log_ratio"} <= missing.keys()


def test_a_parameter_that_cannot_be_read_is_named(client: FlaskClient) -> None:
    """The query text never is wrong."""
    for path in ("/audit", "/api/audit"):
        assert client.get(f"{path}?q=%22(&from=soon").status_code == 400
        assert client.get(f"{path}?q=%22(").status_code == 200
        assert client.get(f"{path}?by=count").status_code == 400


def test_filters_and_match_are_kept(client: FlaskClient) -> None:
    """By the form and by every link; what says how hits are listed is not."""
    page = page_of(client, "/audit?q=ferry+strike&from=2022&match=any&in=title&size=50")
    hidden = {
        (box.attributes["name"], box.attributes["value"])
        for box in page.all("input")
        if box.attributes.get("type") == "hidden"
    }
    assert hidden == {("from", "2022"), ("match", "any"), ("in", "title")}
    for link in page.all("a"):
        href = link.attributes["href"] or ""
        if href.startswith("/audit?q=") and "Remove" not in (
            link.attributes.get("aria-label") or ""
        ):
            assert "from=2022" in href
            assert "match=any" in href


def test_one_click_from_any_search(client: FlaskClient) -> None:
    """With the query and the filters; without a query there is nothing to check."""
    hrefs = [link.attributes["href"] for link in page_of(client, "/?q=ferry&from=2022").all("a")]
    assert "/audit?q=ferry&from=2022" in hrefs
    texts = [link.text for link in page_of(client, "/").all("a")]
    assert "Check this search string" not in texts


def test_peaks_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    """One click away, with their stories, and a link that hides them again."""
    articles = tmp_path / "articles"
    for month in range(1, 25):
        day = f"{2020 + (month > 12)}-{1 + month % 12:02}-0"
        for number in range(30 if month == 6 else 3):
            write_article(
                articles,
                f"{month}-{number}",
                title=f"Roof of theatre torn off {number}" if month == 6 else "Calm",
                publishedDateTime=f"{day}{1 + number % 3}T12:00:00Z",
                provider={"name": "PQR"[number % 3], "domain": "x.org"},
            )
        for number in range(15):
            write_article(articles, f"x{month}-{number}", publishedDateTime=f"{day}5T12:00:00Z")
    client = client_of(sync_into(tmp_path / "index", articles))
    closed = page_of(client, "/?q=roof+OR+calm")
    page = page_of(client, closed.link("1 peak"))
    (panel,) = [part for part in page.all("details") if "peaks" in part.classes]
    assert "July 2020: 30 articles" in panel.text
    assert page.link("Hide this") == "/?q=roof+OR+calm"
    # Peaks are of articles; how many there are does not depend on what else is counted.
    for other in ("unit=story", "unit=provider", "base=filtered"):
        closed = page_of(client, f"/?q=roof+OR+calm&{other}")
        assert "1 peak" in page_of(client, closed.link("1 peak")).one("main").text


def test_a_long_string_is_not_repeated_in_every_link(client: FlaskClient) -> None:
    """A page would be as long as the square of its address."""
    long = " OR ".join(f"word{number}" for number in range(150))
    response = client.get(f"/audit?q={quote(long)}&match=any")
    assert response.status_code == 200
    assert len(response.text) < 200_000


def test_strangers_words_are_escaped(client: FlaskClient) -> None:
    """Whatever stands in a query."""
    response = client.get("/audit?q=%3Cscript%3E+OR+%22%3Cb%3E%22")
    assert "<script>" not in response.text.partition("<main")[2]


def test_more_peaks_than_are_told_of_are_counted(tmp_path: Path) -> None:
    """The five largest are told of; how many there are is said before and after."""
    articles = tmp_path / "articles"
    for month in range(60):
        day = f"{2016 + month // 12}-{1 + month % 12:02}-02T12:00:00Z"
        for number in range(25 if month % 10 == 5 else 2):
            write_article(
                articles, f"{month}-{number}", title="Roof torn off", publishedDateTime=day
            )
        for number in range(30):
            write_article(articles, f"x{month}-{number}", publishedDateTime=day)
    client = client_of(sync_into(tmp_path / "index", articles))
    closed = page_of(client, "/?q=roof")
    page = page_of(client, closed.link("6 peaks"))
    (panel,) = [part for part in page.all("details") if "peaks" in part.classes]
    assert panel.all("summary")[0].text == "The 5 largest of 6 peaks"
    assert len(panel.all("li")) == 5
