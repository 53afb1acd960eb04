"""When the last sync ended well."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.checking.check import check_index
from indexer.checking.status import read_status
from indexer.contract.opening import opened_index, toc_path
from indexer.contract.settings import Settings
from indexer.contract.syncs.heartbeat import beat, last_synced
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article
from tests.support.indexes import ids

COMMITTED = datetime(2021, 9, 1, 12, tzinfo=UTC)


def beaten(path: Path, moment: datetime, generation: int = 1) -> None:
    """Make the heartbeat of an index one of another time."""
    beat(path, generation)
    os.utime(path / "synced", (moment.timestamp(), moment.timestamp()))


def test_the_later_sync_counts(tmp_path: Path) -> None:
    """A heartbeat tells of its state and those before it, a commit of one that came after it."""
    for beat_at in (COMMITTED.replace(hour=13), COMMITTED.replace(hour=11)):
        beaten(tmp_path, beat_at, 7)
        assert last_synced(tmp_path, COMMITTED, 7) == beat_at
        assert last_synced(tmp_path, COMMITTED, 6) == beat_at
        assert last_synced(tmp_path, COMMITTED, 8) == COMMITTED


def test_a_heartbeat_of_a_wrong_clock_is_forgotten(folder: Path, settings: Settings) -> None:
    """A sync when the clock was ahead is not the last one for years, once there is another."""
    write_article(folder, "a")
    sync(folder, settings)
    ahead = COMMITTED.replace(year=2090)
    beaten(settings.index, ahead)
    assert read_status(settings.index).synced == ahead
    write_article(folder, "b")
    sync(folder, settings)
    assert read_status(settings.index).synced < ahead
    beaten(settings.index, ahead, 2)
    sync(folder, settings)
    assert read_status(settings.index).synced < ahead


def test_of_a_heartbeat_without_a_generation_the_later_time_counts(tmp_path: Path) -> None:
    """Earlier versions noted none; one that was written when the power went may have none."""
    for text in ("", "\0\0"):
        (tmp_path / "synced").write_text(text)
        later, earlier = COMMITTED.replace(hour=13), COMMITTED.replace(hour=11)
        for moment in (later, earlier):
            os.utime(tmp_path / "synced", (moment.timestamp(), moment.timestamp()))
            assert last_synced(tmp_path, COMMITTED, 1) == max(moment, COMMITTED)


def test_without_a_heartbeat_the_commit_counts(tmp_path: Path) -> None:
    """An index has none until a sync finds nothing to do, and older ones never had one."""
    assert last_synced(tmp_path, COMMITTED, 1) == COMMITTED
    assert last_synced(tmp_path / "missing", COMMITTED, 1) == COMMITTED


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


def test_status_says_the_later_sync(folder: Path, settings: Settings) -> None:
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

    monkeypatch.setattr(Path, "write_text", fail)
    assert sync(folder, settings).counts.unchanged == 1
    assert not (settings.index / "synced").exists()
