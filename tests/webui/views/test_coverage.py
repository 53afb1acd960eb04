from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of
from tests.webui.parsed_page import Page
from tests.webui.serving import sync_into

PATHS = (
    "/coverage",
    "/coverage?q=ferry&by=share",
    "/coverage?q=ferry&by=first&from=2022-06&not_provider=Public+One&page=2&size=10",
    "/coverage?q=ferry&provider=Public+One&provider=Division+Bell&sort=oldest",
    "/coverage?q=zzzqqq",
    "/coverage?q=ferry+tomography",
    "/coverage?date=none",
    "/coverage?q=zzzqqq&date=none&least=1",
    "/coverage?to=1999",
)
HEADER = [
    *("provider", "count", "output", "share", "low", "high", "first", "last"),
    *("expected", "chance", "gap_start", "gap_end", "unit", "base"),
]


def table_of(client: FlaskClient, path: str) -> list[list[str]]:
    """Return the rows of a CSV answer, the header left out."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(response.text, newline=""))
    assert header == HEADER
    return rows


def total_of(client: FlaskClient, path: str) -> int:
    """Return how many articles a link to the search finds."""
    assert path.startswith("/?")
    found = client.get(f"/api/search{path[1:]}").json
    assert found is not None
    return int(found["total"])


def rows_of(page: Page) -> list[str]:
    """Return the text of the rows of those who cover it."""
    return [row.text for row in page.all("table")[0].all("tr")[1:]]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_well_formed_and_its_links_can_be_followed(
    client: FlaskClient, path: str
) -> None:
    """Elements nest, there is one h1, links have a text, and none leads to an error."""
    page = page_of(client, path)
    assert page.one("h1").text.startswith("Who covers")
    for link in page.all("a"):
        assert link.text, link
        if link.attributes["href"].startswith("/"):
            assert client.get(link.attributes["href"]).status_code == 200, link


def test_a_row_says_what_the_searches_find(client: FlaskClient) -> None:
    """Number, share, first and last day; the link finds this number."""
    page = page_of(client, "/coverage?q=ferry")
    first = rows_of(page)[0]
    assert first == "The Harbour Post 5 1.8 62 % of 8 31 % to 86 % 31 May 2022 15 June 2024"
    link = page.link("The Harbour Post")
    assert parse_qs(urlsplit(link).query) == {"q": ["ferry"], "provider": ["The Harbour Post"]}
    assert total_of(client, link) == 5


def test_a_silent_provider_leads_to_all_that_it_published(client: FlaskClient) -> None:
    """The number beside it is what it published in the period, whatever was searched for."""
    page = page_of(client, "/coverage?q=ferry&from=2022&topic=Transport")
    (silent,) = page.all("table", class_="numbers silent")
    examiner = "The Valmere Examiner"
    link = page.link(examiner)
    assert parse_qs(urlsplit(link).query) == {"from": ["2022"], "provider": [examiner]}
    assert f"{examiner} {total_of(client, link)} " in silent.text


@pytest.mark.parametrize("by", ["count", "share", "first", "output", "name"])
def test_rows_come_in_the_order_that_is_asked_for(client: FlaskClient, by: str) -> None:
    """The page marks the order and links to the others; the CSV has the same rows."""
    page = page_of(client, f"/coverage?q=ferry&by={by}")
    names = {
        "count": "Most articles",
        "share": "Greatest share",
        "first": "First to cover it",
        "output": "Most published",
        "name": "By name",
    }
    marked = [each.text for each in page.all("strong") if "aria-current" in each.attributes]
    assert marked[:1] == [names[by]]
    others = {page.link(name) for key, name in names.items() if key != by}
    assert len(others) == 4
    rows = table_of(client, page.link("Download as CSV"))
    covering = [row for row in rows if row[1] != "0"]
    key = {
        "count": lambda row: (-int(row[1]), row[0]),
        "share": lambda row: (-float(row[3]), row[0]),
        "first": lambda row: (row[6], row[0]),
        "output": lambda row: (-int(row[2]), row[0]),
        "name": lambda row: row[0],
    }[by]
    assert covering == sorted(covering, key=key)
    for text, row in zip(rows_of(page), covering, strict=True):
        assert text.startswith(f"{row[0]} {row[1]} ")


def test_the_csv_has_the_silent_ones_too(client: FlaskClient) -> None:
    """They have no articles, no share and no days, and their own output; it says what it counts."""
    response = client.get("/coverage.csv?q=ferry")
    assert response.headers["Content-Disposition"] == 'attachment; filename="coverage.csv"'
    rows = table_of(client, "/coverage.csv?q=ferry")
    assert sum(int(row[1]) for row in rows) == total_of(client, "/?q=ferry")
    assert sum(int(row[2]) for row in rows) == 81
    name, *numbers = rows[-1]
    assert (name, numbers[:4]) == ("The Proving Drawer", ["0", "2", "0", "0"])
    assert float(numbers[4]) == pytest.approx(0.6576, abs=1e-4)
    assert numbers[5:7] == ["", ""]
    assert float(numbers[7]) == pytest.approx(2 * 18 / 81)
    assert float(numbers[8]) == pytest.approx((63 * 62) / (81 * 80))
    assert numbers[9:] == ["", "", "article", "all"]
    stories = table_of(client, "/coverage.csv?q=ferry&unit=story&base=filtered")
    assert {tuple(row[-2:]) for row in stories} == {("story", "filtered")}


def test_where_providers_are_counted_the_page_expects_nothing(client: FlaskClient) -> None:
    """No weights in either table, in the text or in the CSV."""
    page = page_of(client, "/coverage?q=ferry&unit=provider")
    text = page.one("main").text
    assert "Expected" not in text
    assert "Chance of none" not in text
    assert "vidence" not in text
    for row in table_of(client, page.link("Download as CSV")):
        assert row[4:6] + row[8:10] == ["", "", "", ""]
        assert row[-2:] == ["provider", "all"]


def test_nobody_covers_what_is_not_found(client: FlaskClient) -> None:
    """Zero hits: the page says so and offers the search."""
    page = page_of(client, "/coverage?q=zzzqqq&from=2022")
    assert "No article is found" in page.one("main").text
    assert page.link("Change the search") == "/?q=zzzqqq&from=2022"
    (silent,) = page.all("table")
    assert "evidence" not in silent.text
    assert "The Harbour Post 8 0 100 %" in silent.text


def test_a_silence_is_called_evidence_where_it_is(client: FlaskClient) -> None:
    """The page says from how many articles on, and which; the JSON says the same."""
    answer = client.get("/api/coverage?min_quality=60").json
    assert answer is not None
    least = answer["telling_output"]
    telling = {each["provider"] for each in answer["silent"] if each["telling"]}
    assert telling == {each["provider"] for each in answer["silent"] if each["output"] >= least}
    assert len(telling) == answer["telling_providers"] > 0
    page = page_of(client, "/coverage?min_quality=60")
    assert f"from {least} articles on" in page.one("main").text
    rows = page.all("table", class_="numbers silent")[0].all("tr")[1:]
    marked = [row.one("th").text for row in rows if "evidence" in row.text]
    assert set(marked) == telling
    text = page.one("main").text
    assert f"for {len(telling)} of them that is evidence of silence" in text


def test_it_is_said_where_was_looked(client: FlaskClient) -> None:
    """Nothing found in a title is not nothing published."""
    text = page_of(client, "/coverage?q=ferry&in=title").one("main").text
    assert "Words are looked for in title." in text
    text = page_of(client, "/coverage?q=ferry").one("main").text
    assert "Words are looked for in title, excerpt and topics." in text
    assert "looked for" not in page_of(client, "/coverage?topic=Transport").one("main").text


def test_a_least_output_leaves_the_small_ones_out(client: FlaskClient) -> None:
    """In both tables, in the CSV and in the JSON; the page says how many they are."""
    page = page_of(client, "/coverage?q=ferry&least=8")
    assert "8 articles or more" in page.one("main").text
    rows = table_of(client, page.link("Download as CSV"))
    assert min(int(row[2]) for row in rows) == 8
    answer = client.get("/api/coverage?q=ferry&least=8").json
    assert answer is not None
    assert len(rows) == answer["providers"] + answer["silent_providers"]
    assert len(rows) + answer["left_out"] == len(table_of(client, "/coverage.csv?q=ferry"))
    assert (
        f"{answer['left_out']} providers with fewer articles are left out" in page.one("main").text
    )


def test_what_is_missing_is_a_link_away(client: FlaskClient) -> None:
    """The ledger of the same time, with the same least output."""
    page = page_of(client, "/coverage?q=ferry&from=2022&topic=Transport&least=2")
    assert page.link("what is missing") == "/ledger?from=2022&least=2"


def test_some_of_the_words_are_not_passed_off_as_all(client: FlaskClient) -> None:
    """The page says that it shows some of the words; a CSV holds what its address says."""
    page = page_of(client, "/coverage?q=ferry+tomography")
    assert "No article has all of these words" in page.one("p", class_="notice").text
    kept = page.link("Download as CSV")
    assert parse_qs(urlsplit(kept).query)["match"] == ["any"]
    assert any(row[1] != "0" for row in table_of(client, kept))
    assert all(row[1] == "0" for row in table_of(client, "/coverage.csv?q=ferry+tomography"))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("by=size", "by"),
        ("by=count&by=share", "by"),
        ("least=some", "least"),
        ("least=-1", "least"),
        ("page=0", "page"),
        ("x=1", "x"),
    ],
)
@pytest.mark.parametrize("path", ["/coverage", "/coverage.csv", "/api/coverage"])
def test_a_parameter_that_cannot_be_read_is_named(
    client: FlaskClient, path: str, query: str, name: str
) -> None:
    """400, and a sentence that names it."""
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    if path.startswith("/api/"):
        assert response.json is not None
        assert response.json["error"]["parameter"] == name
    else:
        assert name in Page(response.text).one("main").text


def test_formulas_are_disarmed_and_everything_else_comes_back(tmp_path: Path) -> None:
    """A spreadsheet runs nothing; quotes and commas survive the journey."""
    names = ["=1+1", "+1", "-1", "@x", 'a "b", c', "O'Neil", "名前", "a=b", "'=x"]
    for number, name in enumerate(names):
        write_article(tmp_path / "articles", f"{number}", provider={"name": name, "domain": ""})
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    written = {row[0] for row in table_of(client, "/coverage.csv")}
    assert written == {f"'{name}" if name[0] in "=+-@" else name for name in names}


@pytest.mark.parametrize("path", ["/coverage", "/coverage?q=zzzqqq", "/coverage?q=long&by=share"])
def test_hostile_articles_do_nothing(hostile: FlaskClient, path: str) -> None:
    """Labels are text: there is no element, no handler and no address of theirs."""
    page = page_of(hostile, path)
    for element in page.elements:
        assert element.tag not in ("img", "iframe", "object"), element
        assert not any(name.startswith("on") or name == "style" for name in element.attributes)
        if element.tag == "a":
            assert element.attributes["href"][:2] != "//"
            assert element.attributes["href"][0] in "/#"
    assert page.comments == []
    assert hostile.get(path.replace("/coverage", "/coverage.csv")).status_code == 200


def test_a_long_address_is_not_repeated_on_every_row(client: FlaskClient) -> None:
    """An answer does not grow with the question times the rows."""
    long = "/coverage?" + urlencode({"q": "ferry OR " + "x" * 20_000})
    assert len(client.get(long).text) < 20 * 20_000


@pytest.mark.parametrize("path", ["/coverage?q=x", "/coverage.csv"])
def test_without_an_index_the_answer_is_503(tmp_path: Path, path: str) -> None:
    """Nobody covers it is not said where nothing was searched."""
    page = page_of(client_of(tmp_path / "none"), path, 503)
    assert "python -m indexer sync" in page.one("main").text


@pytest.mark.parametrize("query", ["((((", '"', "NOT", "*", "a" * 5000, "from:x", "\x00", "<b>"])
@pytest.mark.parametrize("path", ["/coverage", "/coverage.csv"])
def test_a_query_text_is_never_an_error(client: FlaskClient, path: str, query: str) -> None:
    """Whatever stands in q is answered with 200."""
    assert client.get(path, query_string={"q": query}).status_code == 200


def test_what_is_counted_by_provider_is_a_choice(client: FlaskClient) -> None:
    """Articles or stories, of all or of what the filters leave; what is chosen is said."""
    page = page_of(client, "/coverage?q=ferry&topic=Transport&by=share")
    control = page.one("details", class_="counting")
    assert control.one("summary").text == "Articles, of all that each published"
    assert "providers" not in [each.text for each in control.all("a")]
    stories = page_of(client, page.link("stories"))
    assert "Stories" in [each.text for each in stories.all("th", scope="col")]
    filtered = page_of(client, stories.link("what the filters leave"))
    assert not filtered.all("a", id="unit-story")
    summary = filtered.one("details", class_="counting").one("summary").text
    assert summary == "Stories, of what the filters leave of all that each published"
    asked = parse_qs(urlsplit(page.link("stories")).query)
    assert asked == {"q": ["ferry"], "topic": ["Transport"], "unit": ["story"], "by": ["share"]}


def test_what_a_silent_provider_published_is_found_by_its_link(client: FlaskClient) -> None:
    """With the base of the filters, its number is that of a search under the filters."""
    page = page_of(client, "/coverage?q=ferry&from=2022&topic=Transport&base=filtered")
    rows = table_of(client, page.link("Download as CSV"))
    silent = {row[0]: int(row[2]) for row in rows if row[1] == "0"}
    assert silent
    for name, output in silent.items():
        assert total_of(client, page.link(name)) == output
