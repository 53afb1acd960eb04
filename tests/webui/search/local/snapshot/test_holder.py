"""Snapshots that follow the index."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from indexer.contract.errors import CuttingsError, IndexDamagedError, NoIndexError
from indexer.contract.opening import latest_generation, toc_path
from indexer.contract.syncs.heartbeat import beat
from tests.webui.search.library import article, ask, commit, found, ids, leaves_files_open, write
from webui.search.local.backend import WARMERS
from webui.search.local.snapshot.holder import READING_AHEAD, SnapshotHolder
from webui.search.local.snapshot.snapshot import Snapshot

# The design allows two seconds.
SOON = 2.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an index of one article."""
    return write(tmp_path / "index", [article("a", "first")])


@pytest.fixture
def holder(folder: Path) -> Iterator[SnapshotHolder]:
    """Return a holder of that index."""
    holder = SnapshotHolder(folder, warmers=WARMERS)
    yield holder
    holder.close()


def is_open(snapshot: Snapshot) -> bool:
    """Whether a snapshot stays open, once the thread that reads ahead has let go of it."""
    deadline = time.monotonic() + SOON
    while not snapshot.is_closed and time.monotonic() < deadline:
        if not any(thread.name == READING_AHEAD for thread in threading.enumerate()):
            break
        time.sleep(0.01)
    return not snapshot.is_closed


def wait_for(holder: SnapshotHolder, expected: set[str]) -> None:
    """Wait until the holder's snapshot has these articles; fail if it takes too long."""
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        with suppress(CuttingsError), holder.snapshot() as snapshot:
            if set(ids(ask(snapshot))) == expected:
                return
        time.sleep(0.02)
    pytest.fail(f"{expected} did not come")


def wait_for_error(holder: SnapshotHolder, kind: type[CuttingsError]) -> None:
    """Wait until the holder raises an error of a kind; fail if it takes too long."""
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        try:
            with holder.snapshot():
                pass
        except kind:
            return
        time.sleep(0.02)
    pytest.fail(f"{kind.__name__} did not come")


def test_a_commit_is_seen_soon(holder: SnapshotHolder, folder: Path) -> None:
    """What a sync adds and deletes is found within two seconds, generation included."""
    with holder.snapshot() as snapshot:
        before = snapshot.generation
    commit(folder, [article("b")], deleted=["a"])
    wait_for(holder, {"b"})
    with holder.snapshot() as snapshot:
        assert snapshot.generation == before + 1 == latest_generation(folder)


def test_a_snapshot_in_use_outlives_its_files(holder: SnapshotHolder, folder: Path) -> None:
    """A request goes on with its state after commits removed its files; then it is closed."""
    with holder.snapshot() as old:
        files = {path.name for path in folder.iterdir()}
        commit(folder, [article("b", "second")], deleted=["a"], merge=True)
        wait_for(holder, {"b"})
        assert files - {path.name for path in folder.iterdir()}
        assert found(old, "first") == {"a"}
        assert found(old, "second") == set()
        assert old.article(0).title == "first"
        assert is_open(old)
    assert not is_open(old)
    with holder.snapshot() as new:
        assert new is not old


def test_a_snapshot_that_nobody_uses_is_closed_when_replaced(
    holder: SnapshotHolder, folder: Path
) -> None:
    """Only the newest snapshot stays open."""
    with holder.snapshot() as old:
        assert is_open(old)
    commit(folder, [article("b")])
    wait_for(holder, {"a", "b"})
    assert not is_open(old)


def test_the_last_of_several_users_closes_an_old_snapshot(
    holder: SnapshotHolder, folder: Path
) -> None:
    """An old snapshot stays open until all who use it have given it back."""
    first, second = holder.snapshot(), holder.snapshot()
    old = first.__enter__()
    assert second.__enter__() is old
    commit(folder, [article("b")])
    wait_for(holder, {"a", "b"})
    first.__exit__(None, None, None)
    assert is_open(old)
    second.__exit__(None, None, None)
    assert not is_open(old)


def test_an_unchanged_index_is_opened_once(holder: SnapshotHolder, folder: Path) -> None:
    """Looking again does not open again."""
    with holder.snapshot() as first:
        pass
    time.sleep(0.6)
    with holder.snapshot() as second:
        assert second is first


def test_a_sync_without_changes_opens_nothing(holder: SnapshotHolder, folder: Path) -> None:
    """The state that is open already stays; only the time of the last sync moves on."""
    toc = toc_path(folder, latest_generation(folder))
    os.utime(toc, (0, 0))
    with holder.snapshot() as first:
        assert ask(first).index.synced == "1970-01-01T00:00:00Z"
    beat(folder, latest_generation(folder))
    time.sleep(0.6)
    with holder.snapshot() as second:
        assert second is first
        assert ask(second).index.synced > "2000"


def test_a_rebuilt_index_of_the_same_generation_is_seen(
    holder: SnapshotHolder, folder: Path, tmp_path: Path
) -> None:
    """A new index in the old one's place is noticed, whatever its generation."""
    with holder.snapshot() as snapshot:
        generation = snapshot.generation
    write(tmp_path / "new", [article("z")])
    assert latest_generation(tmp_path / "new") == generation
    folder.rename(tmp_path / "old")
    (tmp_path / "new").rename(folder)
    wait_for(holder, {"z"})


def test_no_index_is_an_error_until_there_is_one(tmp_path: Path) -> None:
    """Before the first sync the error says what to run; after it, the articles are found."""
    holder = SnapshotHolder(tmp_path / "index", warmers=WARMERS)
    for _ in range(2):
        with pytest.raises(NoIndexError, match="python -m indexer sync"), holder.snapshot():
            pass
    write(tmp_path / "index", [article("a")])
    wait_for(holder, {"a"})
    holder.close()


@leaves_files_open
def test_a_damaged_index_is_an_error(folder: Path) -> None:
    """An index that cannot be read is no empty one."""
    for path in folder.glob("*.seg"):
        path.write_bytes(path.read_bytes()[:100])
    holder = SnapshotHolder(folder, warmers=WARMERS)
    with pytest.raises(IndexDamagedError, match="rebuild"), holder.snapshot():
        pass


@leaves_files_open
def test_damage_to_a_later_state_is_an_error_until_it_is_mended(
    holder: SnapshotHolder, folder: Path
) -> None:
    """A newest state that cannot be opened is not hidden behind the one before."""
    with holder.snapshot() as old:
        generation = old.generation
    damaged = folder / f"_MAIN_{generation + 1}.toc"
    damaged.write_bytes(b"no index")
    wait_for_error(holder, IndexDamagedError)
    damaged.unlink()
    commit(folder, [article("b")])
    wait_for(holder, {"a", "b"})


def test_a_removed_index_is_an_error_and_a_request_in_flight_goes_on(
    holder: SnapshotHolder, folder: Path
) -> None:
    """Who has a snapshot keeps it; who asks for one is told that there is no index."""
    with holder.snapshot() as snapshot:
        shutil.rmtree(folder)
        wait_for_error(holder, NoIndexError)
        assert found(snapshot, "first") == {"a"}


def test_a_segment_that_is_cut_short_is_an_error(folder: Path) -> None:
    """A mapped file that shrinks is noticed before it is read, which would kill the process."""
    # Without a thread that reads ahead: it would be in the middle of reading now and then.
    holder = SnapshotHolder(folder)
    with closing(holder), holder.snapshot() as snapshot:
        for segment in folder.glob("*.seg"):
            os.truncate(segment, 1000)
        with pytest.raises(IndexDamagedError, match="cut short"):
            ask(snapshot)


@pytest.mark.parametrize("files", ["*.seg", "stories_*.npz"])
def test_what_was_cut_short_is_not_lent(folder: Path, files: str) -> None:
    """Columns and stories are mapped, and used without another look at the files."""
    with closing(SnapshotHolder(folder)) as holder:
        with holder.snapshot():
            pass
        (path,) = folder.glob(files)
        os.truncate(path, path.stat().st_size - 1)
        with pytest.raises(IndexDamagedError, match="cut short"), holder.snapshot():
            pass


def test_a_closed_holder_reads_nothing_ahead(folder: Path) -> None:
    """Closing waits for the step that is under way, and no other one begins."""
    begun = threading.Event()
    steps = []

    def slowly(_: Snapshot) -> Iterator[None]:
        for step in range(100):
            begun.set()
            time.sleep(0.05)
            steps.append(step)
            yield

    holder = SnapshotHolder(folder, warmers=[slowly])
    with holder.snapshot():
        assert begun.wait(SOON)
    holder.close()
    assert not any(thread.name == READING_AHEAD for thread in threading.enumerate())
    assert len(steps) < 100


def test_a_closed_holder_opens_again(holder: SnapshotHolder) -> None:
    """Closing gives the files back, at once or after the last request, and ends nothing."""
    with holder.snapshot() as used:
        holder.close()
        assert is_open(used)
    assert not is_open(used)
    with holder.snapshot() as snapshot:
        assert set(ids(ask(snapshot))) == {"a"}


def open_files(folder: Path) -> list[str]:
    """Return this process's open files and mappings in a folder."""
    maps = Path("/proc/self/maps").read_text().splitlines()
    links = [str(Path(link).resolve()) for link in Path("/proc/self/fd").iterdir()]
    return [name for name in (*maps, *links) if str(folder) in name]


@pytest.mark.slow
def test_many_threads_search_while_commits_happen(holder: SnapshotHolder, folder: Path) -> None:
    """Every answer is one committed state, whole: as many hits as its generation has articles."""
    failures: list[str] = []
    stop = threading.Event()
    seen: set[int] = set()
    commit(folder, [article("a", "first word")], deleted=["a"])
    first = latest_generation(folder)

    def work(number: int) -> None:
        queries = ("", "first", "firs*", "frist~", '"first word"', "-nothing")
        while not stop.is_set():
            try:
                with holder.snapshot() as snapshot:
                    result = ask(snapshot, queries[number % len(queries)], size=100)
                    total = 1 + result.index.generation - first
                    if not result.total == len(result.hits) == result.index.articles == total:
                        failures.append(f"{result.query.text}: {result.total} of {total}")
                    seen.add(result.index.generation)
            except Exception as error:
                failures.append(repr(error))
                return

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for number in range(8):
        commit(folder, [article(f"{number}", "first word")], merge=number % 3 == 0)
        time.sleep(0.3)
    time.sleep(0.6)
    stop.set()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert failures == []
    assert len(seen) > 2
    assert first + 8 in seen
    holder.close()
    assert open_files(folder) == []
