"""An index that cannot be searched."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import url_for
from flask.testing import FlaskClient
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in

from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article, write_file
from tests.webui.clients import client_of, page_of
from tests.webui.serving import settings_for, sync_into, until

pytestmark = pytest.mark.slow


def nothing(index: Path) -> None:
    """Leave no index."""
    shutil.rmtree(index)


def empty_folder(index: Path) -> None:
    """Leave an empty folder."""
    shutil.rmtree(index)
    index.mkdir()


def truncated_toc(index: Path) -> None:
    """Cut the table of contents in half."""
    (toc,) = index.glob("*.toc")
    replace(toc, toc.read_bytes()[: toc.stat().st_size // 2])


def empty_toc(index: Path) -> None:
    """Empty the table of contents."""
    (toc,) = index.glob("*.toc")
    replace(toc, b"")


def garbage_toc(index: Path) -> None:
    """Write something else over the table of contents."""
    (toc,) = index.glob("*.toc")
    replace(toc, b"\xff\x00garbage" * 500)


def missing_toc(index: Path) -> None:
    """Remove the table of contents."""
    (toc,) = index.glob("*.toc")
    toc.unlink()


def garbage_segment(index: Path) -> None:
    """Write something else over the segment."""
    (segment,) = index.glob("*.seg")
    replace(segment, b"\xff\x00garbage" * 5000)


def truncated_segment(index: Path) -> None:
    """Cut the segment in half."""
    (segment,) = index.glob("*.seg")
    replace(segment, segment.read_bytes()[: segment.stat().st_size // 2])


def missing_segment(index: Path) -> None:
    """Remove the segment."""
    (segment,) = index.glob("*.seg")
    segment.unlink()


def another_schema(index: Path) -> None:
    """Leave an index of another program."""
    empty_folder(index)
    create_in(index, Schema(text=TEXT)).close()


def replace(path: Path, content: bytes) -> None:
    """Put a new file in a file's place: whoever has the old one open keeps it whole."""
    path.unlink()
    path.write_bytes(content)


STATES = {
    nothing: ("There is no index yet", "sync ARTICLES"),
    empty_folder: ("There is no index yet", "sync ARTICLES"),
    truncated_toc: ("is damaged", "rebuild ARTICLES"),
    empty_toc: ("is damaged", "rebuild ARTICLES"),
    garbage_toc: ("is damaged", "rebuild ARTICLES"),
    missing_toc: ("is damaged", "rebuild ARTICLES"),
    garbage_segment: ("is damaged", "rebuild ARTICLES"),
    truncated_segment: ("is damaged", "rebuild ARTICLES"),
    missing_segment: ("is damaged", "rebuild ARTICLES"),
    another_schema: ("another schema version", "rebuild ARTICLES"),
}


def in_state(state: Any, folder: Path) -> Path:
    """Return an index of one article in a state."""
    write_article(folder / "articles", "one", title="One article")
    index = sync_into(folder / "index", folder / "articles")
    state(index)
    return index


# Whoosh leaves the files that it cannot read to the garbage collector.
leaves_files_open = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture
def collected() -> Iterator[None]:
    """Collect garbage while the test's own exemptions hold."""
    yield
    gc.collect()


@leaves_files_open
@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("state", STATES)
def test_an_index_that_cannot_be_searched_says_what_to_run(
    state: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Pages and API answer 503 with what is wrong and what to run, and do not say where."""
    index = in_state(state, tmp_path)
    client = client_of(index)
    wrong, command = STATES[state]
    for path in ("/?q=one", "/article/one", "/readyz"):
        text = page_of(client, path, 503).one("main").text
        assert wrong in text
        assert f"python -m indexer {command}." in text
        assert "Nothing found" not in text
    for path in ("/api/search?q=one", "/api/status"):
        response = client.get(path)
        assert response.status_code == 503
        assert response.headers["Cache-Control"] == "no-store"
        assert response.json is not None
        assert response.json["error"]["parameter"] is None
        assert wrong in response.json["error"]["message"]
        assert command in response.json["error"]["message"]
    assert told(client, index.parent) == []
    assert f"python -m indexer {command} --index {index}" in caplog.text


def told(client: FlaskClient, folder: Path) -> list[str]:
    """Return the addresses, of all that there are, whose answers name a folder of the machine."""
    values: dict[str, Any] = {"article_id": "one", "name": "one", "filename": "styles/site.css"}
    found = []
    for rule in client.application.url_map.iter_rules():
        with client.application.test_request_context():
            path = url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})
        for asked in (path, f"{path}?q=one", f"{path}?page=x"):
            response = client.get(asked)
            if str(folder) in f"{response.headers}\n{response.text}":
                found.append(asked)
    return found


def test_no_answer_says_where_anything_is(tmp_path: Path) -> None:
    """Neither of a whole index, nor with files and searches that cannot be read, nor of a bug."""
    index = in_state(lambda _: None, tmp_path)
    write_file(tmp_path / "articles" / "broken.md", "---\ntitle: [\n---\n")
    assert len(sync(tmp_path / "articles", settings_for(index)).failed) == 1
    searches = tmp_path / "searches"
    searches.mkdir()
    (searches / "broken.md").write_text("query: one")
    (searches / "link.md").symlink_to("/etc/hostname")
    client = client_of(index, searches=str(searches))
    assert "broken.md" in client.get("/searches").text
    assert "broken.md" in client.get("/api/status").text
    assert told(client, tmp_path) == []
    client = client_of(index, searches=str(index / "none" / ".." / "x\0y"))
    assert told(client, tmp_path) == []


@leaves_files_open
@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("state", STATES)
def test_a_mended_index_is_served_without_a_restart(state: Any, tmp_path: Path) -> None:
    """Once the index has been made or rebuilt, the same application answers."""
    index = in_state(state, tmp_path)
    client = client_of(index)
    assert client.get("/").status_code == 503
    rebuild(tmp_path / "articles", settings_for(index))
    until(lambda: client.get("/readyz").status_code == 200, seconds=2)
    assert page_of(client, "/?q=one").one("p", id="found").text == "1 article"


def test_parameters_are_read_before_the_index(tmp_path: Path) -> None:
    """A parameter that cannot be read is named even when there is no index."""
    assert client_of(tmp_path).get("/?page=0").status_code == 400


def test_an_empty_index_says_how_to_fill_it(tmp_path: Path) -> None:
    """An index without articles is no error, and no "nothing found"."""
    (tmp_path / "articles").mkdir()
    client = client_of(sync_into(tmp_path / "index", tmp_path / "articles"))
    for path in ("/", "/?q=one"):
        assert "The index is empty" in page_of(client, path).one("main").text
    assert client.get("/readyz").status_code == 200
    assert client.get("/status").status_code == 200
    found = client.get("/api/search?q=one").json
    assert found is not None
    assert (found["total"], found["index"]["articles"]) == (0, 0)
