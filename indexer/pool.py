"""Reading many files, in several processes when that is worth their start."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection
from pathlib import Path
from typing import TypeAlias

from indexer.errors import ReadingProcessError
from indexer.files import FileToRead, Outcome, read_file

# Below this the processes would take longer to start than the files to read.
_WORTH_PROCESSES_BYTES = 4 << 20

# Large enough that handing out work costs nothing, small enough that an
# interruption is answered at once.
_CHUNK_BYTES = 256 << 10
_CHUNK_FILES = 64

# Chunks under way for each process: it never waits, and memory stays bounded.
_CHUNKS_AHEAD = 3

# Signals are the parent's business: it stops the pool in an orderly way.
_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_Chunk: TypeAlias = Sequence[FileToRead]


def read_files(
    folder: Path, files: Sequence[FileToRead], max_bytes: int, jobs: int
) -> Iterator[tuple[FileToRead, Outcome]]:
    """Read ``files`` below ``folder``; yield each with its outcome, in their order.

    Raises:
        ReadingProcessError: one of the processes was killed.
    """
    if jobs == 1 or sum(file.size for file in files) < _WORTH_PROCESSES_BYTES:
        for file in files:
            yield file, read_file(folder, file, max_bytes)
        return
    try:
        yield from _read_in_processes(folder, files, max_bytes, jobs)
    except BrokenProcessPool as error:
        raise ReadingProcessError from error


def _read_in_processes(
    folder: Path, files: Iterable[FileToRead], max_bytes: int, jobs: int
) -> Iterator[tuple[FileToRead, Outcome]]:
    # Not fork: the parent has threads by then, and holds the lock of the index.
    context = multiprocessing.get_context("spawn")
    under_way: deque[tuple[_Chunk, Future[list[Outcome]]]] = deque()
    pool = ProcessPoolExecutor(jobs, context, initializer=_leave_with_parent)
    try:
        for chunk in _chunks(files):
            with _signals_blocked():
                under_way.append((chunk, pool.submit(_read_chunk, folder, chunk, max_bytes)))
            if len(under_way) > jobs * _CHUNKS_AHEAD:
                yield from _finished(*under_way.popleft())
        while under_way:
            yield from _finished(*under_way.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(chunk: _Chunk, future: Future[list[Outcome]]) -> Iterator[tuple[FileToRead, Outcome]]:
    return zip(chunk, future.result(), strict=True)


def _chunks(files: Iterable[FileToRead]) -> Iterator[_Chunk]:
    chunk: list[FileToRead] = []
    size = 0
    for file in files:
        chunk.append(file)
        size += file.size
        if size >= _CHUNK_BYTES or len(chunk) == _CHUNK_FILES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _read_chunk(folder: Path, chunk: _Chunk, max_bytes: int) -> list[Outcome]:
    return [read_file(folder, file, max_bytes) for file in chunk]


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Block the signals while processes may be started: they inherit that."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_with_parent() -> None:
    """End this process when its parent is gone, even killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_leave, args=(parent.sentinel,), daemon=True).start()


def _wait_and_leave(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
