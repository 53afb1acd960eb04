"""Reading in several processes."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from indexer.errors import ReadingProcessError
from indexer.files import FileToRead
from indexer.pool import read_files
from tests.support.articles import write_file


def large_folder(folder: Path) -> list[FileToRead]:
    """Write enough bytes to be worth several processes."""
    files = []
    for number in range(24):
        path = write_file(folder / f"{number:02}.md", f"---\ntitle: {'word ' * 50_000}\n---\n")
        files.append(FileToRead(path.name, "", path.stat().st_size))
    write_file(folder / "05.md", "broken")
    return files


def test_several_processes_read_what_one_reads(folder: Path) -> None:
    """The outcomes and their order do not depend on the number of processes."""
    files = large_folder(folder)
    alone = list(read_files(folder, files, 10**6, jobs=1))
    assert [file for file, _ in alone] == files
    assert list(read_files(folder, files, 10**6, jobs=2)) == alone
    assert multiprocessing.active_children() == []


def test_a_killed_process_is_an_error(folder: Path) -> None:
    """When one of the processes is killed, reading ends with an error that says so."""
    outcomes = read_files(folder, large_folder(folder) * 4, 10**6, jobs=2)
    next(outcomes)
    for child in multiprocessing.active_children():
        child.kill()
    with pytest.raises(ReadingProcessError, match="--jobs 1"):
        list(outcomes)


def test_giving_up_ends_the_processes(folder: Path) -> None:
    """No process is left when the outcomes are not wanted any more."""
    outcomes = read_files(folder, large_folder(folder) * 4, 10**6, jobs=2)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined] # it is a generator
    assert multiprocessing.active_children() == []


def test_nothing_to_read_is_nothing(folder: Path) -> None:
    """No files give no outcomes."""
    assert list(read_files(folder, [], 10**6, jobs=2)) == []
