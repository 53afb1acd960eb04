"""The feeds of a search, as readers of feeds poll them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import feedparser
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.syncing.sync import rebuild, sync
from tests.support.articles import touch, write_article
from tests.support.clock import BEGIN, SECOND, Clock
from tests.webui.clients import client_of, page_of
from tests.webui.formats.syndication.json_feeds import assert_json_feed
from tests.webui.search.library import article
from tests.webui.search.reference.backend import ReferenceBackend
from tests.webui.serving import settings_for
from webui.search.backend import Backend
from webui.search.local.backend import LocalBackend
from webui.search.local.snapshot import holder
from webui.views.downloads import feeds

DAY = 86_400
FIRST = datetime.fromtimestamp(BEGIN / SECOND, UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock that syncs look at."""
    return Clock(monkeypatch)


@pytest.fixture(autouse=True)
def _see_commits_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder, "_CHECK_SECONDS", 0)


def parsed(response: TestResponse) -> Any:
    """Return an Atom feed as feedparser reads it; it must be well formed."""
    assert response.status_code == 200, response.text
    assert response.content_type == "application/atom+xml; charset=utf-8"
    # As it stands there: both of these write the HTML anew.
    found = feedparser.parse(response.data, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


def polled(response: TestResponse) -> Any:
    """Return a JSON feed, checked against the specification."""
    assert response.status_code == 200, response.text
    assert response.content_type == "application/feed+json; charset=utf-8"
    feed = json.loads(response.data)
    assert_json_feed(feed)
    return feed


def ids(feed: Any) -> list[str]:
    """Return the ids of the entries, in order."""
    return [entry.id for entry in feed.entries]


def link(feed: Any, rel: str) -> str:
    """Return where a link of a feed leads; empty where there is none."""
    return "".join(each.href for each in feed.feed.links if each.rel == rel)


def at(client: FlaskClient, backend: Backend, moment: Callable[[], datetime]) -> None:
    """Have feeds below ``/then`` that are made at some time."""
    views = feeds.blueprint(backend, moment)
    client.application.register_blueprint(views, name="then", url_prefix="/then")


def test_both_formats_have_what_the_search_finds(client: FlaskClient) -> None:
    """The same entries in the same order, and each hit once."""
    atom = parsed(client.get("/feed.atom?q=ferry"))
    feed = polled(client.get("/feed.json?q=ferry"))
    answer = client.get("/api/search?q=ferry&size=100").json
    assert answer is not None
    assert ids(atom) == [item["id"] for item in feed["items"]]
    assert len(atom.entries) == answer["total"]
    by_title = {hit["title"]: hit for hit in answer["hits"]}
    for entry, item in zip(atom.entries, feed["items"], strict=True):
        hit = by_title[entry.title]
        assert entry.updated == item["date_modified"] == hit["added"]
        assert entry.get("published") == item.get("date_published") == hit["published"]
        assert entry.links[0].href == item["url"] == hit["url"]
        assert entry.content[0].value == item["content_html"]
        assert [tag.term for tag in entry.get("tags", ())] == item.get("tags", []) == hit["topics"]


def test_an_entry_names_the_query_and_marks_its_words(client: FlaskClient) -> None:
    """Title and excerpt with marks, the search as a link, and the article's page here."""
    feed = parsed(client.get("/feed.atom?q=ferry&last=&from=2022"))
    assert feed.feed.title == "Cuttings: ferry, From 2022"
    for entry in feed.entries:
        html = entry.content[0].value
        assert "<mark>" in html
        found_by = '<a href="http://localhost/?q=ferry&amp;from=2022">ferry, From 2022</a>'
        assert f"Found by: {found_by}" in html
        related = [each.href for each in entry.links if each.rel == "related"]
        assert related[0].startswith("http://localhost/article/2")
        assert client.get(related[0]).status_code == 200


@pytest.mark.parametrize("root", ["http://127.0.0.1:8000", "https://localhost/cuttings"])
def test_addresses_follow_the_reader_and_ids_do_not(client: FlaskClient, root: str) -> None:
    """All links are whole; entries are the same whoever asks from where."""
    here = parsed(client.get("/feed.atom?q=ferry"))
    there = parsed(client.get("/feed.atom?q=ferry", base_url=root))
    assert ids(here) == ids(there)
    assert link(there, "self") == f"{root}/feed.atom?q=ferry"
    assert link(there, "alternate") == f"{root}/?q=ferry"
    assert there.entries[0].links[1].href.startswith(f"{root}/article/")
    assert f'href="{root}/?q=ferry"' in there.entries[0].content[0].value


def test_nothing_else_is_found_instead(client: FlaskClient) -> None:
    """Not some of the words, no other spelling: there may be news of these words one day."""
    assert client.get("/api/search?q=ferry+zzzqqq").json["total"] > 0  # type: ignore[index]
    assert parsed(client.get("/feed.atom?q=ferry+zzzqqq")).entries == []


def test_what_was_not_understood_is_said(client: FlaskClient) -> None:
    """The search is answered as on its page, and the feed says how it was read."""
    feed = parsed(client.get("/feed.atom", query_string={"q": "ferry quality:high"}))
    assert "“high” is not a number" in feed.feed.subtitle


@pytest.mark.parametrize(
    "listed", ["sort=oldest", "page=7", "size=10", "group=story", "measure=share", "peaks=1"]
)
def test_how_hits_are_listed_means_nothing(client: FlaskClient, listed: str) -> None:
    """Any address of a search page is one of a feed."""
    assert ids(parsed(client.get(f"/feed.atom?q=ferry&{listed}"))) == ids(
        parsed(client.get("/feed.atom?q=ferry"))
    )


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("sample=5", "sample"),
        ("weeks=2", "weeks"),
        ("sample=5&weeks=2", "sample"),
        ("before=x", "before"),
        ("before=x:y", "before"),
        ("before=1:a&before=1:b", "before"),
        ("since=99", "since"),
        ("last=x", "last"),
        ("cursor=1", "cursor"),
    ],
)
@pytest.mark.parametrize("kind", ["atom", "json"])
def test_what_cannot_be_is_refused(
    client: FlaskClient, kind: str, query: str, parameter: str
) -> None:
    """With a sentence that names the parameter, as JSON where the feed is."""
    response = client.get(f"/feed.{kind}?q=ferry&{query}")
    assert response.status_code == 400
    if kind == "json":
        assert response.json is not None
        assert response.json["error"]["parameter"] == parameter
        assert parameter in response.json["error"]["message"]
    else:
        assert parameter in page_of(client, f"/feed.{kind}?q=ferry&{query}", 400).main.text
    assert "ETag" not in response.headers


@pytest.mark.parametrize("before", ["", "1:", "1:\udcff", "0:a", "9999999999:é\n\x00", "1:%"])
def test_any_position_is_answered(client: FlaskClient, before: str) -> None:
    """Also one at which there is nothing."""
    raw = before.encode(errors="surrogateescape")
    parsed(client.get("/feed.atom", query_string={"before": raw}))


def test_hostile_articles_have_feeds(hostile: FlaskClient) -> None:
    """Whatever stands in an article, both formats can be read, and nothing of it is markup."""
    feed = parsed(hostile.get("/feed.atom"))
    polled(hostile.get("/feed.json"))
    assert feed.entries
    for entry in feed.entries:
        assert "<script" not in entry.content[0].value.lower()
        assert all(each.href.startswith(("http://", "https://")) for each in entry.links)


def test_the_search_page_leads_to_its_feed(client: FlaskClient) -> None:
    """In its head, for programs, and as a link; a sample has none."""
    page = page_of(client, "/?q=ferry&from=2022&sort=oldest")
    atom, other = page.all("link", rel="alternate")
    assert atom.attributes["type"] == "application/atom+xml"
    assert other.attributes["type"] == "application/feed+json"
    assert page.main.one("a", href="/feed.atom?q=ferry&from=2022").text == "Feed"
    assert ids(parsed(client.get(atom.href))) == [
        item["id"] for item in polled(client.get(other.href))["items"]
    ]
    assert page_of(client, "/?q=ferry&sample=5").all("link", rel="alternate") == []


def test_a_feed_of_nothing_yet(tmp_path: Path) -> None:
    """It is valid, and says that the archive is empty."""
    feed = parsed(client_of(tmp_path, ReferenceBackend()).get("/feed.atom?q=storm"))
    assert feed.entries == []
    assert "0 articles, generation 1" in feed.feed.subtitle
    assert client_of(tmp_path / "none").get("/feed.atom").status_code == 503


def test_those_of_which_nothing_is_known_are_left_out(tmp_path: Path) -> None:
    """The feed says how many they are."""
    backend = ReferenceBackend([article("a"), article("b")], history=lambda _: None)
    feed = parsed(client_of(tmp_path, backend).get("/feed.atom"))
    assert feed.entries == []
    assert "2 articles are left out" in feed.feed.subtitle


def test_polling_is_free_until_something_comes(tmp_path: Path, clock: Clock) -> None:
    """The tag holds over days and over syncs without changes, and goes with any change."""
    settings, folder = settings_for(tmp_path / "index"), tmp_path / "articles"
    write_article(folder, "a", title="A storm")
    sync(folder, settings)
    backend = LocalBackend(settings.index, 2**24, read_ahead=False)
    client = client_of(tmp_path / "index", backend)
    now = [FIRST]
    at(client, backend, lambda: now[0])

    def tag(path: str, status: int = 200, known: str = "") -> str:
        response = client.get(f"/then{path}", headers={"If-None-Match": known} if known else {})
        assert response.status_code == status
        assert response.headers["Cache-Control"] == "no-cache"
        assert status == 200 or response.data == b""
        return response.headers["ETag"]

    plain = [tag(path) for path in ("/feed.atom", "/feed.json", "/feed.atom?q=storm")]
    assert len(set(plain)) == 3
    relative = [tag(path) for path in ("/feed.atom?last=7d", "/feed.atom?q=added:%3E7d")]
    now[0] += timedelta(days=1)
    sync(folder, settings)
    assert tag("/feed.atom", 304, plain[0]) == plain[0]
    assert tag("/feed.atom?q=storm", 304, f'"x", {plain[2]}') == plain[2]
    assert tag("/feed.atom?last=7d", 200, relative[0]) != relative[0]
    assert tag("/feed.atom?q=added:%3E7d", 200, relative[1]) != relative[1]
    now[0] += timedelta(days=3)
    silent = tag("/feed.atom", 200, plain[0])
    now[0] += timedelta(days=30)
    sync(folder, settings)
    write_article(folder, "b", title="Calm")
    clock.go(34 * DAY)
    sync(folder, settings)
    assert tag("/feed.atom", 200, silent) not in (plain[0], silent)
    backend.close()


def test_silence_is_told_once_and_for_all(tmp_path: Path, clock: Clock) -> None:
    """After three days without an import one entry says so; it stays as it is, and goes."""
    settings, folder = settings_for(tmp_path / "index"), tmp_path / "articles"
    write_article(folder, "a", title="A storm")
    sync(folder, settings)
    backend = LocalBackend(settings.index, 2**24, read_ahead=False)
    client = client_of(tmp_path / "index", backend)
    now = [FIRST]
    at(client, backend, lambda: now[0])

    def entries(path: str = "/then/feed.atom?q=nothing") -> list[Any]:
        return list(parsed(client.get(path)).entries)

    now[0] = FIRST + timedelta(days=3)
    assert entries() == []
    now[0] += timedelta(seconds=1)
    (silent,) = entries()
    assert silent.title == "Nothing has been imported for 3 days"
    assert "does not mean that there is no news" in silent.content[0].value
    assert silent.updated == (FIRST + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    now[0] += timedelta(days=40)
    assert entries() == [silent]
    polled(client.get("/then/feed.json"))
    assert entries("/then/feed.atom?before=1:z")[0].title == "A storm"
    clock.go(44 * DAY)
    write_article(folder, "b", title="Calm")
    sync(folder, settings)
    assert entries() == []
    now[0] += timedelta(days=10)
    (other,) = entries()
    assert other.id != silent.id
    backend.close()


def walked(client: FlaskClient, path: str, most: int = 100) -> list[str]:
    """Return the ids of all pages, as a reader that follows the links meets them."""
    found: list[str] = []
    while path:
        feed = parsed(client.get(path))
        assert link(feed, "first").endswith("/feed.atom?q=storm")
        assert len(feed.entries) <= most
        found += ids(feed)
        path = link(feed, "next")
        assert not path or len(feed.entries) == most
        assert not path or dict(parse_qsl(urlsplit(path).query))["before"]
    return found


@pytest.mark.slow
def test_five_hundred_hits_are_five_hundred_entries(tmp_path: Path) -> None:
    """A reader gets all that came in, and nothing for files touched, renamed or read anew."""
    folder, settings = tmp_path / "articles", settings_for(tmp_path / "index")
    for number in range(520):
        fields = {"webUrl": f"https://e.example/{number}"}
        write_article(folder, f"old/{number}", title=f"Storm {number}", **fields)
    sync(folder, settings)
    client = client_of(settings.index)
    before = walked(client, "/feed.atom?q=storm")
    assert len(set(before)) == len(before) == 520
    for number in range(1000, 1500):
        fields = {"webUrl": f"https://e.example/{number}"}
        write_article(folder, f"new/{number}", title=f"Storm {number}", **fields)
    sync(folder, settings)
    after = walked(client, "/feed.atom?q=storm")
    assert after[500:] == before
    assert len(set(after)) == 1020
    for path in sorted(folder.rglob("*.md"))[:300]:
        touch(path)
    for number in range(1000, 1200):
        (folder / f"new/{number}.md").rename(folder / f"{number}.md")
    sync(folder, settings)
    assert walked(client, "/feed.atom?q=storm") == after
    assert rebuild(folder, settings).failed == ()
    assert walked(client, "/feed.atom?q=storm") == after
