"""Does every file of the index have the checksums that were written? Reads all of it from the disk.

Files are read, and not mapped: so one that is cut short meanwhile is no end of the process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, groupby
from pathlib import Path
from typing import BinaryIO

from indexer.contract.codec.contents import read_contents
from indexer.contract.codec.sums import (
    BLOCK_BYTES,
    NOT_AS_WRITTEN,
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

# What is said of a block of which there is nothing to say.
_WHOLE = ""

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
        readable: whether the disk gave all of them.
    """

    problems: tuple[str, ...]
    damaged: frozenset[str]
    remarks: tuple[str, ...]
    readable: bool = True


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
        refused: set[str] = set()
        for each in opened:
            problems += [(each.name, said) for said in _damage(each, pause, refused)]
    return Blocks(
        tuple(said for _, said in problems),
        frozenset(name for name, _ in problems),
        tuple(remarks),
        not refused,
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


def _damage(opened: _Opened, pause: Callable[[float], None], refused: set[str]) -> Iterator[str]:
    """Yield a sentence for each run of damaged blocks; note down files that cannot be read."""
    size = os.fstat(opened.file.fileno()).st_size
    carried = len(opened.sums.trailer()) if opened.name.endswith(".npz") else 0
    try:
        check_size(size - carried, opened.sums, opened.name)
    except DamagedBytesError as error:
        yield str(error)
        return
    first = 0
    for state, run in groupby(_states(opened, pause)):
        last = first + sum(1 for _ in run)
        if state != _WHOLE:
            yield described(opened.name, first, last, opened.sums.size, state)
        if state not in (_WHOLE, NOT_AS_WRITTEN):
            refused.add(opened.name)
        first = last


def _states(opened: _Opened, pause: Callable[[float], None]) -> Iterator[str]:
    """Yield what is to be said of each block."""
    _look_at_the_disk(opened.file)
    numbers = opened.sums.numbers()
    for first in range(0, len(numbers), _BLOCKS_AT_ONCE):
        started = time.monotonic()
        some = numbers[first : first + _BLOCKS_AT_ONCE]
        try:
            yield from _compared(opened, first, some)
        except OSError:
            # The others of them can mostly be read.
            for block, number in enumerate(some, first):
                yield _compared_alone(opened, block, number)
        pause(time.monotonic() - started)


def _compared(opened: _Opened, first: int, numbers: Sequence[int]) -> list[str]:
    """Read blocks, and compare them with their checksums; raise an OSError as the system does."""
    begin = first * BLOCK_BYTES
    opened.file.seek(begin)
    wanted = min(len(numbers) * BLOCK_BYTES, opened.sums.size - begin)
    data = memoryview(opened.file.read(wanted))
    # The file may be cut short meanwhile.
    return [
        _WHOLE
        if len(data) > at and checksum(data[at : at + BLOCK_BYTES]) == number
        else NOT_AS_WRITTEN
        for at, number in zip(count(0, BLOCK_BYTES), numbers, strict=False)
    ]


def _compared_alone(opened: _Opened, block: int, number: int) -> str:
    try:
        (state,) = _compared(opened, block, [number])
    except OSError as error:
        return f"cannot be read ({error.strerror or error})"
    return state


def _look_at_the_disk(file: BinaryIO) -> None:
    """Let the system forget what it has of a file, as far as nobody uses it."""
    # What a server has in use stays in memory, so that it is none the slower for it.
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
