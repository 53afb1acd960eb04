"""The facets of the search page: what is offered, how often it is there, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article, write_file
from tests.webui.clients import client_of, page_of
from tests.webui.parsed_page import Element, Page, leading_number
from tests.webui.serving import command, sync_into
from tests.webui.views.test_api import get
from tests.webui.views.test_search import parameters
from webui.search.criteria.facet_specs import FACETS

SEARCHES = (
    "",
    "q=ferry",
    "q=the&from=2023",
    "q=tidal+power&match=any&not_topic=Energy",
    "topic=Transport&curated=1",
    "provider=Meridian+Wire&provider=Public+One&type=article",
    "date=none",
)


@dataclass(frozen=True)
class Offer:
    """A value of a facet, as a page offers it."""

    value: str
    count: int
    ticked: bool
    exclude: str | None


def offers(page: Page, facet: str) -> list[Offer]:
    """Return the values of a facet that can be ticked, in the order of the page."""
    rows = [row for part in page.all("fieldset", id=f"facet-{facet}") for row in part.all("li")]
    return [_offer(row) for row in rows if row.all("input", name=facet)]


def _offer(row: Element) -> Offer:
    box = row.one("input", type="checkbox", form="search")
    links = row.all("a", class_="exclude")
    return Offer(
        box.attributes["value"],
        leading_number(row.one("span", class_="count").text),
        "checked" in box.attributes,
        links[0].href if links else None,
    )


def total(client: FlaskClient, query: str) -> int:
    """Return how many articles a search finds."""
    return int(get(client, f"/api/search?{query}")["total"])


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("facet", FACETS)
def test_a_count_is_what_ticking_finds(client: FlaskClient, search: str, facet: str) -> None:
    """The count of a value is the total of the search with it alone selected in its facet."""
    asked = parameters(f"/?{search}")
    without = urlencode([(n, v) for n, vs in asked.items() if n != facet for v in vs])
    page = page_of(client, f"/?{search}")
    shown = offers(page, facet)
    assert shown or not page.found
    for offer in shown:
        ticked = urlencode({facet: offer.value})
        assert total(client, f"{without}&{ticked}") == offer.count, offer


@pytest.mark.slow
@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("facet", FACETS)
def test_what_is_left_out_is_gone(client: FlaskClient, search: str, facet: str) -> None:
    """Leaving a value out leads to the rest of the hits, where it is marked and can come back."""
    page = page_of(client, f"/?{search}")
    offered = offers(page, facet)
    selected = any(each.ticked for each in offered)
    for offer in offered:
        assert (offer.exclude is None) == (offer.ticked or not offer.count)
        if offer.exclude is None:
            continue
        rest = page_of(client, offer.exclude)
        if not selected:
            assert rest.found == page.found - offer.count
        assert offer.value not in [each.value for each in offers(rest, facet) if each.count]
        left_out = rest.one("fieldset", id=f"facet-{facet}").all("li", class_="excluded")
        boxes = [row.one("input", name=f"not_{facet}", form="search") for row in left_out]
        assert offer.value in [box.attributes["value"] for box in boxes]
        assert all("checked" in box.attributes for box in boxes)


@pytest.mark.parametrize(
    "names", [["Transport"], ["Food", "Energy"], ["Transport", "Culture", "Energy", "Food"]]
)
def test_values_of_a_facet_are_alternatives(client: FlaskClient, names: list[str]) -> None:
    """Ticked, articles with any of them are found; left out, all the others."""
    ticked = total(client, urlencode([("topic", name) for name in names]))
    rest = total(client, urlencode([("not_topic", name) for name in names]))
    assert ticked + rest == total(client, "")
    assert ticked >= max(total(client, urlencode({"topic": name})) for name in names)


def test_selected_values_come_first(client: FlaskClient) -> None:
    """What is ticked stands before what is not, both by their counts."""
    page = page_of(client, "/?provider=Radio+Sarn+94.6&provider=Division+Bell")
    shown = offers(page, "provider")
    assert [each.value for each in shown if each.ticked] == ["Radio Sarn 94.6", "Division Bell"]
    assert all(each.ticked for each in shown[:2])
    counts = [each.count for each in shown[2:]]
    assert len(counts) == 12
    assert counts == sorted(counts, reverse=True)


def test_a_selected_value_is_shown_at_zero(client: FlaskClient) -> None:
    """A ticked value that no article has can still be unticked."""
    page = page_of(client, "/?provider=Nobody")
    assert offers(page, "provider")[0] == Offer("Nobody", 0, ticked=True, exclude=None)
    assert page.found == 0


def test_a_value_may_be_left_out_and_asked_for(client: FlaskClient) -> None:
    """What contradicts itself finds nothing, and both can be taken back."""
    page = page_of(client, "/?topic=Food&not_topic=Food")
    assert page.found == 0
    assert offers(page, "topic")[0].ticked
    assert "checked" in page.one("input", name="not_topic", value="Food").attributes


def test_nothing_is_offered_that_finds_nothing(client: FlaskClient) -> None:
    """At zero hits the facets list what is on, and what would find something beside it."""
    for query in ("q=zzzqqq", "min_quality=1000", "from=1999&to=1999"):
        page = page_of(client, f"/?{query}")
        assert not [part for part in page.all("fieldset") if "id" in part.attributes], query
    page = page_of(client, "/?q=title:ferry&topic=Housing&not_type=podcast")
    assert page.found == 0
    assert [each.count for each in offers(page, "topic") if each.ticked] == [0]
    others = [each for each in offers(page, "topic") if not each.ticked]
    assert others
    assert all(each.count for each in others)
    assert page.one("fieldset", id="facet-type").one("li", class_="excluded")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("post", ["The Harbour Post"]),
        ("PEÑA", ["El Faro de Peñalba"]),
        ("pena", ["El Faro de Peñalba"]),
        ("the", ["The Harbour Post", "The Valmere Examiner", "The Proving Drawer"]),
        ("& qu", ["Ledger & Quay"]),
        ("zzz", []),
    ],
)
def test_values_can_be_looked_for(client: FlaskClient, text: str, found: list[str]) -> None:
    """Only values with that text are listed, with their counts, and the hits stay as they are."""
    whole = page_of(client, "/")
    page = page_of(client, "/?" + urlencode({"find_provider": text}))
    assert [each.value for each in offers(page, "provider")] == found
    counts = {each.value: each.count for each in offers(whole, "provider")}
    assert all(counts[each.value] == each.count for each in offers(page, "provider"))
    assert [hit.text for hit in page.hits] == [hit.text for hit in whole.hits]
    assert page.found == whole.found
    assert offers(page, "topic") == [
        Offer(each.value, each.count, each.ticked, f"/?{query_of(text)}&not_topic={each.value}")
        for each in offers(whole, "topic")
    ]
    assert page.one("input", name="find_provider").attributes["value"] == text
    note = page.one("fieldset", id="facet-provider").text
    assert (f"None with “{text}” among these articles" in note) == (not found)


def test_what_is_looked_for_stays_with_its_list(client: FlaskClient) -> None:
    """Links to anywhere but the filters do not have what is looked for in a list of values."""
    page = page_of(client, "/?q=ferry&find_provider=harbour&size=10&group=story&from=2020")
    filters = page.one("aside", class_="filters")
    for link in page.all("a"):
        if link not in filters.all("a"):
            assert "find_" not in link.href, link.text


def query_of(text: str) -> str:
    """Return the parameter that looks for a provider."""
    return urlencode({"find_provider": text})


def test_a_ticked_value_stays_while_others_are_looked_for(client: FlaskClient) -> None:
    """What is selected is listed, whatever is looked for."""
    page = page_of(client, "/?provider=Meridian+Wire&find_provider=harbour")
    assert [each.value for each in offers(page, "provider")] == [
        "Meridian Wire",
        "The Harbour Post",
    ]


def test_a_long_facet_can_be_shown_whole(client: FlaskClient) -> None:
    """A facet that is cut offers the rest, on the page that is looked at."""
    page = page_of(client, "/?facet_size=2&page=2")
    assert len(offers(page, "provider")) == 2
    more = page.link("Show more")
    assert parameters(more) == {"facet_size": ["1000"], "page": ["2"]}
    whole = page_of(client, more)
    assert len(offers(whole, "provider")) == 14
    assert page_of(client, "/?facet_size=13").link("Show more")
    for page in (whole, page_of(client, "/?facet_size=14"), page_of(client, "/?q=zz&facet_size=2")):
        assert not [link for link in page.all("a") if link.text == "Show more"]


@pytest.mark.parametrize("path", ["/", "/coverage", "/compare"])
def test_a_page_does_not_grow_with_the_square_of_its_address(
    client: FlaskClient, path: str
) -> None:
    """An address that asks for hundreds of values is answered, with few links that repeat it."""
    names = [(f"not_{facet}", f"value {n:03}") for facet in FACETS for n in range(300)]
    address = f"{path}?{urlencode([('q', 'ferry'), *names])}"
    response = client.get(address)
    assert response.status_code == 200
    assert len(response.data) < 80 * len(address)


@pytest.fixture(scope="module")
def index_with_aliases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index with aliases."""
    folder = tmp_path_factory.mktemp("spellings")
    for id, name in (("a", "Old%20Name"), ("b", "New"), ("c", "Other")):
        write_article(folder / "articles", id, title="Ferry", provider={"name": name})
    write_file(folder / "articles" / "providers.yml", "New: [Old Name]\n")
    return sync_into(folder / "index", folder / "articles")


@pytest.fixture(scope="module")
def calling(index_with_aliases: Path) -> FlaskClient:
    """Return a client over that index."""
    return client_of(index_with_aliases)


def chips_of(client: FlaskClient, address: str) -> list[str]:
    """Return the active filters of a page."""
    (chips,) = (each for each in page_of(client, address).all("ul") if "chips" in each.classes)
    return [chip.text for chip in chips.all("li")]


@pytest.mark.parametrize("spelling", ["New", "Old Name", "old%20name"])
@pytest.mark.parametrize(
    "address", ["/?q=ferry", "/coverage?q=ferry", "/compare?q=ferry", "/followers?q=ferry"]
)
def test_chips_have_the_name(calling: FlaskClient, address: str, spelling: str) -> None:
    """An old address shows the filter that the new one shows."""
    address += "?q=ferry"
    asked = f"&provider={quote(spelling)}&not_provider=Other"
    chips = chips_of(calling, address + asked)
    assert chips == chips_of(calling, f"{address}&provider=New&not_provider=Other")
    assert any("New" in chip for chip in chips)


def test_the_selected_value_has_the_name(calling: FlaskClient) -> None:
    """What is ticked is what will be sent."""
    answer = calling.get("/api/search?provider=Old+Name").json
    assert answer is not None
    assert answer["total"] == 2
    assert answer["query"]["filters"] == {"provider": ["New"]}
    assert {"value": "New", "count": 2, "selected": True} in answer["facets"]["provider"]


def test_pairs_may_be_asked_by_any_spelling(calling: FlaskClient) -> None:
    """The page of a pair names the two as they are called."""
    page = page_of(calling, "/followers?pair=old+name")
    assert any(each.text == "New" for each in page.all("strong"))


def test_the_command_understands_spellings(index_with_aliases: Path) -> None:
    """``--provider`` is as the parameter is."""
    found = command(
        "search",
        "",
        "--format",
        "text",
        "--provider",
        "Old Name",
        "--index",
        str(index_with_aliases),
    )
    assert found.stdout.startswith("2 ")
