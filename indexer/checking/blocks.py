"""Does every file of the index have the checksums that were written? Reads all of it from the disk.

Files are read, and not mapped: so one that is cut short meanwhile is no end of the process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from indexer.contract.codec.contents import read_contents
from indexer.contract.codec.sums import (
    BLOCK_BYTES,
    DamagedBytesError,
    Sums,
    check_size,
    checksum,
    described,
    split,
)
from indexer.contract.opening import latest_generation, retrying, toc_path
from indexer.contract.story_file import newest_story_file, said_of, story_path

# Read at once, and between two pauses.
_BLOCKS_AT_ONCE = 16

# What to do about files without checksums.
_LATER = "a rebuild gives it some"
_AFTER_SYNC = "the next sync that changes anything gives it some"


@dataclass(frozen=True, slots=True)
class Blocks:
    """What was found.

    Attributes:
        problems: sentences on damaged parts.
        damaged: the files that these are in.
        remarks: sentences on files that have no checksums.
    """

    problems: tuple[str, ...]
    damaged: frozenset[str]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Opened:
    name: str
    file: BinaryIO
    sums: Sums


def check_blocks(path: Path, *, gently: bool = False) -> Blocks:
    """Read all files of the newest state of the index in a folder, and compare their checksums.

    Args:
        path: of the index.
        gently: pause as long as it reads, so that others can read meanwhile.

    Raises:
        IndexDamagedError: the table of contents is damaged, or a file is missing.
        IndexUnreadableError: the system does not let this program read them.
    """
    with ExitStack() as files:
        opened, problems, remarks = retrying(path, lambda: _open(path, files))
        pause = time.sleep if gently else lambda _: None
        problems += [(each.name, said) for each in opened for said in _damage(each, pause)]
    return Blocks(
        tuple(said for _, said in problems),
        frozenset(name for name, _ in problems),
        tuple(remarks),
    )


def _open(path: Path, files: ExitStack) -> tuple[list[_Opened], list[tuple[str, str]], list[str]]:
    """Open all files of a state, so that a commit cannot take them away.

    Returns:
        Those with checksums; what is damaged already, by its file; and remarks.
    """
    generation = latest_generation(path)
    table = toc_path(path, generation)
    contents = read_contents(table.read_bytes())
    opened: list[_Opened] = []
    problems: list[tuple[str, str]] = []
    remarks = []
    if not contents.sealed:
        remarks.append(
            f"{table.name} has no checksums, as another program or an earlier version wrote it: "
            f"{_AFTER_SYNC}"
        )
    for name, sums in contents.segments.items():
        if sums is None:
            remarks.append(f"{name} has no checksums: {_LATER}")
        else:
            opened.append(_Opened(name, files.enter_context((path / name).open("rb")), sums))
    beside = newest_story_file(path, generation)
    if contents.beside is not None:
        beside = story_path(path, generation)
    if beside is not None:
        file = files.enter_context(beside.open("rb"))
        try:
            _, sums = split(memoryview(file.read()), beside.name)
        except DamagedBytesError as error:
            problems.append((beside.name, str(error)))
        else:
            if contents.beside is not None and (not sums or said_of(sums) != contents.beside):
                problems.append((beside.name, f"{beside.name} is not the one of this state"))
            elif sums is not None:
                file.seek(0)
                opened.append(_Opened(beside.name, file, sums))
            else:
                remarks.append(f"{beside.name} has no checksums: {_AFTER_SYNC}")
    return opened, problems, remarks


def _damage(opened: _Opened, pause: Callable[[float], None]) -> Iterator[str]:
    """Yield a sentence for each run of damaged blocks."""
    size = os.fstat(opened.file.fileno()).st_size
    carried = len(opened.sums.trailer()) if opened.name.endswith(".npz") else 0
    try:
        check_size(size - carried, opened.sums, opened.name)
    except DamagedBytesError as error:
        yield str(error)
        return
    begin: int | None = None
    for block, whole in enumerate(_blocks(opened, pause)):
        if whole and begin is not None:
            yield described(opened.name, begin, block, opened.sums.size)
        begin = None if whole else block if begin is None else begin
    if begin is not None:
        count = -(-opened.sums.size // BLOCK_BYTES)
        yield described(opened.name, begin, count, opened.sums.size)


def _blocks(opened: _Opened, pause: Callable[[float], None]) -> Iterator[bool]:
    """Yield whether each block is as it was written."""
    _look_at_the_disk(opened.file)
    numbers, left = iter(opened.sums.numbers()), opened.sums.size
    while left > 0:
        started = time.monotonic()
        data = memoryview(opened.file.read(min(left, _BLOCKS_AT_ONCE * BLOCK_BYTES)))
        for at in range(0, max(len(data), 1), BLOCK_BYTES):
            number = next(numbers, None)
            # The file may be cut short meanwhile.
            yield number is not None and checksum(data[at : at + BLOCK_BYTES]) == number
        left -= len(data)
        if not data:
            return
        pause(time.monotonic() - started)


def _look_at_the_disk(file: BinaryIO) -> None:
    """Let the system forget what it has of a file, as far as nobody uses it."""
    # What a server has in use stays in memory, so that it is none the slower for it.
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
