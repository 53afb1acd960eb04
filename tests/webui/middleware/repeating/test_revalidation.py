"""Answers that somebody has already are not made, and not sent, again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from indexer.contract.errors import NoIndexError
from tests.support.articles import write_article
from tests.webui.clients import client_of
from tests.webui.serving import sync_into, until
from tests.webui.views.test_api import FERRY
from webui.middleware.repeating.revalidation import register, untagged
from webui.search.backend import Backend
from webui.search.results.base import IndexState

TAGGED = (
    *(
        "/",
        "/?q=ferry&last=7d",
        f"/article/{FERRY}",
        f"/story/{FERRY}?q=strike",
        "/compare?q=ferry",
    ),
    *("/compare.csv?q=ferry", "/coverage?q=ferry", "/followers.csv", "/ledger", "/audit?q=ferry"),
    *("/status", "/help", "/api/search?q=ferry", f"/api/articles/{FERRY}", "/api/audit?q=a+OR+b"),
    *("/api/suggest?q=ferr", "/api/status", "/api/ledger", "/api/followers", "/api/coverage"),
)
DAY = date(2024, 12, 31)


class Archive:
    """Stands behind the seam as far as tags look: it has a state, or none."""

    def __init__(self) -> None:
        self.state = IndexState(generation=1, articles=1, synced="2024-12-31T12:00:00Z")
        self.can_be_opened = True
        self.is_whole = True
        self.day = DAY
        self.views = 0

    def commit(self) -> None:
        """Go on to the next generation."""
        self.state = self.state.model_copy(update={"generation": self.state.generation + 1})

    @contextmanager
    def searcher(self) -> Iterator[Archive]:
        """Lend itself, if it can be opened."""
        if not self.can_be_opened:
            raise NoIndexError(Path("index"))
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
def asking(archive: Archive) -> FlaskClient:
    """Return a client of an application with one page, over that archive."""
    app = Flask(__name__)
    register(app, cast("Backend", archive), lambda: archive.day)

    @app.get("/page")
    def page() -> Response:
        archive.views += 1
        return Response("page", 200 if archive.can_be_opened and archive.is_whole else 503)

    @app.get("/committing")
    def committing() -> Response:
        archive.commit()
        return Response("of the state before, or of this one")

    @app.get("/free")
    @untagged
    def free() -> Response:
        return Response("free")

    return app.test_client()


def tag_of(client: FlaskClient, path: str = "/page", **options: Any) -> str:
    """Return the tag of an answer."""
    response = client.get(path, **options)
    assert response.status_code == 200
    return response.headers["ETag"]


def again(client: FlaskClient, tag: str, path: str = "/page") -> int:
    """Return the status of what somebody is answered who has it."""
    return client.get(path, headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}])
@pytest.mark.parametrize("path", TAGGED)
def test_whoever_has_an_answer_is_told_that_it_holds(
    client: FlaskClient, path: str, headers: dict[str, str], method: str
) -> None:
    """Each page, table and JSON has a weak tag, and with it comes back as nothing but headers."""
    path = path if not path.startswith("/story") else client.get(path).headers["Location"]
    first = client.open(path, method=method, headers=headers)
    assert first.status_code == 200
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    assert first.headers["Cache-Control"] == "no-cache"
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        second = client.open(path, method=method, headers={**headers, "If-None-Match": known})
        assert (second.status_code, second.data) == (304, b"")
        assert second.headers["ETag"] == tag
        assert second.headers["Cache-Control"] == "no-cache"
        assert "Accept-Encoding" in second.vary


def test_nothing_is_done_for_whoever_has_the_answer(asking: FlaskClient, archive: Archive) -> None:
    """The view of the page does not run."""
    tag = tag_of(asking)
    assert archive.views == 1
    assert again(asking, tag) == 304
    assert archive.views == 1
    assert again(asking, '"other"') == 200
    assert archive.views == 2


def test_every_address_has_its_own_tag(asking: FlaskClient) -> None:
    """Path, parameters, host and scheme are in the tag: links and pages name them."""
    tags = {
        tag_of(asking),
        tag_of(asking, "/page?q=a"),
        tag_of(asking, "/page?q=b"),
        tag_of(asking, base_url="http://elsewhere"),
        tag_of(asking, base_url="https://elsewhere"),
        tag_of(asking, base_url="http://elsewhere/cuttings"),
    }
    assert len(tags) == 6
    assert tag_of(asking) in tags


def test_a_commit_changes_the_tag(asking: FlaskClient, archive: Archive) -> None:
    """Another generation has other answers."""
    tag = tag_of(asking)
    archive.commit()
    assert again(asking, tag) == 200


def test_a_sync_without_changes_changes_the_tag(asking: FlaskClient, archive: Archive) -> None:
    """The time of the last sync is on the page: else nobody knew that nothing was imported."""
    tag = tag_of(asking)
    archive.state = archive.state.model_copy(update={"synced": "2024-12-31T13:00:00Z"})
    assert again(asking, tag) == 200


def test_the_next_day_changes_the_tag(asking: FlaskClient, archive: Archive) -> None:
    """What was found in the last seven days is something else on the next day."""
    tag = tag_of(asking)
    archive.day += timedelta(days=1)
    assert again(asking, tag) == 200
    archive.day -= timedelta(days=1)
    assert again(asking, tag) == 304


def test_an_archive_that_cannot_be_opened_is_said(asking: FlaskClient, archive: Archive) -> None:
    """Whoever has an answer of before is not told that it still holds, and errors have no tag."""
    tag = tag_of(asking)
    archive.can_be_opened = False
    response = asking.get("/page", headers={"If-None-Match": tag})
    assert response.status_code == 503
    assert "ETag" not in response.headers


def test_an_archive_that_is_cut_short_is_said(asking: FlaskClient, archive: Archive) -> None:
    """It is looked at before anything is said to hold."""
    tag = tag_of(asking)
    archive.is_whole = False
    response = asking.get("/page", headers={"If-None-Match": tag})
    assert response.status_code == 503
    assert "ETag" not in response.headers


def test_an_answer_has_the_tag_of_the_state_before_it(
    asking: FlaskClient, archive: Archive
) -> None:
    """What is committed while an answer is made does not get into its tag."""
    tag = tag_of(asking, "/committing")
    assert archive.state.generation == 2
    assert again(asking, tag, "/committing") == 200


def test_what_depends_on_more_has_no_tag(asking: FlaskClient) -> None:
    """A view may say so."""
    assert "ETag" not in asking.get("/free").headers


@pytest.mark.parametrize(
    "path", ["/healthz", "/nowhere", "/?page=0", "/article/nobody", "/api/search?page=0", "/?q="]
)
@pytest.mark.parametrize("known", ["*", '"a"', "W/", '"', "\xff", '*, "a"'])
def test_errors_and_redirections_have_no_tag(client: FlaskClient, path: str, known: str) -> None:
    """Whatever somebody says to have, they are answered as anybody."""
    response = client.get(path, headers={"If-None-Match": known})
    assert response.status_code == client.get(path).status_code != 304
    assert "ETag" not in response.headers


def test_syncs_change_the_tag_of_a_real_page(tmp_path: Path) -> None:
    """One that found nothing, and one that committed; what is damaged is answered with 503."""
    write_article(tmp_path / "articles", "one")
    index = sync_into(tmp_path / "index", tmp_path / "articles")
    client = client_of(index)
    tag = tag_of(client, "/")
    assert again(client, tag, "/") == 304
    sync_into(index, tmp_path / "articles")
    # Syncs within one second would show the same time.
    os.utime(index / "synced", (4_000_000_000, 4_000_000_000))
    assert again(client, tag, "/") == 200
    unchanged = tag_of(client, "/")
    write_article(tmp_path / "articles", "two")
    sync_into(index, tmp_path / "articles")
    until(lambda: again(client, unchanged, "/") == 200, seconds=2)
    last = tag_of(client, "/api/status")
    for toc in index.glob("*.toc"):
        toc.unlink()
    until(lambda: again(client, last, "/api/status") == 503, seconds=2)
