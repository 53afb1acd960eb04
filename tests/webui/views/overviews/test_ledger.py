from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import client_of, page_of
from tests.webui.parsed_page import Page
from tests.webui.search.library import article, write

PATHS = (
    "/ledger",
    "/ledger?interval=week&by=gaps&from=2022-06&least=2",
    "/ledger?interval=day&from=2022-06&to=2022-07&images=0",
    "/ledger?interval=year&by=name&provider=Meridian+Wire&not_provider=Public+One",
    "/ledger?find_provider=the",
    "/ledger?find_provider=zzzqqq",
    "/ledger?to=1999",
    "/ledger?page=99",
)
HEADER = ["provider", "start", "end", "articles", "usual", "gap_days", "nothing_days"]


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Return a client of an archive in which one provider pauses, and one day all do."""
    start = datetime(2020, 1, 1, tzinfo=UTC)
    articles = [
        article(f"{name}{day}", f"{name} {day}", provider=name, published=start + timedelta(day))
        for name in ("A", "B", "C")
        for day in range(300)
        if not (name == "A" and 100 <= day < 130) and not 200 <= day < 220
    ]
    return client_of(write(tmp_path_factory.mktemp("gaps"), articles))


def total_of(client: FlaskClient, path: str) -> int:
    """Return how many articles a link to the search finds."""
    assert path.startswith("/?")
    found = client.get(f"/api/search{path[1:]}").json
    assert found is not None
    return int(found["total"])


def table_of(client: FlaskClient, path: str) -> list[list[str]]:
    """Return the rows of a CSV answer, the header left out."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(response.text, newline=""))
    assert header == HEADER
    return rows


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_well_formed_and_its_links_can_be_followed(
    client: FlaskClient, path: str
) -> None:
    """Elements nest, there is one h1, links have a text, and none leads to an error."""
    page = page_of(client, path)
    assert page.one("h1").text == "Ledger"
    seen = set()
    for link in page.all("a"):
        assert link.text, link
        if link.attributes["href"].startswith("/"):
            seen.add(link.attributes["href"])
    for address in sorted(seen)[:80]:
        assert client.get(address).status_code == 200, address


def test_a_cell_leads_to_what_it_counts(client: FlaskClient) -> None:
    """Each number of the table is that of the search that it links to."""
    page = page_of(client, "/ledger?interval=year&from=2022-06")
    links = [each for each in page.all("a") if "from=" in each.attributes["href"]]
    counts = [each for each in links if each.text.isdigit()]
    assert len(counts) > 20
    for link in counts[:20]:
        assert total_of(client, link.attributes["href"]) == int(link.text)
    assert sum(int(each.text) for each in counts) == total_of(client, "/?from=2022-06")


def test_gaps_are_said_in_words(gaps: FlaskClient) -> None:
    """From when to when, for how long, and what would have been usual; cells say it, too."""
    text = page_of(gaps, "/ledger").one("main").text
    assert "1 provider has a gap" in text
    assert "A 10 April 2020 9 May 2020 30 30" in text
    assert "Nothing imported at all 19 July 2020 to 7 August 2020: 20 days" in text
    assert ", 21 days in a gap" in gaps.get("/ledger").text


def test_the_ledger_is_found_from_every_page(client: FlaskClient) -> None:
    """At the foot of it, and beside what is in the index, where it says what it is."""
    page = page_of(client, "/status")
    links = {a.text: a.attributes["href"] for a in page.all("a") if a.text.startswith("Ledger")}
    assert set(links.values()) == {"/ledger"}
    assert len(links) == 2
    assert page_of(client, "/?q=ferry&images=0").link("Ledger") == "/ledger?images=0"


def test_the_switches_keep_everything_else(client: FlaskClient) -> None:
    """Columns, order and the least number change one by one; what is chosen is marked."""
    page = page_of(client, "/ledger?by=name&from=2023&images=0")
    marked = [each.text for each in page.all("strong") if "aria-current" in each.attributes]
    assert marked == ["Months", "By name", "All"]
    link = parse_qs(urlsplit(page.link("Weeks")).query)
    assert link == {"by": ["name"], "from": ["2023"], "images": ["0"], "interval": ["week"]}


def test_many_columns_are_cut_and_the_others_are_a_link_away(gaps: FlaskClient) -> None:
    """The latest 60 days, and from there to those before them."""
    page = page_of(gaps, "/ledger?interval=day")
    assert "240 days before 28 August 2020 are not shown" in page.one("main").text
    earlier = page.link("earlier ones")
    assert parse_qs(urlsplit(earlier).query) == {"interval": ["day"], "to": ["2020-08-27"]}
    assert "180 days before 29 June 2020" in page_of(gaps, earlier).one("main").text


def test_the_csv_has_all_and_adds_up(gaps: FlaskClient, client: FlaskClient) -> None:
    """Each article with a provider and a date is in one row; days in gaps are rows as well."""
    rows = table_of(gaps, "/ledger.csv?interval=day&provider=A")
    assert sum(int(row[3]) for row in rows) == 250
    assert [row[1] for row in rows if row[5] == "1"][:2] == ["2020-04-10", "2020-04-11"]
    assert sum(int(row[3]) for row in table_of(client, "/ledger.csv")) == total_of(
        client, "/?from=2000"
    )


def test_the_json_has_the_same(gaps: FlaskClient) -> None:
    """Counts, days that are missing, and gaps, of each provider."""
    answer = gaps.get("/api/ledger?provider=A").json
    assert answer is not None
    (row,) = answer["rows"]
    assert (row["articles"], row["missing"]) == (250, [0, 0, 0, 21, 9, 0, 0, 0, 0, 0])
    assert [gap["days"] for gap in row["gaps"]] == [30]
    assert [gap["days"] for gap in answer["nothing"]] == [20]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("by=share", "by"),
        ("interval=hour", "interval"),
        ("least=-1", "least"),
        ("least=1&least=2", "least"),
        ("page=0", "page"),
        ("q=ferry", "q"),
        ("from=never", "from"),
        ("last=x", "last"),
    ],
)
@pytest.mark.parametrize("path", ["/ledger", "/ledger.csv", "/api/ledger"])
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


@pytest.mark.parametrize("path", ["/ledger", "/ledger?find_provider=%3Cb%3E", "/ledger?by=name"])
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
    assert hostile.get(path.replace("/ledger", "/ledger.csv")).status_code == 200


def test_a_long_address_is_not_repeated_in_every_cell(client: FlaskClient) -> None:
    """An answer does not grow with the question times the cells."""
    long = "/ledger?" + urlencode([("not_provider", "x" * 400)] * 40)
    assert len(client.get(long).text) < 60 * 16_000


@pytest.mark.parametrize("path", ["/ledger", "/ledger.csv", "/api/ledger"])
def test_without_an_index_the_answer_is_503(tmp_path: Path, path: str) -> None:
    """That nobody published anything is not said where nothing was read."""
    assert client_of(tmp_path / "none").get(path).status_code == 503
