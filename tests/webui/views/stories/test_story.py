"""The page of a story, and the same as JSON."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.support.stories.events import headline, telling
from tests.webui.clients import client_of, page_of, quoted
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
    "precision": (str, None),
    "image": (str, None),
    "after_seconds": (int, None),
    "copy_of": (str, None),
    "highlights": {"title": str},
}
ROW = {
    "provider": (str, None),
    "first": str,
    "published": (str, None),
    "precision": (str, None),
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
    """A story has one address: of articles that were indexed at once, that of the earliest."""
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
    assert f"6 reports by {story['providers']} providers, 31 May 2022 – " in page.one("main").text
    cells = [each.text for each in page.all("td")]
    rows = [cells[place : place + 3] for place in range(0, len(cells), 3)]
    assert [int(row[2]) for row in rows] == [row["articles"] for row in story["by_provider"]]
    assert [row[0] for row in rows] == [
        "first",
        *(later(row["after_seconds"]).removesuffix(" later") for row in story["by_provider"][1:]),
    ]
    assert [each.text for each in page.all("th", scope="row")] == [
        row["provider"] for row in story["by_provider"]
    ]
    text = page.main.text
    assert text.index("By provider") < text.index("In order of time")


def test_the_page_says_in_a_sentence_who_was_first(client: FlaskClient) -> None:
    """With the time, and how long the next one took."""
    text = page_of(client, f"/story/{FIRST}").one("p", class_="firsts").text
    assert text == (
        "The Harbour Post was first, on 31 May 2022 at 15:20 UTC;"
        " the next, Meridian Wire, 2 days 13 hours later."
    )


@pytest.mark.parametrize(
    ("times", "sentence", "lags"),
    [
        (
            ["2021-08-27", "2021-08-28", "2021-08-30T10:00:00Z"],
            "P0 was first, on 27 August 2021; the next, P1, the next day.",
            ["first", "next day", "3 days"],
        ),
        (
            ["2021-08-27", "2021-08-27T09:00:00Z", "2021-08-27T10:00:00Z", "2021-08-29"],
            "P0 or P1 was first, on 27 August 2021: of some of them only the day is known;"
            " the next, P3, 2 days later.",
            ["same day", "same day", "same day", "2 days"],
        ),
        (
            ["2021-08-27T14:03:00Z", "2021-08-27T14:03:00Z", "2021-08-27T14:42:30Z"],
            "P0 and P1 were first, on 27 August 2021 at 14:03 UTC; the next, P2, 39 minutes later.",
            ["first", "first", "39 min"],
        ),
    ],
)
def test_no_more_is_claimed_than_is_known(
    tmp_path: Path, times: list[str], sentence: str, lags: list[str]
) -> None:
    """A day without a time of day is neither before nor after others of that day."""
    for number, time in enumerate(times):
        write_article(
            tmp_path / "articles", f"{number}", title=headline(0),
            excerpt=telling(0, f"{number}"), provider={"name": f"P{number}"},
            publishedDateTime=time,
        )  # fmt: skip
    page = page_of(client_of(sync_into(tmp_path / "index", tmp_path / "articles")), "/story/0")
    assert page.one("p", class_="firsts").text == sentence
    cells = [each.text for each in page.all("td")]
    assert cells[::3] == lags
    when = [each.text for each in page.all("p", class_="when")]
    assert ["00:00" in text for text in when] == [False] * len(times)


def test_many_providers_are_folded(tmp_path: Path) -> None:
    """Ten are seen above the articles, the others unfold; two more than ten are seen, too."""
    for number in range(13):
        write_article(
            tmp_path / "articles", f"{number:02}", title=headline(0),
            excerpt=telling(0, f"{number}"), provider={"name": f"P{number}"},
            publishedDateTime=f"2021-08-27T10:{number:02}:00Z",
        )  # fmt: skip
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    page = page_of(client, "/story/00")
    rest = page.one("details", class_="rest")
    assert rest.one("summary").text == "Show all 13 providers"
    assert [len(each.all("th", scope="row")) for each in (page.main, rest)] == [13, 3]
    (tmp_path / "articles" / "12.md").unlink()
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    assert not page_of(client, "/story/00").all("details", class_="rest")


def test_copies_are_folded_under_what_they_copy(tmp_path: Path) -> None:
    """One item of the line for each report; of a copy whose report is not shown one of its own."""
    titles = ["Ferry strike", "Strike of ferries", "FERRY: strike"]
    for number, (title, text) in enumerate(zip(titles, "aba", strict=True)):
        write_article(
            tmp_path / "articles", f"{number}", title=title, excerpt=telling(0, text),
            provider={"name": f"P{number}"}, publishedDateTime=f"2021-08-27T1{number}:00:00Z",
        )  # fmt: skip
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    page = page_of(client, "/story/0")
    assert "2 reports and 1 copy by 3 providers, 27 August 2021" in page.main.text
    folded = page.one("details", class_="copies")
    assert folded.one("summary").text == "and 1 copy: P2"
    assert folded.around[-1].one("p", class_="when").text.endswith("first")
    assert folded.one("h3").text == "FERRY: strike"
    assert "2 h later" in folded.text
    assert [each.text for each in page.main.all("h3")] == [
        "Ferry strike", "FERRY: strike", "Strike of ferries",
    ]  # fmt: skip
    assert page.all("td", class_="count")[2].text == "1 (1 copy)"
    alone = page_of(client, "/story/0?provider=P2")
    assert not alone.all("details", class_="copies")
    assert alone.link("an article that is not listed here") == "/article/0?provider=P2"
    (hit,) = page_of(client, "/?provider=P1").hits
    assert "Story: 2 reports and 1 copy by 3 providers" in hit.text


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
