"""Many files → documents, in several processes when that is worth their start.

Each process gathers documents of its own; who asked for them commits them, all or none.
Whoosh's own writers for several processes lose documents when one of them fails.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import accumulate
from multiprocessing import connection
from typing import Any, NamedTuple, TypeAlias

from indexer.contract.errors import ReadingProcessError
from indexer.syncing.files import Added, FileToRead, Reading, Result, ingest
from indexer.syncing.targets.writable import Batch, Gathering

# Below this a single process is done before others have started: they take half a second.
_WORTH_PROCESSES_SECONDS = 1.0
_SECONDS_A_FILE = 0.0003
_SECONDS_A_BYTE = 1e-8

# Large enough that handing out work costs nothing, small enough that an
# interruption is answered at once.
_CHUNK_BYTES = 2 << 20
_CHUNK_FILES = 256

# Chunks under way for each process, so that it never waits.
_CHUNKS_AHEAD = 2

MEMORY_BYTES = 1 << 30
"""All processes together hold about so much until they write a segment."""

# Signals are the parent's business: it stops the processes in an orderly way.
_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_ADDED = Added()

_Chunk: TypeAlias = Sequence[FileToRead]


def ingest_files(
    reading: Reading, files: Sequence[FileToRead], jobs: int, batch: Batch
) -> Iterator[tuple[FileToRead, Result]]:
    """Put the articles in ``files`` into a batch; yield each file, and what came of it.

    Files come in any order. The batch holds their articles when all have come.

    Args:
        reading: how they are read.
        files: to be read.
        jobs: the greatest number of processes.
        batch: takes the articles, and what other processes have made of them.

    Raises:
        ReadingProcessError: one of the processes was killed.
        OSError: what was gathered cannot be written.
    """
    if jobs == 1 or not _worth_processes(files):
        for file in files:
            yield file, ingest(reading, file, batch.add)
            batch.relieve(MEMORY_BYTES)
        return
    try:
        yield from _ingest_in_processes(reading, files, jobs, batch)
    except BrokenProcessPool as error:
        raise ReadingProcessError from error


def _worth_processes(files: Iterable[FileToRead]) -> bool:
    # Of a million files, only the first ones are looked at.
    seconds = accumulate(_SECONDS_A_FILE + _SECONDS_A_BYTE * file.size for file in files)
    return any(sum_so_far >= _WORTH_PROCESSES_SECONDS for sum_so_far in seconds)


def _ingest_in_processes(
    reading: Reading, files: Iterable[FileToRead], jobs: int, batch: Batch
) -> Iterator[tuple[FileToRead, Result]]:
    # Not fork: the parent has threads by then, and holds the lock of the index.
    context = multiprocessing.get_context("spawn")
    task = _Task(reading, batch.gatherer(), MEMORY_BYTES // jobs)
    chunks = _chunks(files)
    under_way: dict[Future[_Done], tuple[ProcessPoolExecutor, _Chunk]] = {}
    with ExitStack() as stopping:
        # One pool for each process: what it builds stays in it from chunk to chunk.
        pools = [
            ProcessPoolExecutor(1, context, initializer=_begin, initargs=(task,))
            for _ in range(jobs)
        ]
        for pool in pools:
            stopping.callback(pool.shutdown, cancel_futures=True)
        # Before they are waited for: each would first finish what it does.
        stopping.push(partial(_kill_if_failed, set(multiprocessing.active_children())))

        def submit(pool: ProcessPoolExecutor, chunk: _Chunk) -> None:
            with _signals_blocked():
                under_way[pool.submit(_ingest_chunk, chunk)] = pool, chunk

        for pool in pools * _CHUNKS_AHEAD:
            submit(pool, next(chunks, ()))
        while under_way:
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                pool, chunk = under_way.pop(future)
                done = future.result()
                for each in done.gathered:
                    batch.take(each)
                for place, file in enumerate(chunk):
                    yield file, done.others.get(place, _ADDED)
                # Without files, a process writes what it has, and is done.
                if chunk:
                    submit(pool, next(chunks, ()))


def _kill_if_failed(others: set[Any], kind: type[BaseException] | None, *_: object) -> None:
    """Kill the processes that were begun since; what they wrote is cleaned up."""
    if kind is not None:
        for process in set(multiprocessing.active_children()) - others:
            process.kill()


class _Task(NamedTuple):
    """What a process has to know.

    Attributes:
        reading: how files are read.
        gatherer: makes what gathers documents.
        memory: bytes, roughly, that it may hold.
    """

    reading: Reading
    gatherer: Callable[[], Gathering]
    memory: int


class _Done(NamedTuple):
    """What a process has done.

    Attributes:
        others: what came of the chunk's files that were not added, by their places.
        gathered: what the batch has to take now.
    """

    others: dict[int, Result]
    gathered: Sequence[Any]


class _Worker:
    """Gathers documents, in a process of its own."""

    def __init__(self, task: _Task) -> None:
        self._task = task
        self._gathering = task.gatherer()

    def ingest(self, chunk: _Chunk) -> _Done:
        task = self._task
        others: dict[int, Result] = {}
        for place, file in enumerate(chunk):
            result = ingest(task.reading, file, self._gathering.add)
            # Nearly all are, and what is not said need not be sent.
            if not isinstance(result, Added):
                others[place] = result
        return _Done(others, self._gathering.gathered(task.memory, last=not chunk))


_workers: list[_Worker] = []
"""The one of this process; none in the one that the command runs in."""


def _begin(task: _Task) -> None:
    """Make ready a process, which ends when its parent is gone, even killed."""
    _workers.append(_Worker(task))
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_leave, args=(parent.sentinel,), daemon=True).start()


def _wait_and_leave(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _ingest_chunk(chunk: _Chunk) -> _Done:
    (worker,) = _workers
    return worker.ingest(chunk)


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
