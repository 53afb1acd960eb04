"""Reading and writing in several processes."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from indexer.committing import merge_policy as merging
from indexer.committing.batch import Batch
from indexer.contract.errors import ReadingProcessError
from indexer.contract.history import Moment
from indexer.contract.opening import open_reader
from indexer.contract.settings import Settings
from indexer.syncing import pool
from indexer.syncing.files import Added, FileToRead, Reading, Result
from indexer.syncing.pool import ingest_files
from indexer.syncing.sync import sync
from tests.support.articles import write_article, write_file
from tests.support.indexes import contents, files, ids

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _worth_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_WORTH_PROCESSES_SECONDS", 0.01)


@pytest.fixture
def empty(folder: Path, settings: Settings) -> Path:
    """Return an index without articles, of generation 1."""
    sync(folder, settings)
    return settings.index


def many_files(folder: Path, count: int = 300) -> list[FileToRead]:
    """Write files for several chunks, one of them broken."""
    paths = [
        write_article(
            folder, f"{n % 7}/{n}", title=f"News of {n} and {n % 3}", quality=n,
            topics=[f"T{n % 5}"], publishedDateTime=f"2021-08-{1 + n % 28:02}T10:00:00Z",
            excerpt="word " * (n % 40),
        )
        for n in range(count)
    ]  # fmt: skip
    write_file(paths[5], "broken")
    return [FileToRead(f"{path.parent.name}/{path.name}", path.stat().st_size) for path in paths]


def reading(folder: Path) -> Reading:
    """Return how the files are read: for a commit of a fixed moment."""
    return Reading(folder, 10**6, Moment(1_600_000_000_000_000, 2))


def put(folder: Path, index: Path, found: list[FileToRead], jobs: int) -> dict[str, Result]:
    """Put the articles of files into an index; return what came of each file."""
    with Batch(index, 1) as batch:
        results = list(ingest_files(reading(folder), found, jobs, batch))
        assert ids(index) == set()
        batch.commit()
    assert len(results) == len(found)
    return {file.path: result for file, result in results}


def statistics(index: Path) -> dict[tuple[str, bytes], Any]:
    """Return how often each term stands in an index, and in how many documents."""
    reader = open_reader(index).reader
    try:
        return {
            (name, term): (reader.frequency(name, term), reader.doc_frequency(name, term))
            for name, term in reader.all_terms()
        }
    finally:
        reader.close()


def test_several_processes_index_what_one_does(
    folder: Path,
    empty: Path,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Results and articles do not depend on the number of processes, nor do terms."""
    monkeypatch.setattr(pool, "_CHUNK_FILES", 32)
    found = many_files(folder)
    other = settings.model_copy(update={"index": tmp_path / "other"})
    (tmp_path / "none").mkdir()
    sync(tmp_path / "none", other)
    alone = put(folder, other.index, found, 1)
    assert put(folder, empty, found, 3) == alone
    assert Counter(map(type, alone.values()))[Added] == len(found) - 1
    assert contents(empty) == contents(other.index)
    assert statistics(empty) == statistics(other.index)
    # Those of all processes are merged, and nothing of them is left.
    assert len(list(empty.glob("*.seg"))) == 1
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(("jobs", "memory", "count"), [(2, 1, 300), (1, 10_000, 40)])
def test_segments_are_written_early_when_memory_is_short(
    folder: Path,
    empty: Path,
    monkeypatch: pytest.MonkeyPatch,
    jobs: int,
    memory: int,
    count: int,
) -> None:
    """What does not fit into memory becomes several segments, all committed."""
    monkeypatch.setattr(pool, "MEMORY_BYTES", memory)
    monkeypatch.setattr(merging, "AT_MOST", 0)
    monkeypatch.setattr(pool, "_CHUNK_FILES", 64)
    found = many_files(folder, count)
    put(folder, empty, found, jobs)
    assert len(ids(empty)) == len(found) - 1
    assert len(list(empty.glob("*.seg"))) > 2


def test_few_files_need_no_processes(
    folder: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where processes are not worth their start, none is started."""
    monkeypatch.setattr(pool, "_WORTH_PROCESSES_SECONDS", 1.0)
    monkeypatch.setattr(pool, "_ingest_in_processes", None)
    assert len(put(folder, empty, many_files(folder, 10), 2)) == 10


def test_a_killed_process_is_an_error(folder: Path, empty: Path, settings: Settings) -> None:
    """When one of the processes is killed, there is an error that says so, and no commit."""
    before = files(empty)
    with Batch(empty, 1) as batch:
        results = ingest_files(reading(folder), many_files(folder, 1000), 2, batch)
        next(results)
        multiprocessing.active_children()[0].kill()
        with pytest.raises(ReadingProcessError, match="--jobs 1"):
            list(results)
    assert multiprocessing.active_children() == []
    assert ids(empty) == set()
    assert {name for name in files(empty) if name.endswith(".toc")} <= before
    sync(folder, settings)
    assert len(ids(empty)) == 999


def test_giving_up_ends_the_processes(folder: Path, empty: Path) -> None:
    """No process is left when the results are not wanted any more, and nothing is committed."""
    with Batch(empty, 1) as batch:
        results = ingest_files(reading(folder), many_files(folder, 1000), 2, batch)
        next(results)
        results.close()  # type: ignore[attr-defined] # it is a generator
    assert multiprocessing.active_children() == []
    assert ids(empty) == set()


def test_nothing_to_read_is_nothing(folder: Path, empty: Path) -> None:
    """No files give no results, and change nothing."""
    with Batch(empty, 1) as batch:
        assert list(ingest_files(reading(folder), [], 2, batch)) == []
        assert not batch.changed
