"""The page of a story, and the same as JSON."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of, quoted
from tests.webui.hostile import MARKUP, TEXT
from tests.webui.parsed_page import Page
from tests.webui.search.library import generated
from tests.webui.serving import sync_into
from tests.webui.views.test_api import FERRY, INDEX, PROVIDER, assert_shape, get
from webui.page.wording import later

FIRST = "2022/2022-05-31-skarrow-ferry-crews-vote-nine-to-one-to-walk-out-on-friday"

ARTICLE = {
    "id": str,
    "title": str,
    "excerpt": str,
    "url": (str, None),
    "provider": (PROVIDER, None),
    "published": (str, None),
    "image": (str, None),
    "after_seconds": (int, None),
    "copy_of": (str, None),
    "highlights": {"title": str},
}
ROW = {
    "provider": (str, None),
    "first": str,
    "published": (str, None),
    "after_seconds": (int, None),
    "articles": int,
    "copies": int,
}
STORY = {
    "id": str,
    "size": int,
    "providers": int,
    "copies": int,
    "first": (str, None),
    "last": (str, None),
    "by_provider": [ROW],
    "articles": [ARTICLE],
    "index": INDEX,
}


def alone(client: FlaskClient) -> str:
    """Return the id of an article that no other one is in a story with."""
    hits = get(client, "/api/search?size=100")["hits"]
    return str(next(hit["id"] for hit in hits if not hit["story"]))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "at the same time"),
        (59, "less than a minute later"),
        (60, "1 min later"),
        (3_599, "59 min later"),
        (3_600, "1 h later"),
        (7_500, "2 h 5 min later"),
        (86_399, "23 h 59 min later"),
        (86_400, "1 day later"),
        (90_000, "1 day 1 h later"),
        (3 * 86_400 + 4 * 3_600 + 3_540, "3 days 4 h later"),
        (1_500 * 86_400, "1,500 days later"),
    ],
)
def test_how_long_it_took_is_written_in_two_units_at_most(seconds: int, text: str) -> None:
    """Days and hours, or hours and minutes; what is less is left out."""
    assert later(seconds) == text


@generated(200)
@given(st.integers(60, 10**10))
def test_how_long_it_took_is_never_more_than_it_was(seconds: int) -> None:
    """The units add up to the time, but for less than the smallest that is written."""
    units = {"day": 86_400, "days": 86_400, "h": 3_600, "min": 60}
    parts = re.findall(r"([\d,]+) (\w+)", later(seconds))
    written = sum(int(number.replace(",", "")) * units[unit] for number, unit in parts)
    assert 0 <= seconds - written < (3_600 if seconds >= 86_400 else 60)


def test_every_story_is_answered_in_one_form(client: FlaskClient) -> None:
    """Keys, their order and their types are the same for all articles, alone or not."""
    for hit in get(client, "/api/search?size=100")["hits"]:
        id = hit["story"]["id"] if hit["story"] else hit["id"]
        story = get(client, f"/api/stories/{quoted(id)}")
        assert_shape(story, STORY)
        assert (story["id"], story["articles"][0]["id"]) == (id, id)
        assert story["size"] == len(story["articles"]) == (hit["story"] or {"size": 1})["size"]
        assert hit["id"] in {one["id"] for one in story["articles"]}


@pytest.mark.parametrize("path", ["/story", "/api/stories"])
def test_another_article_of_the_story_leads_to_its_first(client: FlaskClient, path: str) -> None:
    """A story has one address, that of its earliest article."""
    response = client.get(f"{path}/{FERRY}")
    assert (response.status_code, response.headers["Location"]) == (302, f"{path}/{FIRST}")
    assert response.headers["Cache-Control"] == "no-cache"
    assert client.get(f"{path}/{FIRST}").status_code == 200


@pytest.mark.parametrize("id", ["nobody", f"{FIRST}/", "a//b", "%00", "%ff", "..%2f..%2fetc"])
def test_an_unknown_article_has_no_story(client: FlaskClient, id: str) -> None:
    """A page with 404, and JSON below /api/."""
    page_of(client, f"/story/{id}", 404)
    response = client.get(f"/api/stories/{id}")
    assert response.status_code == 404
    assert response.json == {
        "error": {
            "parameter": None,
            "message": "There is no article with this id in the index. It may have been withdrawn.",
        }
    }


def test_the_page_tells_who_was_first_and_how_long_the_others_took(client: FlaskClient) -> None:
    """Articles are in order of time, each with its page, its original and its provider."""
    page = page_of(client, f"/story/{FIRST}")
    story = get(client, f"/api/stories/{FIRST}")
    assert page.one("h1").text == story["articles"][0]["title"]
    items = page.one("ol", class_="timeline")
    assert [each.text for each in items.all("h3")] == [one["title"] for one in story["articles"]]
    times = [each.text for each in page.all("p", class_="when")]
    assert times[0].endswith(" first")
    assert [text.split(" UTC ")[1] for text in times[1:]] == [
        later(one["after_seconds"]) for one in story["articles"][1:]
    ]
    links = [link.attributes for link in page.all("a")]
    for one in story["articles"]:
        assert one["provider"]["name"] in items.text
        assert any(link["href"] == f"/article/{quoted(one['id'])}" for link in links)
        original = next(link for link in links if link["href"] == one["url"])
        assert original["rel"] == "noreferrer nofollow"


def test_the_page_sums_up_by_provider(client: FlaskClient) -> None:
    """A table says who began when, and with how many articles."""
    page = page_of(client, f"/story/{FIRST}")
    story = get(client, f"/api/stories/{FIRST}")
    assert f"6 articles by {story['providers']} providers, 31 May 2022 – " in page.one("main").text
    cells = [each.text for each in page.all("td")]
    rows = [cells[place : place + 3] for place in range(0, len(cells), 3)]
    assert [int(row[2]) for row in rows] == [row["articles"] for row in story["by_provider"]]
    assert rows[0][1] == "first"
    assert [each.text for each in page.all("th", scope="row")] == [
        row["provider"] for row in story["by_provider"]
    ]


def test_headlines_show_what_is_in_no_other(client: FlaskClient) -> None:
    """Marks of the page are those of the JSON."""
    story = get(client, f"/api/stories/{FIRST}")
    expected = [
        re.sub("</?mark>", "", marked)
        for one in story["articles"]
        for marked in re.findall("<mark>.*?</mark>", one["highlights"]["title"])
    ]
    page = page_of(client, f"/story/{FIRST}")
    assert [mark.text for mark in page.all("mark")][1:] == expected
    assert expected


def test_an_article_that_is_alone_has_a_page_that_says_so(client: FlaskClient) -> None:
    """One article, nothing marked, no table."""
    id = alone(client)
    page = page_of(client, f"/story/{quoted(id)}")
    assert "No other article tells this story." in page.one("main").text
    assert len(page.main.all("h3")) == 1
    assert not page.all("mark")
    assert not page.all("table")


def test_a_large_story_says_what_is_left_out(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Five hundred articles are listed, and the page says of how many."""
    folder = tmp_path_factory.mktemp("large")
    for number in range(501):
        write_article(
            folder / "articles",
            f"{number:03}",
            title="Ferry strike",
            provider={"name": f"P{number % 7}"},
            publishedDateTime=f"2021-01-01T{number // 60:02}:{number % 60:02}:00Z",
        )
    client = client_of(sync_into(folder / "index", folder / "articles"))
    page = page_of(client, "/story/000")
    assert len(page.main.all("h3")) == 500
    assert "The first 500 of 501 articles are shown." in page.one("main").text
    assert "providers are shown" not in page.one("main").text
    assert get(client, "/api/stories/000")["size"] == 501


def assert_harmless(page: Page) -> None:
    """Check that nothing on a page runs or is loaded but what is ours."""
    assert not page.all("img")
    assert all(each.attributes["src"].startswith("/static/") for each in page.all("script"))
    for each in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in each.attributes)
        address = each.attributes.get("href", "/")
        assert address.startswith(("/", "#", "https://")), each
        assert not address.startswith("//"), each


def test_hostile_articles_do_nothing_to_their_stories(hostile: FlaskClient) -> None:
    """Every id has a page, whatever is in the article."""
    for hit in get(hostile, "/api/search?size=100")["hits"]:
        page = page_of(hostile, f"/story/{quoted(hit['id'])}")
        assert_harmless(page)
        assert page.one("h1").text == " ".join(hit["title"].split())


def test_hostile_headlines_are_text_beside_each_other(tmp_path: Path) -> None:
    """Titles and providers of a story are escaped, in the marks and around them."""
    for number in range(2):
        write_article(
            tmp_path / "articles",
            f"{number} <i>",
            title=f"{TEXT} &amp;lt; {'zebra' * number}",
            provider={"name": f"{TEXT}{MARKUP}{number}", "domain": MARKUP},
            publishedDateTime="2021-01-01T00:00:00Z",
            webUrl=f"https://e.example/{number}",
            related=[{"webUrl": "https://e.example/0"}],
        )
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    story = get(client, f"/api/stories/{quoted('0 <i>')}")
    page = page_of(client, f"/story/{quoted('0 <i>')}")
    assert_harmless(page)
    assert [each.text for each in page.main.all("h3")] == [
        " ".join(one["title"].split()) for one in story["articles"]
    ]
    assert [mark.text for mark in page.all("mark")] == ["Marked", "zebra"]


@pytest.mark.parametrize("lonely", [False, True])
def test_a_story_page_is_well_formed(client: FlaskClient, lonely: bool) -> None:
    """Elements nest, links have text and can be followed, and no cache shows it unasked."""
    path = f"/story/{quoted(alone(client) if lonely else FIRST)}"
    page = page_of(client, path)
    assert client.get(path).headers["Cache-Control"] == "no-cache"
    assert page.all("title")[0].text.endswith("Cuttings")
    ids = {each.attributes.get("id") for each in page.elements}
    for each in page.elements:
        assert each.attributes.get("aria-labelledby", "timeline") in ids
    for link in page.all("a"):
        assert link.text
        if link.attributes["href"].startswith("/"):
            assert client.get(link.attributes["href"]).status_code in (200, 302)


def test_a_long_chain_of_related_articles_is_called_one(tmp_path: Path) -> None:
    """Whoever came first among articles of many weeks may not have told the same event."""
    for number, day in enumerate(("2021-03-01", "2021-03-10", "2021-04-02")):
        write_article(
            tmp_path / "articles", f"{number}", title=f"Title {number}", publishedDateTime=day,
            webUrl=f"https://a.example/{number}",
            related=[{"webUrl": f"https://a.example/{number + 1}"}],
        )  # fmt: skip
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    assert "over 32 days" in page_of(client, "/story/0").main.text
    assert "Joined by" not in page_of(client, "/story/0?to=2021-03-11").main.text
