from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.webui.clients import page_of

FERRY = "2022/2022-06-03-ferry-strike-halts-passenger-sailings-to-skarrow-islands"

PAGES = (
    "/",
    "/?q=ferry",
    "/?q=ferry&provider=Meridian+Wire&topic=Business&not_type=video&from=2022&curated=0",
    "/?q=zzzqqq",
    "/?q=zzzqqq&from=2022&match=any",
    "/?q=fery+strke",
    "/?last=1d",
    "/?date=none",
    "/?page=4",
    "/?page=99",
    "/?size=10&facet_size=1&sort=quality&page=3",
    f"/article/{FERRY}",
    "/status",
)
"""Every kind of page that is answered with 200, parsed by several tests."""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed(client: FlaskClient, path: str) -> None:
    """Elements nest, ids are unique, there is one h1, one main and a title."""
    page = page_of(client, path)
    assert page.one("html").attributes["lang"] == "en"
    assert page.all("title")[0].text.endswith("Cuttings")
    assert page.one("h1").text
    assert page.one("main").attributes["id"] == "main"
    assert page.one("meta", charset="utf-8")
    assert page.comments == []


@pytest.mark.parametrize("path", PAGES)
def test_links_have_text_and_references_a_target(client: FlaskClient, path: str) -> None:
    """Links and buttons have text; what a link or an attribute points at is on the page."""
    page = page_of(client, path)
    ids = {each.attributes.get("id") for each in page.elements}
    for link in page.all("a"):
        assert link.text, link
        if link.attributes["href"].startswith("#"):
            assert link.attributes["href"][1:] in ids
    assert all(button.text for button in page.all("button"))
    for described in page.elements:
        for name in ("aria-describedby", "form"):
            assert name not in described.attributes or described.attributes[name] in ids


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_can_be_followed(client: FlaskClient, path: str) -> None:
    """No link that stays on this server leads to an error."""
    links = {link.attributes["href"] for link in page_of(client, path).all("a")}
    for link in sorted(each for each in links if each.startswith("/")):
        assert client.get(link).status_code == 200, link


def test_hits_lead_to_their_providers(client: FlaskClient) -> None:
    """A hit's title is a link to the article at its provider, without a referrer."""
    page = page_of(client, "/?q=title:halts+ferry&provider=Meridian+Wire")
    hit = page.all("article")[0]
    assert "3 June 2022" in hit.text
    title = "Ferry strike halts passenger sailings to Skarrow Islands"
    assert page.link(title).startswith("https://www.meridian-wire.example/")
    assert page.link(f"Details of {title} and 5 other articles of the story") == f"/article/{FERRY}"
    assert [mark.text for mark in page.all("mark")][:2] == ["Ferry", "halts"]


def test_a_hit_without_an_address_leads_to_its_own_page(hostile: FlaskClient) -> None:
    """Where no http address is known, the title leads to what the index knows."""
    page = page_of(hostile, "/?q=scheme&sort=oldest")
    assert page.link("scheme 0") == "/article/scheme/0"


def test_an_article_page_shows_the_other_articles_of_the_story(client: FlaskClient) -> None:
    """The page of an article lists its story, newest first, itself left out."""
    page = page_of(client, f"/article/{FERRY}")
    assert page.one("h1").text == "Ferry strike halts passenger sailings to Skarrow Islands"
    assert page.one("h2").text == "5 other articles of this story"
    links = [link.attributes["href"] for link in page.all("a", lang="")]
    assert len(links) == 5
    assert f"/article/{FERRY}" not in links
    assert (
        links[-1]
        == "/article/2022/2022-05-31-skarrow-ferry-crews-vote-nine-to-one-to-walk-out-on-friday"
    )


def test_facets_show_counts_and_what_is_ticked(client: FlaskClient) -> None:
    """Each value has a checkbox of the search form with its count; selected ones come first."""
    page = page_of(client, "/?provider=Radio+Sarn+94.6&provider=Division+Bell")
    boxes = page.all("input", name="provider")
    assert {box.attributes["form"] for box in boxes} == {"search"}
    ticked = [box.attributes["value"] for box in boxes if "checked" in box.attributes]
    assert ticked == [box.attributes["value"] for box in boxes][:2]
    assert set(ticked) == {"Radio Sarn 94.6", "Division Bell"}
    assert any(label.text.startswith("Meridian Wire ") for label in page.all("label"))


def test_a_selected_value_is_shown_at_zero(client: FlaskClient) -> None:
    """A ticked value that no article has can still be unticked."""
    page = page_of(client, "/?provider=Nobody")
    assert "checked" in page.one("input", name="provider", value="Nobody").attributes
    assert page.one("p", role="status").text == "0 articles"


def test_a_long_facet_can_be_shown_whole(client: FlaskClient) -> None:
    """A facet that is cut offers the rest."""
    page = page_of(client, "/?facet_size=2")
    assert len(page.all("input", name="provider")) == 2
    shown = page_of(client, page.all("a", rel="nofollow")[-1].attributes["href"])
    assert len(shown.all("input", name="provider")) == 14


def test_each_filter_can_be_taken_off(client: FlaskClient) -> None:
    """Every active filter is a link to the search without it; one clears all, the query stays."""
    path = (
        "/?q=ferry&provider=Meridian+Wire&not_topic=Food&not_topic=Sport&type=article"
        "&from=2022&to=2024-06&min_quality=5&curated=1&sort=oldest&size=50"
    )
    page = page_of(client, path)
    asked = parse_qs(urlsplit(path).query)
    chips = {
        link.attributes["aria-label"].removeprefix("Remove the filter "): link
        for link in page.all("a")
        if link.attributes.get("aria-label", "").startswith("Remove")
    }
    expected: dict[str, dict[str, list[str] | None]] = {
        "Provider: Meridian Wire": {"provider": None},
        "not Topic: Food": {"not_topic": ["Sport"]},
        "not Topic: Sport": {"not_topic": ["Food"]},
        "Type: article": {"type": None},
        "From 2022": {"from": None},
        "To 2024-06": {"to": None},
        "Quality at least 5": {"min_quality": None},
        "Curated": {"curated": None},
    }
    assert list(chips) == list(expected)
    for label, change in expected.items():
        left = {name: value for name, value in {**asked, **change}.items() if value}
        assert parse_qs(urlsplit(chips[label].attributes["href"]).query) == left
    assert parse_qs(urlsplit(page.link("Clear all filters")).query) == {
        "q": ["ferry"],
        "sort": ["oldest"],
        "size": ["50"],
    }


@pytest.mark.parametrize(("query", "label"), [("last=3w", "Last 3w"), ("date=none", "No date")])
def test_other_ways_of_dating_are_filters_too(client: FlaskClient, query: str, label: str) -> None:
    """A moving period and "no date" have a chip, and stay when the form is sent again."""
    page = page_of(client, f"/?{query}")
    name, value = query.split("=")
    assert any(
        link.attributes.get("aria-label") == f"Remove the filter {label}" for link in page.all("a")
    )
    assert "checked" in page.one("input", name=name, value=value).attributes


def test_the_form_keeps_what_was_typed(client: FlaskClient) -> None:
    """Query, dates, quality and the rest stand in the form as they were given."""
    page = page_of(
        client,
        "/?q=%22ferry+strike%22&from=2022&to=2023-02&min_quality=-3&match=any&curated=1&sort=heat",
    )
    values = {
        each.attributes["name"]: each.attributes.get("value")
        for each in page.all("input")
        if each.attributes["name"] in {"q", "from", "to", "min_quality", "sort"}
    }
    assert values == {
        "q": '"ferry strike"',
        "from": "2022",
        "to": "2023-02",
        "min_quality": "-3",
        "sort": "heat",
    }
    for name in ("match", "curated"):
        assert "checked" in page.one("input", name=name).attributes


def test_orders_are_links_and_the_present_one_is_named(client: FlaskClient) -> None:
    """The list of orders marks the one in use; another one starts at page 1."""
    page = page_of(client, "/?q=ferry&page=2&size=10")
    current = [each.text for each in page.all("strong", **{"aria-current": "true"})]
    assert current == ["Relevance", "10"]
    assert page.link("Oldest") == "/?q=ferry&sort=oldest&size=10"


def test_pages_are_links(client: FlaskClient) -> None:
    """The pager names this page and leads to its neighbours."""
    page = page_of(client, "/?size=20&page=2")
    assert page.one("strong", **{"aria-current": "page"}).text == "2"
    assert page.link("Previous") == "/"
    assert page.link("Next") == "/?page=3"
    assert page.one("ol", class_="hits").attributes["start"] == "21"
    assert page.one("p", role="status").text == "79 articles, page 2 of 4"


def test_a_page_too_far_leads_back(client: FlaskClient) -> None:
    """A page after the last one says so and links to the first."""
    page = page_of(client, "/?page=99")
    assert "There are only 4 pages." in page.one("main").text
    assert page.link("Go to the first") == "/"


def test_nothing_found_says_what_was_understood_and_offers_ways_out(client: FlaskClient) -> None:
    """A search without hits shows the parsed query and links that find something."""
    page = page_of(client, "/?q=title:ferry&provider=The+Proving+Drawer")
    assert page.one("h2").text == "Nothing found"
    assert "Understood as: title:ferry" in page.one("main").text
    way_out = page_of(client, page.link("Search without filters"))
    assert way_out.all("article")


def test_a_misspelt_word_is_mended(client: FlaskClient) -> None:
    """The mended query is a link, with the number of articles it finds."""
    page = page_of(client, "/?q=fery")
    assert page.link("ferry") == "/?q=ferry"
    number = page_of(client, "/?q=ferry").one("p", role="status").text.split(",")[0]
    assert f"Did you mean ferry? It finds {number}." in page.one("main").text


def test_some_of_the_words_come_under_a_notice(client: FlaskClient) -> None:
    """Where no article has all the words, the page says that these have some of them."""
    page = page_of(client, "/?q=ferry+tomography+zzzqqq")
    notices = [each.text for each in page.all("p", class_="notice")]
    assert "No article has all of these words; these have some of them." in notices


def test_a_bar_of_the_histogram_narrows_the_dates(client: FlaskClient) -> None:
    """Each bar links to the same search within its bucket; the same is there as a list."""
    page = page_of(client, "/?q=ferry&from=2022&to=2022")
    bars = [a for a in page.all("a") if a.attributes.get("tabindex") == "-1"]
    assert bars
    for bar in bars:
        query = parse_qs(urlsplit(bar.attributes["href"]).query)
        assert query["q"] == ["ferry"]
        assert query["from"][0] <= query["to"][0]
    assert page.one("svg").attributes["aria-hidden"] == "true"
    assert page.one("details").text.startswith("By ")


def test_the_status_page_counts(client: FlaskClient) -> None:
    """/status shows the numbers of /api/status."""
    page = page_of(client, "/status")
    terms = [each.text for each in page.all("dt")]
    values = dict(zip(terms, (each.text for each in page.all("dd")), strict=True))
    status = client.get("/api/status").json
    assert status is not None
    assert values["Articles"] == str(status["index"]["articles"])
    assert values["Providers"] == str(status["providers"])
    assert values["Without a date"] == str(status["undated"])


def test_pages_are_asked_about_each_time(client: FlaskClient) -> None:
    """A page depends on the index: no cache may show it unasked."""
    for path in PAGES:
        assert client.get(path).headers["Cache-Control"] == "no-cache"
