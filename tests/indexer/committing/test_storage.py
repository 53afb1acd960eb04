"""Durable files, one writer, nothing left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.checking.check import check_index
from indexer.committing.storage import DurableStorage, locked
from indexer.contract.errors import IndexDamagedError, IndexFolderError, IndexLockedError, why
from indexer.contract.opening import toc_path
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.support.articles import write_article
from tests.support.indexes import files


def test_everything_is_on_the_disk_before_the_rename(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files and their names are flushed, one is renamed, then its new name is flushed."""
    index.mkdir()
    events: list[str] = []
    rename = os.rename
    monkeypatch.setattr("indexer.committing.storage.flush", lambda path: events.append(path.name))

    def renaming(old: str, new: str) -> None:
        events.append("rename")
        rename(old, new)

    monkeypatch.setattr(os, "rename", renaming)
    storage = DurableStorage(index)
    for name in ("segment", "contents", "temporary"):
        storage.create_file(name).close()
    storage.delete_file("temporary")
    storage.rename_file("contents", "renamed")
    assert sorted(events[:2]) == ["contents", "segment"]
    assert events[2:] == ["index", "rename", "index"]
    assert sorted(storage.list()) == ["renamed", "segment"]


def test_every_commit_is_flushed(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit flushes the segment, the table of contents and the folder."""
    write_article(folder, "a")
    sync(folder, settings)
    flushed: list[str] = []
    monkeypatch.setattr("indexer.committing.storage.flush", lambda path: flushed.append(path.name))
    write_article(folder, "b")
    sync(folder, settings)
    assert {Path(name.split(".toc")[0]).suffix for name in flushed} == {".seg", ""}
    assert flushed[-1] == settings.index.name


def test_only_one_holds_the_index(index: Path) -> None:
    """A second one is refused at once; after the first has ended it is not."""
    with locked(index), pytest.raises(IndexLockedError), locked(index):
        pass
    with locked(index):
        pass


def test_leftovers_are_removed(folder: Path, settings: Settings) -> None:
    """Temporary files of a run that was killed go; everything else stays."""
    write_article(folder, "a")
    sync(folder, settings)
    before = files(settings.index)
    (settings.index / "MAIN.tmp").mkdir()
    (settings.index / "MAIN.tmp" / "x.run").write_text("x")
    (settings.index / ".building").mkdir()
    (settings.index / "_MAIN_2.toc.1.5").write_text("x")
    (settings.index / "notes.txt").write_text("x")
    with locked(settings.index):
        assert files(settings.index) == before | {"notes.txt"}


def test_segments_that_were_never_published_are_removed(folder: Path, settings: Settings) -> None:
    """A sync that failed or was killed leaves no files that fill the disk; published ones stay."""
    write_article(folder, "a")
    sync(folder, settings)
    before = files(settings.index)
    for name in ("MAIN_0123456789abcdef.trm", "MAIN_0123456789abcdef._stored.col"):
        (settings.index / name).write_bytes(b"x")
    with locked(settings.index):
        assert files(settings.index) == before


def test_nothing_of_an_index_without_a_table_of_contents_is_removed(
    folder: Path, settings: Settings
) -> None:
    """A sync that is refused for it leaves all, so that the index is whole once that is back."""
    write_article(folder, "a")
    sync(folder, settings)
    before = files(settings.index)
    table = toc_path(settings.index, 1)
    table.rename(folder.parent / table.name)
    with pytest.raises(IndexDamagedError, match="missing"):
        sync(folder, settings)
    (folder.parent / table.name).rename(table)
    assert files(settings.index) == before
    assert check_index(settings.index).ok


def test_a_failing_commit_leaves_the_files_from_before(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a full disk interrupted is removed at once, so that there is room again."""
    write_article(folder, "a")
    sync(folder, settings)
    before = files(settings.index)
    write_article(folder, "b")

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("indexer.committing.storage.flush", full)
    with pytest.raises(OSError, match="No space left"):
        sync(folder, settings)
    assert files(settings.index) == before


def test_a_folder_that_cannot_be_written_to_is_an_error(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the folder and what the operating system said."""

    def refusing(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refusing)
    with pytest.raises(IndexFolderError, match="Permission denied"), locked(index):
        pass


def test_failed_disk_operations_are_one_sentence() -> None:
    """The sentence names the file, and says plainly that a disk is full."""
    assert why(OSError(5, "Input/output error", "a.seg")) == "a.seg: Input/output error"
    assert why(OSError(28, "No space left on device")) == "no space is left on the disk"
