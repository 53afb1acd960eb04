"""Opening an index, or saying why not."""

from __future__ import annotations

import os
import pickletools
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in

from indexer.contract.beside import open_state, read_stories
from indexer.contract.errors import IndexDamagedError, NoIndexError, SchemaVersionError
from indexer.contract.opening import (
    latest_generation,
    open_index,
    open_reader,
    toc_path,
)
from indexer.contract.settings import Settings
from indexer.contract.story_file import StoryLabels, read_labels
from indexer.syncing.sync import sync
from tests.support.articles import write_article
from tests.support.indexes import forget_checksums


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index of one article."""
    write_article(tmp_path / "articles", "a")
    settings = Settings(index=tmp_path / "index", jobs=1)
    sync(tmp_path / "articles", settings)
    return settings.index


def test_the_newest_state_is_opened(index: Path) -> None:
    """Generation and time of the last sync come with the reader."""
    os.utime(toc_path(index, 1), (1_600_000_000, 1_600_000_000))
    opened = open_reader(index)
    assert (opened.generation, opened.reader.doc_count()) == (1, 1)
    assert opened.synced == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    opened.reader.close()


def test_without_an_index_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    """A folder that is missing or empty holds no index."""
    for path in (tmp_path, tmp_path / "missing"):
        assert latest_generation(path) == -1
        with pytest.raises(NoIndexError, match="python -m indexer sync"):
            open_index(path)


def test_an_index_of_another_program_is_not_ours(tmp_path: Path) -> None:
    """Without the mark of this schema version the error says what to run."""
    create_in(str(tmp_path), Schema(text=TEXT))
    with pytest.raises(SchemaVersionError, match="python -m indexer rebuild"):
        open_index(tmp_path)


@pytest.mark.usefixtures("leaking")
@pytest.mark.parametrize("content", [b"", b"garbage", bytes(4000)])
def test_a_damaged_table_of_contents_is_named(index: Path, content: bytes) -> None:
    """Whatever stands in the file, the error says what to run."""
    toc_path(index, 1).write_bytes(content)
    with pytest.raises(IndexDamagedError, match="python -m indexer rebuild"):
        open_reader(index)


@pytest.mark.usefixtures("leaking")
def test_a_flipped_bit_that_would_cost_gigabytes_is_damage(index: Path) -> None:
    """Wherever the schema's pickle numbers its objects by four bytes."""
    forget_checksums(index)
    whole = toc_path(index, 1).read_bytes()
    schema = whole.index(b"\x80\x02")
    places = [
        schema + place + 4
        for operation, _, place in pickletools.genops(whole[schema:])
        if operation.name == "LONG_BINPUT" and place is not None
    ]
    assert len(places) > 100
    for place in places[::50]:
        toc_path(index, 1).write_bytes(whole[:place] + b"\x40" + whole[place + 1 :])
        with pytest.raises(IndexDamagedError, match="an object has the number"):
            open_reader(index)


def test_a_missing_table_of_contents_is_damage_and_not_no_index(index: Path) -> None:
    """Segments without a table of contents are not mistaken for an empty folder."""
    toc_path(index, 1).unlink()
    with pytest.raises(IndexDamagedError, match="table of contents is missing"):
        open_index(index)


def test_a_missing_segment_is_named(index: Path) -> None:
    """The error names the file that is gone."""
    for segment in index.glob("*.seg"):
        segment.unlink()
    with pytest.raises(IndexDamagedError, match=r"\.seg is missing"):
        open_reader(index)


def test_opening_while_commits_remove_files_never_fails(tmp_path: Path) -> None:
    """A reader that meets a commit sees the state before or after it."""
    folder, settings = tmp_path / "articles", Settings(index=tmp_path / "index", jobs=1)
    write_article(folder, "a")
    sync(folder, settings)
    done = threading.Event()

    def commit() -> None:
        for number in range(15):
            write_article(folder, f"b{number}")
            sync(folder, settings)
        done.set()

    writer = threading.Thread(target=commit)
    writer.start()
    counts = []
    while not done.is_set():
        opened = open_reader(settings.index)
        counts.append((opened.generation, opened.reader.doc_count()))
        opened.reader.close()
    writer.join()
    assert all(articles == generation for generation, articles in counts)


def test_the_stories_of_a_state_that_is_not_the_newest_are_gone(index: Path) -> None:
    """Who was about to read them looks again at the newer state, and finds its own."""
    opened = open_reader(index)
    write_article(index.parent / "articles", "b")
    sync(index.parent / "articles", Settings(index=index, jobs=1))
    with pytest.raises(FileNotFoundError):
        read_stories(opened)
    opened.reader.close()
    newer, labels, _ = open_state(index)
    assert (newer.generation, labels.story.tolist()) == (2, [0, 1])
    newer.reader.close()


def test_a_commit_while_stories_are_read_is_looked_at_again(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that a commit removes between its name and its bytes is no damage."""
    raised = [FileNotFoundError(2, "No such file", "stories_1.npz")]

    def failing(*arguments: Any) -> StoryLabels:
        if raised:
            raise raised.pop()
        return read_labels(*arguments)

    monkeypatch.setattr("indexer.contract.beside.read_labels", failing)
    opened, labels, _ = open_state(index)
    assert (opened.generation, labels.story.tolist()) == (1, [0])
    opened.reader.close()
