"""Clocks that are wrong: of this machine, of the file system, and at any time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from indexer.checking.check import check_index
from indexer.checking.status import read_status
from indexer.contract.history import Moment
from indexer.contract.opening import latest_generation, toc_path
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article
from tests.support.indexes import contents, histories
from tests.support.reports import counts

SECOND = 1_000_000_000
NOW = 1_700_000_000


@contextmanager
def clock_at(index: Path, seconds: int) -> Iterator[None]:
    """Let it be so many seconds since 1970, for all that a sync asks, and for what it writes."""
    with (
        patch.object(time, "time", lambda: float(seconds)),
        patch.object(time, "time_ns", lambda: seconds * SECOND),
        patch("whoosh.index.time", lambda: float(seconds)),
        patch("indexer.segments.segment_file.time", lambda: float(seconds)),
        patch("indexer.syncing.known.past.time_ns", lambda: seconds * SECOND),
    ):
        yield
    for path in (toc_path(index, latest_generation(index)), index / "synced"):
        if path.exists():
            os.utime(path, (seconds, seconds))


YEAR = 31_556_952


@pytest.mark.parametrize("year", [1901, 1970, 1979, 2038, 2107, 2200])
def test_whatever_year_the_clock_says_the_index_is_whole(
    folder: Path, settings: Settings, year: int
) -> None:
    """Before archives and signed numbers know times, and after; and then it is put right."""
    then = (year - 1970) * YEAR
    write_article(folder, "a")
    with clock_at(settings.index, then):
        sync(folder, settings)
    write_article(folder, "b")
    with clock_at(settings.index, then):
        sync(folder, settings)
    assert check_index(settings.index).ok
    assert read_status(settings.index).as_text()
    write_article(folder, "c")
    with clock_at(settings.index, NOW):
        assert counts(sync(folder, settings)) == {"added": 1, "unchanged": 2, "articles": 3}
    assert check_index(settings.index).ok
    late, right = max(then * 1_000_000, 1), NOW * 1_000_000
    added = {id: history.added for id, history in histories(settings.index).items()}
    assert added == {"a": Moment(late, 1), "b": Moment(late, 2), "c": Moment(right, 3)}
    assert read_status(settings.index).synced.timestamp() == NOW
    before = contents(settings.index)
    with clock_at(settings.index, then):
        rebuild(folder, settings)
    assert contents(settings.index) == before
    assert {id: h.added for id, h in histories(settings.index).items()} == added


def test_files_of_the_future_are_read_once(folder: Path, settings: Settings) -> None:
    """Files that were written when the clock was ahead are known as any others are."""
    path = write_article(folder, "a")
    os.utime(path, (NOW + YEAR, NOW + YEAR))
    with clock_at(settings.index, NOW):
        sync(folder, settings)
        with patch("indexer.syncing.files.read_file", side_effect=AssertionError):
            assert sync(folder, settings).counts.unchanged == 1


def test_files_that_went_back_in_time_are_read_again(folder: Path, settings: Settings) -> None:
    """What came back from a backup is older than what the index knows, and another file."""
    path = write_article(folder, "a", title="One")
    old = path.read_bytes(), path.stat().st_mtime_ns
    sync(folder, settings)
    write_article(folder, "a", title="Two")
    sync(folder, settings)
    path.write_bytes(old[0])
    os.utime(path, ns=(old[1], old[1]))
    assert sync(folder, settings).counts.updated == 1
    assert contents(settings.index)["a"]["stored"]["title"] == "One"


@pytest.mark.parametrize("coarse", [1, 2])
def test_a_file_that_changes_within_the_tick_of_its_clock_is_noticed(
    folder: Path, settings: Settings, coarse: int
) -> None:
    """Of the same size, in the same second or two, after a sync has read it."""
    path = write_article(folder, "a", title="One")
    os.utime(path, (NOW, NOW))
    with clock_at(settings.index, NOW + coarse - 1):
        sync(folder, settings)
        path.write_bytes(path.read_bytes().replace(b"One", b"Two"))
        os.utime(path, (NOW, NOW))
        assert sync(folder, settings).counts.updated == 1
    with clock_at(settings.index, NOW + 60):
        assert sync(folder, settings).counts.unchanged == 1
    assert contents(settings.index)["a"]["stored"]["title"] == "Two"


def test_what_a_wrong_clock_has_noted_is_no_last_sync(folder: Path, settings: Settings) -> None:
    """Syncs without changes when the clock is ahead, and when it has been put right."""
    write_article(folder, "a")
    with clock_at(settings.index, NOW):
        sync(folder, settings)
    with clock_at(settings.index, NOW + YEAR):
        sync(folder, settings)
    os.utime(toc_path(settings.index, 1), (NOW, NOW))
    assert read_status(settings.index).synced.timestamp() == NOW + YEAR
    with clock_at(settings.index, NOW + 60):
        sync(folder, settings)
    os.utime(toc_path(settings.index, 1), (NOW, NOW))
    assert read_status(settings.index).synced.timestamp() == NOW + 60
