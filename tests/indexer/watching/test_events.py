"""Being told of changes: real files, real events of the system."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.contract.settings import load_settings
from indexer.syncing.sync import sync
from indexer.watching.events import FileEvents
from tests.support.articles import touch, write_article, write_file

PATIENCE_SECONDS = 30


@pytest.fixture(params=["events", "polling"])
def watched(
    request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FileEvents]:
    """Return the events of a folder with ``old.md``, ``sub/old.md`` and the index inside."""
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1" if request.param == "polling" else "")
    monkeypatch.setenv("WATCHFILES_POLL_DELAY_MS", "100")
    write_article(folder, "old")
    write_article(folder, "sub/old")
    (folder / "index").mkdir()
    with FileEvents(folder, folder / "index") as events:
        assert events.problem == ""
        yield events


def until(events: FileEvents, wanted: Callable[[set[str]], bool], folder: Path) -> set[str]:
    """Wait until what was told is what is wanted; return all that was told."""
    told: set[str] = set()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not wanted(told):
        assert time.monotonic() < deadline, told
        told |= {path.relative_to(folder).as_posix() for path in events.wait()}
    return told


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "added": (lambda folder: write_article(folder, "new"), "new.md"),
    "other suffix": (lambda folder: write_file(folder / "new.markdown", "x"), "new.markdown"),
    "changed": (lambda folder: touch(folder / "old.md"), "old.md"),
    "below": (lambda folder: touch(folder / "sub" / "old.md"), "sub/old.md"),
    "deleted": (lambda folder: (folder / "old.md").unlink(), "old.md"),
    "renamed": (lambda folder: (folder / "old.md").rename(folder / "x.md"), "x.md"),
    "moved in": (lambda folder: move_in(folder), "moved"),
    "moved out": (lambda folder: (folder / "sub").rename(folder.parent / "out"), "sub"),
    "removed": (lambda folder: shutil.rmtree(folder / "sub"), "sub"),
}


def move_in(folder: Path) -> None:
    """Move a folder with an article in."""
    write_article(folder.parent / "out", "a")
    (folder.parent / "out").rename(folder / "moved")


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_told(watched: FileEvents, folder: Path, name: str) -> None:
    """Articles and folders that come, change or go are told."""
    change, path = CHANGES[name]
    change(folder)
    until(watched, lambda told: path in told, folder)


def test_permissions_of_a_folder_are_told(folder: Path, index: Path) -> None:
    """A folder that may be entered again may hold articles."""
    (folder / "sub").mkdir()
    with FileEvents(folder, index) as events:
        (folder / "sub").chmod(0o700)
        until(events, lambda told: "sub" in told, folder)


def test_a_folder_that_came_later_is_watched(watched: FileEvents, folder: Path) -> None:
    """Files in new folders are told, too."""
    write_article(folder, "late/deep/a")
    until(watched, lambda told: any(path.startswith("late") for path in told), folder)
    watched.renew()
    touch(folder / "late/deep/a.md")
    until(watched, lambda told: "late/deep/a.md" in told, folder)


def test_other_files_are_not_told(folder: Path, index: Path) -> None:
    """Hidden files and those that are no articles change nothing."""
    with FileEvents(folder, index) as events:
        write_file(folder / "note.txt", "x")
        write_file(folder / ".hidden.md", "x")
        write_file(folder / ".hidden" / "a.md", "x")
        os.mkfifo(folder / "pipe")
        write_article(folder, "last")
        assert until(events, lambda told: "last.md" in told, folder) == {"last.md"}


def test_a_sync_into_the_folder_is_not_told(folder: Path) -> None:
    """An index that lies among the articles does not cause one sync after another."""
    settings = load_settings({"index": folder / "index", "jobs": 1}, {})
    write_article(folder, "a")
    sync(folder, settings)
    with FileEvents(folder, settings.index) as events:
        for name in "bcd":
            write_article(folder, name)
            sync(folder, settings)
        sync(folder, settings)
        write_article(folder, "last")
        told = until(events, lambda told: "last.md" in told, folder)
    assert told == {"b.md", "c.md", "d.md", "last.md"}


@pytest.mark.parametrize("how", ["removed", "renamed"])
def test_the_end_of_the_folder_is_told(folder: Path, index: Path, how: str) -> None:
    """When the folder itself goes away, that is known, even if another one takes its place."""
    with FileEvents(folder, index) as events:
        if how == "removed":
            folder.rmdir()
        else:
            folder.rename(folder.parent / "elsewhere")
        folder.mkdir()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not events.ended:
            assert time.monotonic() < deadline
            events.wait()


def test_a_name_that_is_not_utf8_is_told(watched: FileEvents, folder: Path) -> None:
    """A name that cannot be told makes the whole folder doubtful, and the watch goes on."""
    write_file(Path(os.fsdecode(os.fsencode(folder) + b"/\xff.md")), "x")
    until(watched, lambda told: "." in told, folder)
    assert watched.stale
    watched.renew()
    assert not watched.stale
    write_article(folder, "new")
    until(watched, lambda told: "new.md" in told, folder)


def test_a_folder_that_is_not_there(folder: Path, index: Path) -> None:
    """A folder that went away before it could be watched has ended."""
    with FileEvents(folder / "missing", index) as events:
        assert events.ended
        assert events.wait() == set()
