"""When the last sync ended well."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.checking.check import check_index
from indexer.checking.status import read_status
from indexer.contract.heartbeat import beat, last_synced
from indexer.contract.opening import opened_index, toc_path
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article
from tests.support.indexes import ids

COMMITTED = datetime(2021, 9, 1, 12, tzinfo=UTC)


def beaten(path: Path, moment: datetime) -> None:
    """Make the heartbeat of an index one of another time."""
    beat(path)
    os.utime(path / "synced", (moment.timestamp(), moment.timestamp()))


def test_the_later_time_counts(tmp_path: Path) -> None:
    """A commit after the heartbeat, or a heartbeat after the commit, tells when it was."""
    later, earlier = COMMITTED.replace(hour=13), COMMITTED.replace(hour=11)
    beaten(tmp_path, later)
    assert last_synced(tmp_path, COMMITTED) == later
    beaten(tmp_path, earlier)
    assert last_synced(tmp_path, COMMITTED) == COMMITTED


def test_without_a_heartbeat_the_commit_counts(tmp_path: Path) -> None:
    """An index has none until a sync finds nothing to do, and older ones never had one."""
    assert last_synced(tmp_path, COMMITTED) == COMMITTED
    assert last_synced(tmp_path / "missing", COMMITTED) == COMMITTED


def test_an_open_state_follows_the_heartbeat(folder: Path, settings: Settings) -> None:
    """Who has the index open sees the time of later syncs without opening it anew."""
    write_article(folder, "a")
    sync(folder, settings)
    os.utime(toc_path(settings.index, 1), (0, 0))
    with opened_index(settings.index) as opened:
        assert opened.synced == opened.committed == datetime(1970, 1, 1, tzinfo=UTC)
        sync(folder, settings)
        assert opened.synced.year > 2000
        assert opened.committed.year == 1970


def test_status_says_the_later_time(folder: Path, settings: Settings) -> None:
    """The last sync is told, whether it changed anything or not."""
    write_article(folder, "a")
    sync(folder, settings)
    os.utime(toc_path(settings.index, 1), (0, 0))
    beaten(settings.index, COMMITTED)
    status = read_status(settings.index)
    assert status.synced == COMMITTED
    assert "2021-09-01T12:00:00Z" in status.as_text()


def test_the_heartbeat_outlives_commits_and_rebuilds(folder: Path, settings: Settings) -> None:
    """What removes old files and leftovers leaves it alone, and it is no problem to anybody."""
    write_article(folder, "a")
    sync(folder, settings)
    beaten(settings.index, COMMITTED)
    write_article(folder, "b")
    sync(folder, settings)
    rebuild(folder, settings)
    assert (settings.index / "synced").stat().st_mtime == COMMITTED.timestamp()
    assert read_status(settings.index).synced > COMMITTED
    assert check_index(settings.index).ok
    assert ids(settings.index) == {"a", "b"}


@pytest.mark.parametrize(
    "error", [PermissionError(13, "denied"), OSError(28, "no space")], ids=repr
)
def test_without_a_heartbeat_the_sync_is_done(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    """Who may not touch another user's file, or finds no room for it, loses no more than it."""
    write_article(folder, "a")
    sync(folder, settings)

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Path, "touch", fail)
    assert sync(folder, settings).counts.unchanged == 1
    assert not (settings.index / "synced").exists()
