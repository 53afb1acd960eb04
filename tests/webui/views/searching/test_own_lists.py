"""A list of one's own: how it is collected, its page, and how it is cited."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webui.clients import page_of
from webui.page.addresses import LONGEST_ADDRESS
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.reading import parse_criteria

TODAY = date(2026, 11, 29)
IDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(
    lambda id: id.strip() and "\r\n" not in id
)


def collected(client: FlaskClient, pairs: list[tuple[str, str]]) -> str:
    """Return where the form leads."""
    response = client.get("/list?" + urlencode(pairs))
    assert response.status_code == 302, response.text
    assert response.headers["Cache-Control"] == "no-store"
    return response.headers["Location"]


def ids_in(address: str) -> list[str]:
    """Return the ids that an address holds."""
    return [value for name, value in parse_qsl(urlsplit(address).query) if name == "id"]


def some_ids(client: FlaskClient, query: str = "q=ferry&size=10") -> list[str]:
    """Return the ids of the hits of a search."""
    return [hit["id"] for hit in client.get(f"/api/search?{query}").get_json()["hits"]]


@given(ids=st.lists(IDS, min_size=1, max_size=8, unique=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_list_holds_exactly_what_was_ticked(client: FlaskClient, ids: list[str]) -> None:
    """Whatever characters ids have, blanks around them included, in the order of the ticks."""
    address = collected(client, [("id", id) for id in ids])
    assert ids_in(address) == ids
    assert parse_criteria({"id": ids_in(address)}, TODAY).id_ == tuple(ids)
    # A form sends every line break as CR LF.
    sent = [("id", id.replace("\n", "\r\n")) for id in ids if "\r" not in id]
    if sent:
        assert ids_in(collected(client, sent)) == [id for id in ids if "\r" not in id]


def test_a_list_shows_exactly_its_articles(hostile: FlaskClient) -> None:
    """Also those whose ids have line breaks, blanks at the end, and signs of markup."""
    everything = [hit["id"] for hit in hostile.get("/api/search?size=100").get_json()["hits"]]
    for ids in ([id] for id in everything):
        found = hostile.get("/api/search?" + urlencode([("id", id) for id in ids])).get_json()
        assert [hit["id"] for hit in found["hits"]] == ids
    assert "line\nbreak" in everything
    assert "dots./tr ail " in everything


def test_the_boxes_of_a_page_lead_to_a_list(client: FlaskClient) -> None:
    """Without a script: their form is sent with what is ticked, and a list's address."""
    page = page_of(client, "/?q=ferry&size=10")
    boxes = page.all("input", name="id", form="list")
    assert [box.attributes["value"] for box in boxes] == some_ids(client)
    assert page.one("form", id="list").attributes["action"] == "/list"
    labels = [each.text for each in page.all("label", class_="tick")]
    assert labels == [f"Tick: {hit.one('h2').text}" for hit in page.hits]
    first, second, third = some_ids(client)[:3]
    before = f"http://localhost/?id={first}&id={second}"
    address = collected(client, [("list", before), ("id", third), ("id", first)])
    assert ids_in(address) == [first, second, third]
    assert page_of(client, address).found == 3


def test_a_list_says_how_many_it_has(client: FlaskClient) -> None:
    """Those that are in the archive no more are counted, and told."""
    ids = some_ids(client)[:3]
    address = "/?" + urlencode([("id", id) for id in [*ids, "gone"]])
    page = page_of(client, address)
    assert page.one("h1").text == "A list of 4 articles"
    assert page.all("title")[0].text == "A list of 4 articles – Cuttings"
    assert "1 article of the list is not in the archive" in page.main.text
    assert page.found == 3
    within = page_of(client, f"{address}&q=zzzqqq")
    assert "1 article of the list is not in the archive" in within.main.text


def test_one_article_is_taken_out_and_the_search_stays(client: FlaskClient) -> None:
    """The button of a hit sends the list without it, with query, filters and order."""
    ids = some_ids(client)[:3]
    page = page_of(client, "/?" + urlencode([("id", id) for id in ids]) + "&sort=oldest&images=0")
    buttons = page.all("button", name="without")
    assert {button.attributes["value"] for button in buttons} == set(ids)
    assert page.all("input", name="id", form="list") == []
    form = page.one("form", id="list")
    pairs = [
        (field.attributes["name"], field.attributes["value"])
        for field in form.all("input", type="hidden")
    ]
    address = collected(client, [*pairs, ("without", ids[1])])
    assert ids_in(address) == [ids[0], ids[2]]
    assert parse_qsl(urlsplit(address).query)[-2:] == [("sort", "oldest"), ("images", "0")]


def test_the_last_article_cannot_be_taken_out(client: FlaskClient) -> None:
    """A list of nothing would be everything."""
    (one,) = some_ids(client)[:1]
    page = page_of(client, f"/?id={one}")
    assert page.all("button", name="without") == []
    response = client.get("/list?" + urlencode([("id", one), ("without", one)]))
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "tick an article at least"),
        ("?list=http://a.example/?q=ferry&id=a", "must be the address of a list"),
        ("?list=http://[", "must be the address of a list"),
        ("?id=a&list=b&list=c", "once only"),
        ("?nonsense=1&id=a", "nonsense"),
        ("?" + urlencode([("id", str(n)) for n in range(501)]), "500 articles at most"),
        (
            "?" + urlencode([("id", f"{n:03}" + "x" * 97) for n in range(300)]),
            f"characters of {LONGEST_ADDRESS:,} at most); make two of it",
        ),
    ],
)
def test_a_list_that_cannot_be_is_said(client: FlaskClient, query: str, message: str) -> None:
    """In a sentence that says what is wrong."""
    response = client.get(f"/list{query}")
    assert response.status_code == 400
    assert message in response.text


def test_a_search_is_cited_with_an_address_that_lasts(client: FlaskClient) -> None:
    """It names the generation and fixed days, and finds what the page found."""
    page = page_of(client, "/citations?q=ferry&last=20y")
    sentence = page.one("pre", id="of-search-1").text
    address = sentence.rpartition(" ")[2]
    total = client.get("/api/search?q=ferry&last=20y").get_json()["total"]
    assert "Cuttings search “ferry”, filters: From " in sentence
    assert f", {total:,} articles, index generation 1 of " in sentence
    parameters = dict(parse_qsl(urlsplit(address).query))
    assert parameters.keys() == {"q", "from", "to", "as_of"}
    assert page_of(client, "/?" + urlsplit(address).query).found == total


def test_articles_are_cited_in_a_style_on_the_page_and_as_text(client: FlaskClient) -> None:
    """The same ones in the same order, as many as were found."""
    ids = some_ids(client)
    query = urlencode([("id", id) for id in ids])
    for style in ("apa", "mla", "chicago"):
        page = page_of(client, f"/citations?{query}&style={style}")
        shown = [p.text for p in page.one("div", id="bibliography").all("p")]
        response = client.get(f"/citations.txt?{query}&style={style}")
        assert response.content_type == "text/plain; charset=utf-8"
        assert response.text.splitlines() == shown
        assert len(shown) == len(ids)
    assert page_of(client, f"/citations?{query}").one("h1").text == "Cite this list"


def test_a_style_that_there_is_not_is_refused(client: FlaskClient) -> None:
    """By the name of the parameter."""
    response = client.get("/citations?style=vancouver")
    assert response.status_code == 400
    assert "style must be one of: apa, mla, chicago." in response.text


def test_more_than_a_reader_looks_through_is_not_listed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page goes on citing the search and leads to exports; the text says so with a 400."""
    monkeypatch.setattr("webui.views.downloads.citation_lists.MOST_CITED", 2)
    # An address that nobody has asked for, since answers are kept.
    page = page_of(client, "/citations?q=ferry+or+ferries")
    assert page.all("div", id="bibliography") == []
    assert page.link("BibTeX") == "/export.bib?q=ferry+or+ferries"
    response = client.get("/citations.txt?q=ferry+or+ferries")
    assert response.status_code == 400
    assert "has 2 at most" in response.text


def test_nothing_found_is_cited_as_nothing(client: FlaskClient) -> None:
    """That a search found nothing is a result, too."""
    page = page_of(client, "/citations?q=zzzqqq")
    assert "Cuttings search “zzzqqq”, 0 articles" in page.one("pre", id="of-search-1").text
    assert client.get("/citations.txt?q=zzzqqq").text == ""


def test_criteria_keep_ids_as_they_are() -> None:
    """Blanks around other values are slips; of an id they are part."""
    parsed = parse_criteria({"id": [" a ", "b\r\nc"], "q": [" d "]}, TODAY)
    assert parsed == Criteria(q="d", id_=(" a ", "b\nc"), today=TODAY)
