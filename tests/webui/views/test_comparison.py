from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import client_of, page_of

PATHS = (
    "/compare",
    "/compare?from=2022&to=2023",
    "/compare?q=ferry",
    "/compare?q=ferry&q=strike&q=bridge&q=%22night+train%22&measure=share",
    "/compare?q=ferry&q=strike&from=2022-05&to=2022-06&not_provider=Public+One&match=any",
    "/compare?q=ferry&last=1d",
    "/compare?q=zzzqqq&q=ferry+tomography",
    "/compare?q=ferry&from=2022-06-03&to=2022-06-03",
    "/compare?q=%22&q=(((&q=tittle:comet&q=*",
    "/compare?q=ferry&sort=oldest&page=3&size=10&group=story",
    "/compare?q=ferry&q=strike&q=crews&pair=0,2&unit=story&base=filtered&topic=Transport",
    "/compare?" + "&".join(f"q={text}" for text in "abcdefgh") + "&pair=0,7&match=any",
)


def comparison_of(client: FlaskClient, query: str) -> dict[str, object]:
    """Return the JSON of a comparison."""
    response = client.get(f"/api/compare?{query}")
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert isinstance(response.json, dict)
    return response.json


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_well_formed_and_its_links_can_be_followed(
    client: FlaskClient, path: str
) -> None:
    """Elements nest, there is one h1, links have a text, and none leads to an error."""
    page = page_of(client, path)
    assert page.one("h1").text == "Compare queries"
    assert len(page.all("textarea", name="q")) == 8
    for link in {each.attributes["href"]: each for each in page.all("a")}.values():
        assert link.text, link
        if link.attributes["href"].startswith("/"):
            assert client.get(link.attributes["href"]).status_code == 200, link


def test_the_form_says_what_is_compared(client: FlaskClient) -> None:
    """Boxes and hidden fields ask for the same again."""
    query = "q=ferry&q=a+%26+b&provider=Public+One&from=2022&to=2024&match=any&measure=share"
    page = page_of(client, f"/compare?{query}")
    sent: dict[str, list[str]] = {}
    for field in page.all("input"):
        if field.attributes.get("value") and field.attributes.get("id") != "q":
            sent.setdefault(field.attributes["name"], []).append(field.attributes["value"])
    sent["q"] = [field.text for field in page.all("textarea") if field.text]
    assert sent == parse_qs(query)
    labels = [label.one("span").text for label in page.all("label") if label.all("textarea")]
    assert [f"Query {number}" for number in range(1, 9)] == labels


def test_page_and_csv_and_json_have_the_same_numbers(client: FlaskClient) -> None:
    """The ratio and its interval are empty where nothing was imported."""
    query = "q=ferry&q=strike&from=2022-05&to=2022-06-07"
    answer = comparison_of(client, query)
    response = client.get(f"/compare.csv?{query}")
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="compare.csv"'
    header, *rows = csv.reader(io.StringIO(response.text, newline=""))
    assert header == [
        *("query", "bucket", "matching", "total"),
        *("ratio", "low", "high", "providers"),
        *("unit", "base", "interval"),
    ]
    expected = [
        [
            asked["text"],
            bucket["start"],
            *("" if bucket[name] is None else str(bucket[name]) for name in header[2:8]),
            *(str(answer[name]) for name in header[8:]),
        ]
        for asked in answer["queries"]  # type: ignore[attr-defined]
        for bucket in asked["buckets"]
    ]
    assert rows == expected
    counted = ["article", "all", "day"]
    shares = ["1.0", "0.20654931437723745", "1.0"]
    assert ["ferry", "2022-06-04", "1", "1", *shares, "1", *counted] in rows
    assert ["ferry", "2022-06-05", "0", "0", "", "", "", "0", *counted] in rows
    page = page_of(client, f"/compare?{query}")
    shown = [row.text for row in page.one("table", class_="numbers compared").all("tr")[1:]]
    assert len(shown) == sum(row[0] == "ferry" and row[3] != "0" for row in rows)
    assert "4 June 2022 1 100 % 21 % to 100 % 0 0 % 0 % to 79 % 1 1" in shown


def test_a_point_leads_to_what_it_counts(client: FlaskClient) -> None:
    """A point that counts any is a link to the search narrowed to its query and bucket."""
    page = page_of(client, "/compare?q=ferry&q=strike&provider=Meridian+Wire")
    points = [each for each in page.all("a", tabindex="-1") if each.text]
    assert points
    for point in points:
        found = client.get(f"/api/search?{urlsplit(point.attributes['href']).query}").json
        assert found is not None
        assert found["total"]
        assert f": {found['total']:,} article" in point.text


def test_the_chart_has_a_name_and_the_numbers_as_text(client: FlaskClient) -> None:
    """The drawing is a picture with a name; its links are for the mouse, the table for all."""
    page = page_of(client, "/compare?q=ferry&q=strike")
    picture = page.one("svg", role="img")
    assert picture.attributes["aria-label"].startswith("Articles a month")
    assert page.one("svg", class_="points").attributes["aria-hidden"] == "true"
    regions = page.all("div", role="region")
    assert {region.attributes["tabindex"] for region in regions} == {"0"}
    lines = [each.attributes["class"] for each in page.all("polyline")]
    assert {line.split()[1] for line in lines} == {"series-1", "series-2"}
    # In the legend, and beside their overlap.
    assert len(page.all("svg", class_="key")) == 4


def test_counts_and_shares_are_links_to_each_other(client: FlaskClient) -> None:
    """The switch keeps everything else; the one that is shown is marked."""
    page = page_of(client, "/compare?q=ferry&q=strike&from=2022&match=any")
    link = page.link("Shares")
    assert parse_qs(urlsplit(link).query) == {
        "q": ["ferry", "strike"], "from": ["2022"], "match": ["any"], "measure": ["share"],
    }  # fmt: skip
    other = page_of(client, link)
    marked = [each.text for each in other.all("strong") if "aria-current" in each.attributes]
    assert "Shares" in marked
    assert "measure" not in parse_qs(urlsplit(other.link("Counts")).query)


def test_dates_can_be_chosen(client: FlaskClient) -> None:
    """Presets keep the queries, and all dates take the limits away."""
    page = page_of(client, "/compare?q=ferry&from=2022&to=2023")
    year = parse_qs(urlsplit(page.link("1 year")).query)
    assert year == {"q": ["ferry"], "from": ["2023-12-31"], "to": ["2024-12-30"]}
    assert page.link("All dates") == "/compare?q=ferry"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=a&q=b&q=c&q=d&q=e&q=f&q=g&q=h&q=i", "q"),
        ("q=a&q=b&pair=0,2", "pair"),
        ("q=a&date=none", "date"),
        ("measure=height", "measure"),
        ("x=1", "x"),
        ("last=0d", "last"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(
    client: FlaskClient, query: str, name: str
) -> None:
    """400, by page, CSV and JSON, with a sentence that names it."""
    response = client.get(f"/api/compare?{query}")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["parameter"] == name
    for path in ("/compare", "/compare.csv"):
        page = page_of(client, f"{path}?{query}", 400)
        assert response.json["error"]["message"] in page.one("main").text


def test_a_notice_mends_one_of_the_queries(client: FlaskClient) -> None:
    """The others stay, and so do the filters."""
    page = page_of(client, "/compare?q=ferry&q=strike+or+bridge&from=2020&in=title")
    (notice,) = page.all("p", class_="notice")
    assert notice.one("a").href == ("/compare?q=ferry&q=strike+OR+bridge&from=2020&in=title")


def test_four_queries_and_empty_boxes_can_be_compared(client: FlaskClient) -> None:
    """Empty boxes do not count, and equal texts are compared once."""
    answer = comparison_of(client, "q=&q=ferry&q=+&q=strike&q=ferry&q=bridge&q=")
    texts = [query["text"] for query in answer["queries"]]  # type: ignore[attr-defined]
    assert texts == ["ferry", "strike", "bridge"]


@pytest.mark.parametrize(
    "query", ["((((", '"', "NOT", "*", "a" * 5000, "(" * 2000, "from:x", "\x00", "<b>", "=1+1"]
)
def test_a_query_text_is_never_an_error(client: FlaskClient, query: str) -> None:
    """Whatever stands in q is answered with 200, and is text wherever it is shown."""
    for path in ("/compare.csv", "/api/compare"):
        assert client.get(path, query_string={"q": ["ferry", query]}).status_code == 200
    page = page_of(client, "/compare?" + urlencode({"q": ["ferry", query]}, doseq=True))
    assert page.all("b") == []


def test_a_formula_is_disarmed(client: FlaskClient) -> None:
    """A query that a spreadsheet would run is kept from it, and nothing else is changed."""
    response = client.get("/compare.csv", query_string={"q": ["=ferry", 'ferry, "quoted"']})
    rows = list(csv.reader(io.StringIO(response.text, newline="")))
    assert {row[0] for row in rows[1:]} == {"'=ferry", 'ferry, "quoted"'}


def test_a_long_address_is_not_repeated_on_every_point(client: FlaskClient) -> None:
    """An answer does not grow with the question times the points."""
    query = {"q": ["ferry", "ferry OR " + "x" * 10_000]}
    page = client.get("/compare", query_string=query).text
    assert len(page) < 20 * 10_000
    assert "<polyline" in page


@pytest.mark.parametrize("query", ["q=markup&q=long&q=turned&q=emoji", "q=scheme&measure=share"])
def test_hostile_articles_do_nothing(hostile: FlaskClient, query: str) -> None:
    """Dates that are nonsense are compared like others."""
    page = page_of(hostile, f"/compare?{query}")
    assert page.all("img") == []
    assert hostile.get(f"/compare.csv?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/compare?q=x", "/compare", "/compare.csv?q=x"])
def test_without_an_index_the_answer_is_503(tmp_path: Path, path: str) -> None:
    """Page and table say what to run, and so does the JSON."""
    client = client_of(tmp_path / "none")
    assert "python -m indexer sync" in page_of(client, path, 503).one("main").text
    response = client.get("/api/compare?q=x")
    assert response.status_code == 503
    assert response.json is not None
    assert "python -m indexer sync" in response.json["error"]["message"]


def test_each_two_queries_lead_to_what_they_have_in_common(client: FlaskClient) -> None:
    """Numbers of the page are those of the JSON, and each is a link to so many articles."""
    query = "q=ferry&q=strike+OR+crews&q=zzzqqq&from=2022&measure=share"
    overlaps = comparison_of(client, query)["overlaps"]
    page = page_of(client, f"/compare?{query}")
    (table,) = (each for each in page.all("table") if "overlaps" in each.classes)
    rows = table.one("tbody").all("tr")
    assert len(rows) == 3
    names = ("only_first", "both", "only_second")
    for row, overlap in zip(rows, overlaps, strict=True):  # type: ignore[call-overload]
        assert set(overlap) == {"queries", *names, "jaccard"}
        for cell, name in zip(row.all("td"), names, strict=False):
            assert cell.text == str(overlap[name])
            links = cell.all("a")
            assert len(links) == (overlap[name] > 0)
            for link in links:
                found = client.get(f"/api/search{link.href[1:]}").json
                assert found is not None
                assert found["total"] == overlap[name]


def test_a_pair_is_told_over_time_and_by_provider(client: FlaskClient) -> None:
    """On the page, as JSON and as CSV; the articles of the parts are those of the whole."""
    query = "q=ferry&q=strike&q=crews&pair=2,0"
    told = comparison_of(client, query)["overlaps"][1]  # type: ignore[index]
    assert told["queries"] == [0, 2]
    response = client.get(f"/compare.csv?{query}")
    assert response.headers["Content-Disposition"] == 'attachment; filename="overlap.csv"'
    header, *rows = csv.reader(io.StringIO(response.text, newline=""))
    assert header[:4] == ["first", "second", "by", "value"]
    assert header[4:] == ["only_first", "both", "only_second", "jaccard", "unit"]
    # Overlaps are of articles, whatever is counted beside them.
    assert {row[-1] for row in rows} == {"article"}
    assert {tuple(row[:2]) for row in rows} == {("ferry", "crews")}
    whole = rows[0]
    assert whole[2:7] == ["all", "", *(str(told[name]) for name in header[4:7])]
    for by, part in (("month", "over_time"), ("provider", "by_provider")):
        listed = [row for row in rows if row[2] == by]
        assert len(listed) == len(told[part])
        for place in (4, 5, 6):
            assert sum(int(row[place]) for row in listed) == int(whole[place])
    page = page_of(client, f"/compare?{query}")
    assert page.main.one("h3").text == "ferry and crews"
    assert (
        page.link("Download this pair as CSV") == "/compare.csv?q=ferry&q=strike&q=crews&pair=0%2C2"
    )
    assert page.link("Download as CSV") == "/compare.csv?q=ferry&q=strike&q=crews"
    tables = [each for each in page.all("table") if each.all("caption")]
    assert [each.one("caption").text for each in tables] == [
        "By month, where either finds any",
        "By provider",
    ]
    for table in tables:
        for link in table.all("a"):
            found = client.get(f"/api/search{link.href[1:]}").json
            assert found is not None
            assert link.text == str(found["total"])
    assert "pair" not in parse_qs(urlsplit(page.link("Less")).query)


def test_two_long_queries_are_counted_without_links(client: FlaskClient) -> None:
    """What one query cannot say has no link; the numbers are there all the same."""
    long = " OR ".join(["ferry", *(f"word{number}" for number in range(150))])
    page = page_of(client, "/compare?" + urlencode({"q": ["ferry", long]}, doseq=True))
    (table,) = (each for each in page.all("table") if "overlaps" in each.classes)
    cells = table.one("tbody").all("td")
    assert [cell.text for cell in cells[:3]] == ["0", "18", "0"]
    both = comparison_of(client, urlencode({"q": ["ferry", long]}, doseq=True))["overlaps"]
    assert both[0]["both"] == 18  # type: ignore[index]


def test_long_queries_are_put_together_for_one_pair_only(client: FlaskClient) -> None:
    """Eight of them have 28 pairs, and each number of a pair would be one more search."""
    rest = " OR ".join(f"word{number}" for number in range(60))
    query = urlencode(
        {"q": [f"{name} OR {rest}" for name in ("ferry", "strike", "crews", "harbour")]}, doseq=True
    )

    def linked(address: str) -> list[int]:
        page = page_of(client, address)
        (table,) = (each for each in page.all("table") if "overlaps" in each.classes)
        return [
            place
            for place, row in enumerate(table.all("tr")[1:])
            if any(cell.all("a") for cell in row.all("td")[:3])
        ]

    assert linked(f"/compare?{query}") == []
    assert linked(f"/compare?{query}&pair=1,2") == [3]
