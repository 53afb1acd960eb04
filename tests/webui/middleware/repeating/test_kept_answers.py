"""Answers are given again as long as the archive stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask, Response, abort, request
from flask.testing import FlaskClient

from indexer.contract.errors import NoIndexError
from tests.support.articles import write_article
from tests.webui.middleware.authentication.test_guard import HASH, PASSWORD, basic
from tests.webui.serving import settings_for, sync_into, until
from webui.app import create_app
from webui.middleware.observing.noted import hits_of, note_hits
from webui.middleware.repeating.kept_answers import KeptAnswers
from webui.middleware.repeating.revalidation import register, untagged
from webui.search.backend import Backend
from webui.search.results.base import IndexState

ROOM = 100_000


class Archive:
    """Stands behind the seam as far as kept answers look: it has a state, and may be broken."""

    def __init__(self) -> None:
        self.state = IndexState(generation=1, articles=1, synced="2024-12-31T12:00:00Z")
        self.day = date(2024, 12, 31)
        self.is_whole = True

    def change(self, **values: Any) -> None:
        """Go on to another state."""
        self.state = self.state.model_copy(update=values)

    @contextmanager
    def searcher(self) -> Iterator[Archive]:
        """Lend itself."""
        yield self

    def check(self) -> None:
        """Say whether it is whole."""
        if not self.is_whole:
            raise NoIndexError(Path("index"))


@pytest.fixture
def archive() -> Archive:
    """Return an archive that does as it is told."""
    return Archive()


@pytest.fixture
def kept() -> KeptAnswers:
    """Return room for some answers."""
    return KeptAnswers(ROOM)


@pytest.fixture
def client(archive: Archive, kept: KeptAnswers) -> FlaskClient:
    """Return a client of an application whose answers say how many were made before them."""
    app = Flask(__name__)
    register(app, cast("Backend", archive), lambda: archive.day, kept)
    numbers = count(1)
    noted = app.extensions["noted"] = []

    @app.after_request
    def note(response: Response) -> Response:
        noted.append(hits_of(request.environ))
        return response

    @app.get("/page")
    def page() -> Response:
        note_hits(7)
        return Response(f"answer {next(numbers)}", headers={"Link": "</a>; rel=up"})

    @app.get("/large")
    def large() -> Response:
        return Response(f"{next(numbers)} {'x' * ROOM}")

    @app.get("/timed")
    def timed() -> Response:
        hits = [{"title": 'who said "took_ms":5 <span id="took">6</span>'}, {"took": next(numbers)}]
        body = json.dumps({"took_ms": 12345.67, "hits": hits}, separators=(",", ":"))
        return Response(body, content_type="application/json")

    @app.get("/streamed")
    def streamed() -> Response:
        return Response(iter([f"answer {next(numbers)}"]))

    @app.get("/private")
    def private() -> Response:
        return Response(f"answer {next(numbers)}", headers={"Cache-Control": "no-store"})

    @app.get("/free")
    @untagged
    def free() -> Response:
        return Response(f"answer {next(numbers)}")

    @app.get("/none")
    def none() -> Response:
        abort(404, f"answer {next(numbers)}")

    return app.test_client()


def said(client: FlaskClient, path: str = "/page", **options: Any) -> str:
    """Return the body of an answer."""
    return client.get(path, **options).get_data(as_text=True)


def test_an_answer_is_given_again(client: FlaskClient, kept: KeptAnswers) -> None:
    """The same bytes, with the headers of the view and the tag; it is counted."""
    first, second = client.get("/page"), client.get("/page")
    assert first.data == second.data == b"answer 1"
    for name in ("ETag", "Link", "Content-Type", "Content-Length"):
        assert first.headers.getlist(name) == second.headers.getlist(name) != []
    assert client.application.extensions["noted"] == [7, 7]
    use = kept.use()
    assert (use.hits, use.misses, use.limit) == (1, 1, ROOM)
    assert 0 < use.bytes <= ROOM


def test_every_address_has_its_own_answer(client: FlaskClient) -> None:
    """Parameters, in their order, and hosts tell addresses apart."""
    assert said(client, "/page?a=1&b=2") == "answer 1"
    assert said(client, "/page?b=2&a=1") == "answer 2"
    assert said(client, "/page?a=1&b=2", base_url="http://elsewhere") == "answer 3"
    assert said(client, "/page?a=1&b=2") == "answer 1"


@pytest.mark.parametrize(
    "change", [{"generation": 2}, {"articles": 2}, {"synced": "2024-12-31T13:00:00Z"}]
)
def test_another_state_has_other_answers(
    client: FlaskClient, archive: Archive, kept: KeptAnswers, change: dict[str, Any]
) -> None:
    """Those of the state before are forgotten, and their room is free."""
    before = [said(client, f"/page?q={number}") for number in range(5)]
    used = kept.use().bytes
    archive.change(**change)
    assert said(client, "/page?q=0") not in before
    assert kept.use().bytes < used / 4


def test_the_next_day_has_other_answers(client: FlaskClient, archive: Archive) -> None:
    """What counts from today is something else then."""
    assert said(client) == "answer 1"
    archive.day += timedelta(days=1)
    assert said(client) == "answer 2"


def test_an_answer_to_a_state_that_has_gone_is_not_kept(
    client: FlaskClient, archive: Archive, kept: KeptAnswers
) -> None:
    """One that was asked for before a commit and is there after it is kept for nobody."""
    kept.find("another's", "the state after")
    kept.keep("a tag", "the state before", Response("late"), None)
    assert kept.find("a tag", "the state after") is None


def test_a_damaged_index_is_not_answered_from_memory(
    client: FlaskClient, archive: Archive, kept: KeptAnswers
) -> None:
    """It is looked at before an answer is given again, as before anything is said to hold."""
    assert said(client) == "answer 1"
    archive.is_whole = False
    assert said(client) == "answer 2"
    archive.is_whole = True
    assert said(client) == "answer 1"


@pytest.mark.parametrize("path", ["/large", "/streamed", "/private", "/free", "/none"])
def test_some_answers_are_not_kept(client: FlaskClient, kept: KeptAnswers, path: str) -> None:
    """Too large ones, streams, those that nobody may keep or that have no tag, and errors."""
    assert said(client, path) != said(client, path)
    assert kept.use().bytes == 0


def test_the_least_recently_used_goes_first(client: FlaskClient, kept: KeptAnswers) -> None:
    """All together never take more than their budget."""
    first = said(client, "/page?q=first")
    for number in range(200):
        said(client, f"/page?q={number}")
        assert said(client, "/page?q=first") == first
        assert kept.use().bytes <= ROOM
    assert said(client, "/page?q=0") not in ("answer 2", first)


def test_nothing_is_kept_without_a_budget(archive: Archive) -> None:
    """Nor is anything counted."""
    kept = KeptAnswers(0)
    kept.keep("tag", "state", Response("body"), None)
    assert kept.find("tag", "state") is None
    assert kept.use() == (0, 0, 0, 0)


def test_an_answer_says_how_long_it_took_itself(client: FlaskClient) -> None:
    """Not how long the one before it took; what strangers have written is not taken for that."""
    first, second = (json.loads(said(client, "/timed")) for _ in range(2))
    assert first["hits"] == second["hits"]
    assert first["took_ms"] == 12345.67
    assert 0 <= second["took_ms"] < 5000


def test_a_kept_answer_is_told_to_hold(client: FlaskClient) -> None:
    """Who has it is told so, whether it is kept or not; HEAD has no body, and keeps nothing."""
    assert client.head("/page?q=head").data == b""
    assert said(client, "/page?q=head") == "answer 2"
    tag = client.get("/page").headers["ETag"]
    assert client.get("/page", headers={"If-None-Match": tag}).status_code == 304
    again = client.head("/page")
    assert (again.status_code, again.data, again.headers["ETag"]) == (200, b"", tag)


def test_what_may_be_asked_is_told_whatever_is_kept(client: FlaskClient) -> None:
    """OPTIONS asks of the address, not for the page."""
    tag = client.get("/page").headers["ETag"]
    for headers in ({}, {"If-None-Match": tag}):
        told = client.options("/page", headers=headers)
        assert (told.status_code, told.data) == (200, b"")
        assert set(told.allow) == {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of a few articles."""
    folder = tmp_path_factory.mktemp("kept")
    for name in ("one", "two"):
        write_article(folder / "articles", name)
    return sync_into(folder / "index", folder / "articles")


def of(index: Path, **options: str) -> FlaskClient:
    """Return a client of the whole application."""
    return create_app(settings_for(index, **options)).test_client()


def timeless(body: bytes) -> bytes:
    """Return a body without what it says of how long it took."""
    return re.sub(rb'("took_ms":|<span id="took">)[\d.]+', b"", body)


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}])
@pytest.mark.parametrize("path", ["/", "/?q=one", "/api/search", "/coverage", "/api/status"])
def test_pages_and_json_are_the_same_when_given_again(
    index: Path, path: str, headers: dict[str, str]
) -> None:
    """But for the time that they took; with all headers, compressed or not."""
    client = of(index)
    plain = timeless(client.get(path).data)
    first, second = client.get(path, headers=headers), client.get(path, headers=headers)
    if not headers:
        assert timeless(first.data) == timeless(second.data) == plain
    unlike = {"X-Request-ID", "Content-Length"}
    names = [name for name, _ in first.headers if name not in unlike]
    assert names == [name for name, _ in second.headers if name not in unlike]
    assert [first.headers[name] for name in names] == [second.headers[name] for name in names]
    assert b"cuttings_answer_cache_hits_total 2.0" in client.get("/metrics").data


def test_a_password_is_asked_for_before_anything_is_given(index: Path) -> None:
    """What somebody was answered who has it is not given to somebody who has not."""
    client = of(index, password_hash=HASH)
    assert client.get("/api/search", headers=basic(PASSWORD)).status_code == 200
    assert client.get("/api/search").status_code == 401
    assert client.get("/api/search", headers=basic(PASSWORD)).status_code == 200


def test_a_sync_is_seen_by_who_asks_again(tmp_path: Path) -> None:
    """A kept answer is given no more when another state is open."""
    write_article(tmp_path / "articles", "one")
    index = sync_into(tmp_path / "index", tmp_path / "articles")
    client = of(index)
    assert [client.get("/api/search").get_json()["total"] for _ in range(2)] == [1, 1]
    write_article(tmp_path / "articles", "two")
    sync_into(index, tmp_path / "articles")
    until(lambda: client.get("/api/search").get_json()["total"] == 2)
