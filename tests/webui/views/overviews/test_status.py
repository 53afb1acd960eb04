"""What the last sync did, and which files could not be read, on the page and as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.contract.syncs.last_sync import Changed, FailedFile, LastSync, Refused, write_last_sync
from tests.support.articles import write_article
from tests.webui.clients import client_of, page_of
from tests.webui.serving import sync_into
from webui.search.local.answers.sync_record import last_sync
from webui.search.results.status import LastSync as ToldLastSync

NOON = datetime(2021, 9, 1, 12, tzinfo=UTC)
DONE = LastSync(
    command="sync", result="done", time=NOON, seconds=1.25, done=NOON, articles=1,
    changed=Changed(added=1_234, unchanged=5, removed=1),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index whose last sync the tests say anew."""
    folder = tmp_path_factory.mktemp("status")
    write_article(folder / "articles", "a")
    return sync_into(folder / "index", folder / "articles")


@pytest.fixture(scope="module")
def client(index: Path) -> FlaskClient:
    """Return a client over it."""
    return client_of(index)


def shown(client: FlaskClient, index: Path, **changes: Any) -> str:
    """Return the text of the page when the last sync was such a one."""
    write_last_sync(index, DONE.model_copy(update=changes))
    return " ".join(page_of(client, "/status").one("main").text.split())


def failing(path: str = "2021/a.md", **changes: Any) -> FailedFile:
    """Return a file that could not be read."""
    known = FailedFile(
        path=path, line=3, column=7, cause="not YAML", reason="did not find <this>", kept=True,
        since=NOON,
    )  # fmt: skip
    return known.model_copy(update=changes)


def test_what_was_done_is_said(client: FlaskClient, index: Path) -> None:
    """In numbers, without those that are 0."""
    text = shown(client, index)
    assert "1 September 2021, 12:00 UTC, done in 1.2 s: 1,234 added, 5 unchanged, 1 marked" in text
    assert "could not be read" not in text
    assert "done in 1.2 s: no articles." in shown(client, index, changed=Changed())


def test_failures_stand_there_with_place_reason_and_time(client: FlaskClient, index: Path) -> None:
    """Each, and all by cause; a stranger's words are no markup."""
    failures = (failing(), failing("b.md", line=None, column=None, kept=False, since=None))
    text = shown(client, index, failed=2, causes={"not YAML": 2}, failures=failures)
    assert "Files that could not be read 2: 2 not YAML." in text
    assert (
        "2021/a.md:3:7 did not find <this> since 1 September 2021, 12:00 UTC; "
        "an earlier version stays b.md did not find <this> for some time"
    ) in text


def test_of_many_failures_the_rest_is_counted(client: FlaskClient, index: Path) -> None:
    """And where they are listed."""
    failures = tuple(failing(f"{number:03}.md") for number in range(150))
    known: dict[str, Any] = {"causes": {"not YAML": 150}, "failures": failures}
    assert "and 50 more (the JSON lists all)" in shown(client, index, failed=150, **known)
    assert "and 1,400 more (the JSON lists 150)" in shown(client, index, failed=1_500, **known)


def test_a_sync_that_was_refused_says_why(client: FlaskClient, index: Path) -> None:
    """What it saw, without a path of the machine, and of when what is shown is."""
    refused = Refused(files=3, articles=1_371, deleted=1_369, removed=2, versions=0)
    private = {"message": "The folder /home/me/articles …", "command": "rebuild"}
    text = shown(client, index, result="refused", refused=refused, **private)
    assert (
        "The last rebuild was not done 1 September 2021, 12:00 UTC: it did nothing, because it "
        "would have deleted 1,369 of 1,371 articles (2 say that they are removed). The folder had "
        "3 article files. What is shown is as of 1 September 2021, 12:00 UTC."
    ) in text
    assert "/home" not in text
    assert "/home" not in client.get("/api/status").text
    versions = refused.model_copy(update={"versions": 2})
    text = shown(client, index, result="refused", refused=versions, done=None)
    assert "the last good version of 2 files that cannot be read would have been lost" in text
    assert "What is shown is older." in text


def test_a_sync_that_failed_says_where_it_is_told(client: FlaskClient, index: Path) -> None:
    """Its message may name paths of the machine."""
    text = shown(client, index, result="failed", message="/home/me: denied")
    assert "it failed. Why, says cuttings-index status on the machine where it ran." in text
    assert "/home" not in text


def test_where_nothing_is_known_nothing_is_said(client: FlaskClient, index: Path) -> None:
    """As after a sync of an earlier version."""
    (index / "last_sync.json").write_bytes(b"garbled")
    assert client.get("/api/status").json["last_sync"] is None  # type: ignore[index]
    assert "The last sync" not in page_of(client, "/status").one("main").text


def test_what_many_ask_for_is_made_once(
    client: FlaskClient, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand files that fail are read and told apart once for each record, not each request."""
    write_last_sync(index, DONE)
    first = client.get("/api/status")
    told = last_sync(index)
    assert told is not None
    monkeypatch.setattr(ToldLastSync, "__repr__", pytest.fail)
    monkeypatch.setattr(ToldLastSync, "model_dump_json", pytest.fail)
    tag = first.headers["ETag"]
    assert client.get("/api/status", headers={"If-None-Match": tag}).status_code == 304
    assert last_sync(index) is told
    write_last_sync(index, DONE)
    assert last_sync(index) is not told


@pytest.mark.parametrize("address", ["/status", "/api/status"])
def test_who_has_it_already_learns_of_a_sync_that_was_not_done(
    client: FlaskClient, index: Path, address: str
) -> None:
    """Though it made no other state of the index."""
    write_last_sync(index, DONE)
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    write_last_sync(index, DONE.model_copy(update={"result": "failed"}))
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
