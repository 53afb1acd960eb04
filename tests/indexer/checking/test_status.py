"""What is in the index, at a glance."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.checking.status import read_status
from indexer.contract.errors import ArticlesFolderError, IndexDamagedError, NoIndexError
from indexer.contract.schema import SCHEMA_VERSION
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article, write_file


def test_counts_what_is_in_the_index(folder: Path, settings: Settings) -> None:
    """Dates, providers and articles without a date are those of the live articles."""
    write_article(folder, "a", publishedDateTime="2021-08-26", provider={"name": "Bean"})
    write_article(folder, "b", publishedDateTime="2019-10-03", provider={"domain": "b.example"})
    write_article(folder, "c", provider={"name": "Bean"})
    gone = write_article(folder, "d", publishedDateTime="1999-01-01", provider={"name": "Gone"})
    sync(folder, settings)
    gone.unlink()
    sync(folder, settings)
    status = read_status(settings.index)
    assert (status.articles, status.providers, status.without_date) == (3, 2, 1)
    assert status.first == datetime(2019, 10, 3, tzinfo=UTC)
    assert status.last == datetime(2021, 8, 26, tzinfo=UTC)
    assert (status.generation, status.segments, status.schema_version) == (2, 1, SCHEMA_VERSION)
    assert status.bytes > 1000
    assert status.as_json()["first"] == "2019-10-03T00:00:00Z"
    assert "Articles:       3\n" in status.as_text()


def test_an_empty_index_has_a_status(folder: Path, settings: Settings) -> None:
    """Without articles there are no dates, and no failure."""
    sync(folder, settings)
    status = read_status(settings.index)
    assert (status.articles, status.segments, status.first, status.last) == (0, 0, None, None)
    assert "none" in status.as_text()


def test_no_index_is_an_error(index: Path) -> None:
    """The error says how to make one."""
    with pytest.raises(NoIndexError, match="indexer sync"):
        read_status(index)


@pytest.mark.usefixtures("leaking")
def test_a_damaged_index_is_an_error(folder: Path, settings: Settings) -> None:
    """The error says how to mend it."""
    write_article(folder, "a")
    sync(folder, settings)
    (segment,) = settings.index.glob("*.seg")
    segment.write_bytes(b"x" * segment.stat().st_size)
    with pytest.raises(IndexDamagedError, match="indexer rebuild"):
        read_status(settings.index)


def test_failures_stand_there_until_they_are_mended(folder: Path, settings: Settings) -> None:
    """Each with its place, the reason, since when, and whether an earlier version stays."""
    write_article(folder, "a")
    sync(folder, settings)
    assert "could not be read" not in read_status(settings.index).as_text()
    write_file(folder / "a.md", "---\ntitle: [\n---\n")
    for number in range(30):
        write_file(folder / f"b{number:02}.md", "broken")
    sync(folder, settings)
    status = read_status(settings.index)
    record = status.as_json()["last_sync"]
    assert (record["result"], record["failed"], len(record["failures"])) == ("done", 31, 31)
    assert record["causes"] == {"without front matter": 30, "not YAML": 1}
    first, since = record["failures"][0], record["done"]
    assert first == {
        "path": "a.md", "line": 3, "column": 1, "cause": "not YAML", "kept": True,
        "reason": "not YAML: did not find expected node content", "since": since,
    }  # fmt: skip
    lines = status.as_text().splitlines()
    assert "31 could not be read: 30 without front matter, 1 not YAML." in lines
    assert (
        f"a.md:3:1: not YAML: did not find expected node content (since {since}; "
        "its earlier version stays)"
    ) in lines
    assert lines[-1] == "and 11 more (--json lists all)"
    for path in folder.glob("b*.md"):
        path.unlink()
    write_article(folder, "a")
    sync(folder, settings)
    assert "could not be read" not in read_status(settings.index).as_text()


def test_what_was_not_done_stands_there(folder: Path, settings: Settings) -> None:
    """Until a sync is done."""
    write_article(folder, "a")
    sync(folder, settings)
    with pytest.raises(ArticlesFolderError):
        rebuild(folder / "missing", settings)
    status = read_status(settings.index)
    record = status.as_json()["last_sync"]
    message = f"The articles folder {folder / 'missing'} does not exist."
    assert (record["command"], record["result"], record["message"]) == (
        "rebuild",
        "failed",
        message,
    )
    line = f"The last rebuild, of {record['time']}, failed: {message}"
    assert status.as_text().splitlines()[-1] == line
    sync(folder, settings)
    assert "failed" not in read_status(settings.index).as_text()
