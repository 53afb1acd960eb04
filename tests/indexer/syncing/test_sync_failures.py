"""Whatever goes wrong in a sync, the index stays whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from indexer.checking.check import check_index
from indexer.committing.storage import locked
from indexer.contract.errors import (
    ArticlesFolderError,
    IndexDamagedError,
    IndexFolderError,
    IndexLockedError,
    SchemaVersionError,
)
from indexer.contract.opening import latest_generation
from indexer.contract.settings import Settings, load_settings
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article
from tests.support.folders import close_folder
from tests.support.indexes import contents, files, ids
from tests.support.reports import counts


def test_articles_below_an_unreadable_folder_are_kept(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that cannot be listed is reported; its articles stay in the index."""
    write_article(folder, "closed/a")
    write_article(folder, "b")
    sync(folder, settings)
    close_folder(monkeypatch, "closed")
    (folder / "b.md").unlink()
    report = sync(folder, settings)
    assert counts(report) == {"deleted": 1, "articles": 1, "failed": [("closed", True)]}


def test_a_folder_that_goes_away_deletes_nothing(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the articles folder vanishes during a sync, the index stays as it was."""
    write_article(folder, "a")
    write_article(folder, "b")
    sync(folder, settings)
    write_article(folder, "a", title="changed")

    def vanishing(items: Any, total: int) -> Any:
        shutil.rmtree(folder)
        yield from items

    with pytest.raises(ArticlesFolderError, match="went away"):
        sync(folder, settings, vanishing)
    assert ids(settings.index) == {"a", "b"}
    assert latest_generation(settings.index) == 1


def test_an_error_during_the_sync_changes_nothing(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens before the commit, the old state stays whole and can be synced."""
    write_article(folder, "a")
    sync(folder, settings)
    before = files(settings.index)
    write_article(folder, "a", title="changed")
    write_article(folder, "b")

    def interrupting(items: Any, total: int) -> Any:
        yield next(iter(items))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(folder, settings, interrupting)
    assert contents(settings.index)["a"]["stored"]["title"] == "Title of a"
    assert check_index(settings.index).ok
    assert counts(sync(folder, settings)) == {"added": 1, "updated": 1, "articles": 2}
    assert len(files(settings.index)) == len(before)


def test_a_full_disk_changes_nothing(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the commit cannot be written, the old state stays and the lock is free."""
    write_article(folder, "a")
    sync(folder, settings)
    write_article(folder, "b")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("indexer.committing.storage.flush", full)
        with pytest.raises(OSError, match="No space left"):
            sync(folder, settings)
    assert ids(settings.index) == {"a"}
    assert counts(sync(folder, settings)) == {"added": 1, "unchanged": 1, "articles": 2}


def test_two_syncs_at_once(folder: Path, settings: Settings) -> None:
    """While one process holds the index, another sync is told so at once."""
    with locked(settings.index), pytest.raises(IndexLockedError):
        sync(folder, settings)
    sync(folder, settings)


def test_a_missing_articles_folder_makes_no_index(tmp_path: Path, settings: Settings) -> None:
    """The index is not even begun when the command was wrong."""
    with pytest.raises(ArticlesFolderError):
        sync(tmp_path / "missing", settings)
    assert not settings.index.exists()


def test_an_index_folder_that_is_a_file_is_an_error(folder: Path, settings: Settings) -> None:
    """The error names the path; so it does for a folder below a file."""
    settings.index.write_text("x")
    with pytest.raises(IndexFolderError, match="is not a folder"):
        sync(folder, settings)
    with pytest.raises(IndexFolderError, match="is not a folder"):
        sync(folder, load_settings({"index": settings.index / "below", "jobs": 1}, {}))


@pytest.mark.usefixtures("leaking")
def test_a_damaged_index_is_not_touched(folder: Path, settings: Settings) -> None:
    """Sync on a damaged index says so; rebuild mends it."""
    write_article(folder, "a")
    sync(folder, settings)
    (segment,) = settings.index.glob("*.seg")
    segment.write_bytes(segment.read_bytes()[:100])
    with pytest.raises(IndexDamagedError, match="rebuild"):
        sync(folder, settings)
    assert counts(rebuild(folder, settings)) == {"added": 1, "articles": 1}
    assert check_index(settings.index).ok


def test_an_index_of_another_program_is_not_touched(folder: Path, settings: Settings) -> None:
    """Sync refuses an index without our schema version; rebuild takes its place."""
    from whoosh.fields import TEXT, Schema
    from whoosh.index import create_in

    settings.index.mkdir()
    create_in(str(settings.index), Schema(x=TEXT))
    with pytest.raises(SchemaVersionError):
        sync(folder, settings)
    write_article(folder, "a")
    assert rebuild(folder, settings).generation == 1
    assert ids(settings.index) == {"a"}


def test_rebuild_takes_the_old_ones_place(folder: Path, settings: Settings) -> None:
    """A rebuild gives the next generation and leaves nothing of the old index behind."""
    write_article(folder, "a")
    sync(folder, settings)
    (old,) = settings.index.glob("*.seg")
    before = contents(settings.index)
    report = rebuild(folder, settings)
    assert report.generation == 2
    assert contents(settings.index) == before
    assert not old.exists()
    assert len(files(settings.index)) == 3


def test_a_failed_rebuild_leaves_the_old_index(folder: Path, settings: Settings) -> None:
    """The old index is served until the new one is complete."""
    write_article(folder, "a")
    sync(folder, settings)
    write_article(folder, "b")

    def interrupting(items: Any, total: int) -> Any:
        assert ids(settings.index) == {"a"}
        yield next(iter(items))
        raise KeyboardInterrupt

    before = files(settings.index)
    with pytest.raises(KeyboardInterrupt):
        rebuild(folder, settings, interrupting)
    assert ids(settings.index) == {"a"}
    assert files(settings.index) == before
