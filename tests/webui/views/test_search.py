"""The pages: their form, their links, and what a search page keeps from link to link."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of
from tests.webui.parsed_page import Page, leading_number
from tests.webui.serving import sync_into
from tests.webui.views.test_api import FERRY, get

PAGES = (
    "/",
    "/?q=ferry",
    "/?q=ferry&provider=Meridian+Wire&topic=Business&not_type=video&from=2022&curated=0",
    "/?q=ferry&group=story&measure=share&images=0",
    "/?q=zzzqqq",
    "/?q=ferry&provider=Nobody&min_quality=99&from=2022&match=any",
    "/?q=fery+strke",
    "/?last=1d",
    "/?date=none",
    "/?page=4",
    "/?page=99",
    "/?size=10&facet_size=1&sort=quality&page=3&find_topic=e",
    "/?q=ferry+or+source:bbc",
    f"/article/{FERRY}",
    "/status",
    "/help",
    "/privacy",
)
"""Every kind of page that is answered with 200, parsed by several tests."""

REFERENCES = ("aria-describedby", "aria-labelledby", "form", "for", "data-copy")


def parameters(address: str) -> dict[str, list[str]]:
    """Return the parameters of an address."""
    return parse_qs(urlsplit(address).query)


def chosen(page: Page, label: str) -> list[str]:
    """Return which choices of a list or a navigation are the present ones."""
    return [
        each.text
        for each in page.all("strong")
        if any(outer.attributes.get("aria-label") == label for outer in each.around)
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed(client: FlaskClient, path: str) -> None:
    """Elements nest, ids are unique, there is one h1, one main and a title."""
    page = page_of(client, path)
    assert page.one("html").attributes["lang"] == "en"
    assert page.one("head").one("title").text.endswith("Cuttings")
    assert page.one("h1").text
    assert page.main.attributes["id"] == "main"
    assert page.one("meta", charset="utf-8")
    assert page.comments == []


@pytest.mark.parametrize("path", PAGES)
def test_links_have_text_and_references_a_target(client: FlaskClient, path: str) -> None:
    """Links and buttons have text; what a link or an attribute points at is on the page."""
    page = page_of(client, path)
    ids = {each.attributes.get("id") for each in page.elements}
    for link in page.all("a"):
        assert link.text, link
        if link.href.startswith("#"):
            assert link.href[1:] in ids
    assert all(button.text for button in page.all("button"))
    for described in page.elements:
        for name in REFERENCES:
            assert name not in described.attributes or described.attributes[name] in ids


@pytest.mark.slow
def test_every_link_of_a_page_can_be_followed(client: FlaskClient) -> None:
    """No link that stays on this server leads to an error."""
    links = {link.href for path in PAGES for link in page_of(client, path).all("a")}
    for link in sorted(each for each in links if each.startswith("/")):
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("path", PAGES)
def test_a_change_of_the_page_can_be_announced(client: FlaskClient, path: str) -> None:
    """One empty live region, which stays when the rest is exchanged, is told what was found."""
    page = page_of(client, path)
    announcer = page.one("p", role="status")
    assert announcer.text == ""
    assert announcer.attributes["hx-preserve"] == "true"


def test_a_title_leads_to_our_page_and_another_link_leaves(client: FlaskClient) -> None:
    """The first keeps the search, but for its page; the second sends no referrer."""
    path = "/?q=title:halts+ferry&provider=Meridian+Wire&sort=oldest&size=10&page=1"
    page = page_of(client, path)
    hit = page.hits[0]
    assert "3 June 2022" in hit.text
    title = "Ferry strike halts passenger sailings to Skarrow Islands"
    kept = "q=title%3Ahalts+ferry&provider=Meridian+Wire&sort=oldest&size=10"
    assert page.link(title) == f"/article/{FERRY}?{kept}"
    (leaving,) = hit.all("a", class_="leaves")
    assert leaving.text == f"Read at Meridian Wire ↗: {title}"
    assert leaving.href.startswith("https://www.meridian-wire.example/")
    assert {"noreferrer", "nofollow"} <= set(leaving.attributes["rel"].split())
    assert [mark.text for mark in page.all("mark")][:2] == ["Ferry", "halts"]


def test_a_hit_leads_to_its_whole_story(client: FlaskClient) -> None:
    """A hit that is not alone in its story says who told it; the link carries the search."""
    page = page_of(client, "/?q=title:halts+ferry&provider=Meridian+Wire")
    link = page.link("6 reports by 6 providers")
    assert parameters(link) == {
        "q": ["title:halts ferry"], "provider": ["Meridian Wire"], "whole": ["1"],
    }  # fmt: skip
    story = page_of(client, link)
    assert "6 reports by 6 providers" in story.main.text
    assert page_of(client, "/?sort=oldest").link("6 reports by 6 providers").endswith("whole=1")


def test_a_search_that_is_too_long_is_not_repeated(client: FlaskClient) -> None:
    """Hits lead to their articles all the same, without the search."""
    page = page_of(client, f"/?q=ferry+{'-zzz+' * 500}&images=0")
    title = page.hits[0].one("h2").one("a")
    assert parameters(title.href) == {"images": ["0"]}
    assert client.get(title.href).status_code == 200


def test_a_hit_without_an_address_does_not_leave(hostile: FlaskClient) -> None:
    """Where no http address is known, there is our page only."""
    page = page_of(hostile, "/?q=scheme&sort=oldest")
    assert page.link("scheme 0") == "/article/scheme/0?q=scheme&sort=oldest"
    hit = next(each for each in page.hits if each.one("h2").text == "scheme 0")
    assert not hit.all("a", class_="leaves")


def test_who_has_no_provider_is_read_at_a_host(tmp_path: Path) -> None:
    """The link that leaves then names the host of the address."""
    write_article(tmp_path / "articles", "a", title="Bare", webUrl="https://www.E.example:81/a")
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    assert page_of(client, "/").link("Read at e.example ↗: Bare").startswith("https://")
    assert page_of(client, "/article/a").link("Read at e.example ↗").startswith("https://")


def test_each_filter_can_be_taken_off(client: FlaskClient) -> None:
    """Every active filter is a link to the search without it; one clears all, the query stays."""
    path = (
        "/?q=ferry&provider=Meridian+Wire&not_topic=Food&not_topic=Sport&type=article"
        "&from=2022&to=2024-06&min_quality=5&curated=1&sort=oldest&size=50"
    )
    page = page_of(client, path)
    asked = parameters(path)
    chips = {
        link.attributes["aria-label"].removeprefix("Remove the filter "): link
        for link in page.one("ul", class_="chips").all("a")
        if "aria-label" in link.attributes
    }
    expected: dict[str, dict[str, list[str] | None]] = {
        "Provider: Meridian Wire": {"provider": None},
        "Topic: not Food": {"not_topic": ["Sport"]},
        "Topic: not Sport": {"not_topic": ["Food"]},
        "Type: article": {"type": None},
        "From 2022 to June 2024": {"from": None, "to": None},
        "Quality at least 5": {"min_quality": None},
        "Curated": {"curated": None},
    }
    assert list(chips) == list(expected)
    for label, change in expected.items():
        left = {name: value for name, value in {**asked, **change}.items() if value}
        assert parameters(chips[label].href) == left
    assert parameters(page.link("Clear all filters")) == {
        "q": ["ferry"],
        "sort": ["oldest"],
        "size": ["50"],
    }


@pytest.mark.parametrize(
    ("query", "label"), [("last=3w", "Last 3 weeks"), ("date=none", "No date")]
)
def test_other_ways_of_dating_are_filters_too(client: FlaskClient, query: str, label: str) -> None:
    """A moving period and "no date" have a chip, and stay when the form is sent again."""
    page = page_of(client, f"/?{query}")
    name, value = query.split("=")
    assert page.one("a", **{"aria-label": f"Remove the filter {label}"}).href == "/"
    assert "checked" in page.one("input", name=name, value=value).attributes


def test_what_is_found_by_topic_only_is_one_click_from_without(client: FlaskClient) -> None:
    """The number says how many fewer there are where it leads, and a chip leads back."""
    page = page_of(client, "/?q=transport&from=2020")
    remark = page.one("span", class_="by-topic")
    fewer = leading_number(remark.text.removeprefix("· "))
    assert fewer > 0
    path = remark.one("a").href
    assert parameters(path) == {
        "q": ["transport"], "from": ["2020"], "in": ["title", "excerpt"],
    }  # fmt: skip
    totals = [
        leading_number(page_of(client, address).one("p", id="found").text)
        for address in ("/?q=transport&from=2020", path)
    ]
    assert totals[0] - totals[1] == fewer
    there = page_of(client, path)
    assert not there.all("span", class_="by-topic")
    chip = there.one("a", **{"aria-label": "Remove the filter Only in title and excerpt"})
    assert parameters(chip.href) == {"q": ["transport"], "from": ["2020"]}
    ticked = [box for box in there.all("input", name="in") if "checked" in box.attributes]
    assert [box.attributes["value"] for box in ticked] == ["title", "excerpt"]
    assert not page_of(client, "/?q=title:ferry").all("span", class_="by-topic")


@pytest.mark.parametrize(
    "path", ["/", "/coverage", "/followers", "/followers?pair=Meridian+Wire&pair=Radio+Sarn+94.6"]
)
def test_a_notice_links_the_mended_query_with_the_whole_search(
    client: FlaskClient, path: str
) -> None:
    """Filters and how words are looked for stay; the text in the box is what was typed."""
    joint = "&" if "?" in path else "?"
    asked = f"{path}{joint}q=ferry+or+bridge&from=2020&in=title&in=excerpt&match=any"
    page = page_of(client, asked)
    (notice,) = page.all("p", class_="notice")
    link = notice.one("a")
    assert link.text == "ferry OR bridge"
    assert parameters(link.href) == {**parameters(asked), "q": ["ferry OR bridge"]}
    assert urlsplit(link.href).path == urlsplit(path).path
    assert page.one("input", name="q").attributes["value"] == "ferry or bridge"


def test_the_reading_of_a_query_is_shown_with_brackets(client: FlaskClient) -> None:
    """Its link asks for the same."""
    (notice,) = page_of(client, "/?q=ferry+OR+bridge+strike").all("p", class_="notice")
    assert "read as (ferry OR bridge) strike; the other way would be" in notice.text
    assert notice.one("a").text == "(ferry OR bridge) strike"
    totals = [
        get(client, f"/api/search{address}")["total"]
        for address in ("?q=ferry+OR+bridge+strike", notice.one("a").href[1:])
    ]
    assert totals[0] == totals[1] > 0


def test_several_notices_are_one_box_with_one_link(client: FlaskClient) -> None:
    """Each is a sentence, and the link mends all of it at once."""
    asked = "/?q=source:meridian+ferry+or+or+bridge+azrue~9&from=2020"
    (box,) = page_of(client, asked).all("div", class_="notice")
    # The last one says that no article has all of it.
    assert len(box.all("li")) == 4
    (link,) = box.all("a")
    assert link.text == "provider:meridian ferry OR bridge azrue~2"
    assert parameters(link.href) == {**parameters(asked), "q": [link.text]}


def test_a_sentence_without_a_mended_query_leaves_the_other_its_link(client: FlaskClient) -> None:
    """What cannot be mended is a sentence of the same box."""
    (box,) = page_of(client, "/?q=ferry+or+bridge+author:x").all("div", class_="notice")
    assert len(box.all("li")) == 3
    (link,) = box.all("a")
    assert link.text == "ferry OR bridge author:x"


def test_the_help_is_a_click_away(client: FlaskClient) -> None:
    """From every page, with and without a script, and from the short list."""
    page = page_of(client, "/?images=0")
    links = [link.href for link in page.all("a") if link.href.startswith("/help")]
    assert links == ["/help?images=0", "/help?images=0"]
    assert page_of(client, links[0]).one("h1").text == "The query language"
    assert client.get("/help?images=x").status_code == 400


def test_what_of_privacy_is_a_click_away(client: FlaskClient) -> None:
    """From every page, errors included; the page itself asks for no picture and no index."""
    for path in ("/", "/nowhere", "/?page=0"):
        page = Page(client.get(path).text)
        assert page.link("Privacy") == "/privacy"
    assert page_of(client, "/privacy").one("h1").text == "Privacy"


def test_the_form_keeps_what_was_typed(client: FlaskClient) -> None:
    """Query, dates and quality stand in the form as they were given, and what else was chosen."""
    page = page_of(
        client,
        "/?q=%22ferry+strike%22&from=2022&to=2023-02&min_quality=-3&match=any&curated=1",
    )
    typed = {"q": '"ferry strike"', "from": "2022", "to": "2023-02", "min_quality": "-3"}
    for name, text in typed.items():
        assert page.one("input", name=name).attributes["value"] == text
    for name in ("match", "curated"):
        assert "checked" in page.one("input", name=name).attributes


def test_the_form_keeps_what_it_has_no_field_for(client: FlaskClient) -> None:
    """Order, size, folding and measure are sent again, once; the page is not."""
    kept = "sort=heat&group=story&measure=share&images=0&size=50&facet_size=7"
    page = page_of(client, f"/?q=x&page=2&find_topic=e&{kept}")
    hidden: dict[str, list[str]] = {}
    for field in page.one("form", id="search").all("input", type="hidden"):
        hidden.setdefault(field.attributes["name"], []).append(field.attributes["value"])
    assert hidden == parse_qs(kept)
    assert page.one("input", name="find_topic").attributes["value"] == "e"


def test_orders_are_links_and_the_present_one_is_named(client: FlaskClient) -> None:
    """The list of orders marks the one in use; another one starts at page 1."""
    page = page_of(client, "/?q=ferry&page=2&size=10")
    assert chosen(page, "Order") == ["Relevance"]
    assert chosen(page, "Hits a page") == ["10"]
    assert page.link("Oldest") == "/?q=ferry&sort=oldest&size=10"


def test_pages_are_links(client: FlaskClient) -> None:
    """The pager names this page and leads to its neighbours."""
    page = page_of(client, "/?size=20&page=2")
    assert page.one("strong", **{"aria-current": "page"}).text == "2"
    assert page.link("Previous") == "/"
    assert page.link("Next") == "/?page=3"
    assert page.one("ol", class_="hits").attributes["start"] == "21"
    assert page.one("p", id="found").text == "81 articles, page 2 of 5"


def test_stories_are_folded_and_unfolded(client: FlaskClient) -> None:
    """Folded, a story is one hit with others under it; pages and counts are of stories then."""
    plain = page_of(client, "/?q=ferry&size=10")
    folded = page_of(client, plain.link("Fold stories"))
    assert plain.one("p", id="found").text == "18 articles"
    assert folded.one("p", id="found").text == "18 articles in 11 stories"
    assert folded.link("Unfold stories") == "/?q=ferry&size=10"
    assert folded.link("2") == "/?q=ferry&group=story&page=2&size=10"
    kept = "q=ferry&group=story&size=10"
    hit = next(each for each in folded.hits if each.all("a", href=f"/article/{FERRY}?{kept}"))
    assert "Story: 6 reports by 6 providers" in hit.text
    others = hit.one("ul", class_="folded").all("a")
    assert len(others) == 3
    assert all(page_of(client, other.href).one("h1").text == other.text for other in others)
    assert not plain.all("ul", class_="folded")


def test_the_status_page_counts(client: FlaskClient) -> None:
    """/status shows the numbers of /api/status."""
    main = page_of(client, "/status").main
    terms = [each.text for each in main.all("dt")]
    values = dict(zip(terms, (each.text for each in main.all("dd")), strict=True))
    status = client.get("/api/status").json
    assert status is not None
    assert values["Articles"] == str(status["index"]["articles"])
    assert values["Providers"] == str(status["providers"])
    assert values["Without a date"] == str(status["undated"])


def test_pages_are_asked_about_each_time(client: FlaskClient) -> None:
    """A page depends on the index: no cache may show it unasked."""
    for path in PAGES:
        assert client.get(path).headers["Cache-Control"] == "no-cache"
