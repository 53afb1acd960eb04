"""The page of an article, and that of an article that is not there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.articles import write_article
from tests.support.stories.events import headline, telling
from tests.webui.clients import client_of, page_of, quoted
from tests.webui.hostile import MARKUP, TEXT
from tests.webui.parsed_page import Page
from tests.webui.serving import sync_into
from tests.webui.views.test_api import FERRY, get
from tests.webui.views.test_search import parameters

FIRST = "2022/2022-05-31-skarrow-ferry-crews-vote-nine-to-one-to-walk-out-on-friday"
STYLES = ["APA", "MLA", "Chicago", "BibTeX", "RIS"]


def facts(page: Page) -> dict[str, str]:
    """Return what a page says of its article, by term."""
    listed = page.main.one("dl")
    terms = [each.text for each in listed.all("dt")]
    return dict(zip(terms, (each.text for each in listed.all("dd")), strict=True))


def references(page: Page, section: str) -> list[str]:
    """Return where the list of a section leads."""
    return [
        link.href
        for part in page.all("section", **{"aria-labelledby": section})
        for link in part.one("ul", class_="references").all("a")
        if "leaves" not in link.classes
    ]


def test_an_article_page_says_everything(tmp_path: Path) -> None:
    """All that the index knows is on the page: the same as in the API, in words."""
    write_article(
        tmp_path / "articles",
        "a/full",
        title="Everything known",
        excerpt="All of it.",
        topics=["Ships & Sea", "Food"],
        provider={"name": "The Post", "domain": "post.example"},
        publishedDateTime="2021-08-26T23:05:00-02:00",
        type="article",
        category="news",
        quality=1066,
        heat=-1,
        published=True,
        webUrl="https://post.example/a",
        originalUrl="https://post.example/original",
        ampWebUrl="https://post.example/amp",
        cdnAmpWebUrl="https://cdn.example/amp",
    )
    page = page_of(
        client_of(sync_into(tmp_path / "index", tmp_path / "articles")), "/article/a/full"
    )
    assert page.one("h1").text == "Everything known"
    assert page.one("p", class_="lead").text == "All of it."
    assert page.link("Read at The Post ↗") == "https://post.example/a"
    told = facts(page)
    assert told.pop("First indexed").endswith("UTC (generation 1)")
    assert told == {
        "Provider": "The Post post.example",
        "Published": "27 August 2021, 01:05 UTC",
        "Topics": "Ships & SeaFood",
        "Type": "article (news)",
        "Quality": "1066 (the curators’ mark, the higher the better)",
        "Heat": "unknown (the importers’ measure of attention, the higher the more)",
        "Curated": "yes, marked by the curators",
        "Original": "https://post.example/original",
        "AMP": "https://post.example/amp",
        "AMP cache": "https://cdn.example/amp",
        "Id": "a/full",
    }
    assert page.link("Ships & Sea") == "/?topic=Ships+%26+Sea"
    assert page.link("The Post") == "/?provider=The+Post"
    for link in page.main.all("a"):
        assert link.href.startswith(("/", "#")) or "noreferrer" in link.attributes["rel"]


def test_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    """An article that has a title only has a page nevertheless."""
    write_article(tmp_path / "articles", "bare", title="Bare")
    page = page_of(client_of(sync_into(tmp_path / "index", tmp_path / "articles")), "/article/bare")
    told = facts(page)
    assert told.pop("First indexed")
    assert told == {
        "Published": "no date",
        "Heat": "unknown (the importers’ measure of attention, the higher the more)",
        "Curated": "no, not marked by the curators",
        "Id": "bare",
    }
    assert not page.main.all("p", class_="lead")
    assert not page.main.all("section", **{"aria-labelledby": "story"})
    assert not page.main.all("section", **{"aria-labelledby": "similar"})


def test_an_article_page_shows_the_other_articles_of_the_story(client: FlaskClient) -> None:
    """The page lists the story, newest first, the article itself left out, and links to it."""
    page = page_of(client, f"/article/{FERRY}")
    assert page.one("h1").text == "Ferry strike halts passenger sailings to Skarrow Islands"
    assert page.link("All 6 reports by 6 providers, in order of time") == f"/story/{FIRST}"
    links = references(page, "story")
    assert len(links) == 5
    assert f"/article/{FERRY}" not in links
    assert links[-1] == f"/article/{FIRST}"
    dates = [get(client, f"/api{link.replace('/article', '/articles')}") for link in links]
    published = [each["published"] for each in dates]
    assert published == sorted(published, reverse=True)


def test_the_story_of_many_articles_is_cut(tmp_path: Path) -> None:
    """Of a long story the newest are listed, and it is said of how many."""
    for number in range(1, 14):
        write_article(
            tmp_path / "articles",
            f"{number:02}",
            title=headline(0),
            provider={"name": f"P{number}"},
            excerpt=telling(0, f"{number}"),
            publishedDateTime=f"2021-08-26T{number:02}:00:00Z",
        )
    page = page_of(client_of(sync_into(tmp_path / "index", tmp_path / "articles")), "/article/05")
    assert references(page, "story") == [
        f"/article/{number:02}" for number in (13, 12, 11, 10, 9, 8, 7, 6, 4, 3)
    ]
    assert "The newest 10 of 12 others." in page.main.text


def test_an_article_page_lists_what_the_importer_relates(tmp_path: Path) -> None:
    """Apart from the story, in the order of the file, ten of them and how many there are."""
    for number in range(13):
        write_article(
            tmp_path / "articles",
            f"{number:02}",
            webUrl=f"https://a.example/{number}",
            related=[{"webUrl": f"https://a.example/{other}"} for other in range(number)],
        )
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    page = page_of(client, "/article/12?q=title")
    assert references(page, "related") == [f"/article/{n:02}?q=title" for n in range(10)]
    assert "Related, as the importer has it" in page.main.text
    assert "The first 10 of 12." in page.main.text
    assert references(page_of(client, "/article/02"), "related") == ["/article/00", "/article/01"]
    assert references(page_of(client, "/article/00"), "related") == []


def test_an_article_page_leads_to_similar_ones(client: FlaskClient) -> None:
    """Similar articles are others than those of the story, and each can be read of."""
    page = page_of(client, f"/article/{FERRY}")
    similar = references(page, "similar")
    assert similar
    assert not {*similar} & {f"/article/{FERRY}", *references(page, "story")}
    assert all(page_of(client, link).one("h1").text for link in similar)


def test_an_article_knows_the_search_one_came_from(client: FlaskClient) -> None:
    """Back to the page of hits that it stands on, and on through them all, words marked."""
    search = "q=ferry&sort=oldest&size=10"
    hits = get(client, "/api/search?q=ferry&sort=oldest&size=100")["hits"]
    ids = [hit["id"] for hit in hits]
    seen = [f"/article/{quoted(ids[0])}?{search}"]
    for place, id in enumerate(ids):
        assert seen[-1] == f"/article/{quoted(id)}?{search}"
        page = page_of(client, seen[-1])
        trail = page.one("nav", class_="trail")
        assert f"{place + 1} of {len(ids)}" in trail.text
        back = page.link(f"← {len(ids)} articles for “ferry”")
        assert parameters(back) == {
            "q": ["ferry"],
            "sort": ["oldest"],
            "size": ["10"],
            **({"page": ["2"]} if place > 9 else {}),
        }
        titles = [hit.one("h2").one("a").href for hit in page_of(client, back).hits]
        assert seen[place] in titles
        previous = [link.href for link in trail.all("a", rel="prev nofollow")]
        assert previous == seen[-2:-1]
        seen += [link.href for link in trail.all("a", rel="next nofollow")]
    assert len(seen) == len(ids)
    assert page_of(client, f"/article/{FERRY}?{search}").one("h1").one("mark").text == "Ferry"


def test_an_article_that_the_search_does_not_find_leads_back_all_the_same(
    client: FlaskClient,
) -> None:
    """It has no neighbours then, and no page; words are marked all the same."""
    page = page_of(client, f"/article/{FERRY}?q=ferry&type=video&images=0&page=2")
    trail = page.one("nav", class_="trail")
    total = get(client, "/api/search?q=ferry&type=video")["total"]
    assert [link.href for link in trail.all("a")] == ["/?q=ferry&type=video&images=0"]
    assert trail.text == f"← {total} article{'s' * (total != 1)} for “ferry”, filtered"
    assert page.one("h1").one("mark").text == "Ferry"


def test_folded_stories_are_stepped_through(client: FlaskClient) -> None:
    """Where stories are folded, the next article is that of the next story."""
    folded = get(client, "/api/search?q=ferry&group=story")
    page = page_of(client, f"/article/{quoted(folded['hits'][1]['id'])}?q=ferry&group=story")
    trail = page.one("nav", class_="trail")
    assert f"story 2 of {folded['stories']}" in trail.text
    (following,) = trail.all("a", rel="next nofollow")
    assert following.href == f"/article/{quoted(folded['hits'][2]['id'])}?q=ferry&group=story"


@pytest.mark.parametrize("query", ["", "?images=0", "?page=3&size=50"])
def test_who_came_from_no_search_is_told_of_none(client: FlaskClient, query: str) -> None:
    """There is no way back to what one has not seen."""
    page = page_of(client, f"/article/{FERRY}{query}")
    assert not page.all("nav", class_="trail")
    assert not page.main.all("mark")


def test_an_article_can_be_cited(client: FlaskClient) -> None:
    """Each style stands ready to be copied, whole, with the day of today; the first is open."""
    page = page_of(client, f"/article/{FERRY}")
    shown = page.all("details", class_="citation")
    assert [each.one("summary").text for each in shown] == STYLES
    assert ["open" in each.attributes for each in shown] == [True, False, False, False, False]
    today = datetime.now(UTC).date().isoformat()
    for each in shown:
        text = each.one("pre")
        assert "Ferry strike halts passenger sailings to Skarrow Islands" in text.text
        assert "meridian-wire.example" in text.text
        assert each.one("button").attributes["data-copy"] == text.attributes["id"]
    assert f"urldate = {{{today}}}" in shown[3].text
    assert [each.text for each in shown[0].all("em")] == [page.one("h1").text]
    assert "".join(shown[4].one("pre").pieces).startswith("TY  - NEWS\r\nTI  - Ferry")


def test_citations_of_hostile_articles_are_text(hostile: FlaskClient) -> None:
    """Nothing but the emphasis of the styles is an element of a citation."""
    for hit in get(hostile, "/api/search?size=100")["hits"]:
        page = page_of(hostile, f"/article/{quoted(hit['id'])}")
        texts = page.all("pre")
        assert len(texts) == len(STYLES)
        assert {inner.tag for each in texts for inner in each.inside} <= {"em"}
    page = page_of(hostile, f"/article/{quoted('a/x y&' + chr(34) + '<b>%2e;#?')}")
    assert "<script>alert(1)</script>" in page.all("pre")[0].text
    assert MARKUP not in page.all("pre")[0].text
    assert "&lt;" in TEXT
    assert "&lt;" not in page.all("pre")[0].text


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("2022/2022-06-03-ferry-strike", "2022 06 03 ferry strike"),
        ("none-ferry", "none ferry"),
        ("a/b/Ferry.and tram", "ferry and tram"),
        ("ferry%0Astrike", "ferry strike"),
    ],
)
def test_an_unknown_article_is_looked_for_by_its_name(
    client: FlaskClient, path: str, query: str
) -> None:
    """The page offers a search by the words of the id's last part, with a true number."""
    page = page_of(client, f"/article/{path}", 404)
    assert page.one("h1").text == "There is no such article"
    link = page.link("Search for the words of its name")
    assert parameters(link) == {"q": [query], "match": ["any"]}
    found = page_of(client, link).found
    assert found > 0
    assert f"Search for the words of its name: {found} article" in page.main.text
    assert page.link("Search all articles") == "/"


@pytest.mark.parametrize("path", ["zzzqqq", "---", "ferry/", "%22%3E%3Cscript%3E", "x" * 3000])
def test_a_name_that_finds_nothing_is_not_offered(client: FlaskClient, path: str) -> None:
    """Where no article has any of the words, only the search for everything is left."""
    page = page_of(client, f"/article/{path}", 404)
    assert "words of its name" not in page.main.text
    assert page.link("Search all articles") == "/"


def test_a_missing_article_is_not_found_by_the_api(client: FlaskClient) -> None:
    """The page and the API agree that there is none."""
    assert client.get("/article/none-ferry").status_code == 404
    assert client.get("/api/articles/none-ferry").status_code == 404
