"""One writer at a time: who holds the lock, and for how long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from indexer.cluster import writer_lock
from indexer.cluster.writer_lock import WriterLock
from indexer.contract.cluster.connection import Cluster
from indexer.contract.errors import IndexLockedError
from tests.indexer.cluster.stub_cluster import Answer, Asked, stub_cluster


class Document:
    """A document with its place in the sequence, as a cluster keeps it."""

    def __init__(self) -> None:
        self.source: dict[str, Any] | None = None
        self.seq_no = 0

    def answer(self, asked: Asked) -> Answer:
        """Answer a request for it."""
        path, _, query = asked.path.partition("?")
        wanted = dict(pair.split("=") for pair in query.split("&") if pair)
        if asked.method == "GET":
            if self.source is None:
                return 404, {"found": False}
            return 200, {"_source": self.source, **self._place()}
        conflict = int(wanted.get("if_seq_no", self.seq_no)) != self.seq_no
        if conflict or ("/_create/" in path and self.source is not None):
            return 409, {"error": {"type": "version_conflict_engine_exception", "reason": "x"}}
        self.seq_no += 1
        self.source = None if asked.method == "DELETE" else json.loads(asked.body)
        return 200, self._place()

    def _place(self) -> dict[str, int]:
        return {"_seq_no": self.seq_no, "_primary_term": 1}


@contextmanager
def locking() -> Iterator[tuple[Cluster, Document]]:
    """Give a cluster with a document for the lock."""
    document = Document()
    with stub_cluster(document.answer) as cluster:
        yield cluster, document


def test_one_that_is_held_is_not_given_to_another() -> None:
    """It is told who holds it; afterwards it is free."""
    with locking() as (cluster, document):
        with (
            WriterLock(cluster) as lock,
            pytest.raises(IndexLockedError, match=f"process {os.getpid()}"),
            WriterLock(cluster),
        ):
            pass
        lock.check()
        assert document.source is None
        with WriterLock(cluster):
            assert document.source is not None


def test_one_whose_process_is_no_more_is_taken_over_at_once() -> None:
    """Nobody waits a minute after a sync was killed on this machine."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with locking() as (cluster, document):
        with WriterLock(cluster):
            assert document.source is not None
            left = {**document.source, "process": ended.pid, "token": "of another"}
        document.source = left
        with WriterLock(cluster) as lock:
            lock.check()
            assert document.source["process"] == os.getpid()


def test_one_of_another_machine_is_taken_over_when_it_is_stale() -> None:
    """Where nobody can tell whether its process is there, its age says so."""
    with locking() as (cluster, document):
        document.source = {"place": "elsewhere", "process": 1, "token": "x", "renewed": time.time()}
        with pytest.raises(IndexLockedError), WriterLock(cluster):
            pass
        document.source["renewed"] -= 61
        with WriterLock(cluster, stale=59.9) as lock:
            lock.check()


def test_one_whose_clock_was_ahead_blocks_nobody_for_as_long() -> None:
    """What was renewed next year is as stale as what was last year."""
    with locking() as (cluster, document):
        document.source = {"place": "elsewhere", "token": "x", "renewed": time.time() + 1e7}
        with WriterLock(cluster, stale=59.9) as lock:
            lock.check()


def test_one_that_is_renewed_is_not_stale_whatever_its_clock_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before it is taken over, it is waited for whether somebody renews it."""
    with locking() as (cluster, document):
        document.source = {"place": "elsewhere", "token": "x", "renewed": 0}

        def renewed_meanwhile(seconds: float) -> None:
            assert seconds > writer_lock.RENEWED_SECONDS
            document.seq_no += 1

        monkeypatch.setattr("indexer.cluster.writer_lock.time.sleep", renewed_meanwhile)
        with pytest.raises(IndexLockedError), WriterLock(cluster):
            pass


def test_it_is_renewed_while_it_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without being asked for."""
    monkeypatch.setattr(writer_lock, "RENEWED_SECONDS", 0.01)
    with locking() as (cluster, document), WriterLock(cluster):
        deadline = time.monotonic() + 30
        while document.seq_no < 4 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert document.seq_no >= 4


def test_who_was_taken_over_is_told_and_frees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is somebody else's by then."""
    monkeypatch.setattr(writer_lock, "_SURE_SECONDS", -1)
    with locking() as (cluster, document), WriterLock(cluster) as first:
        with WriterLock(cluster, stale=0) as second:
            with pytest.raises(IndexLockedError):
                first.check()
            second.check()
        document.source = {"token": "of a third"}
    assert document.source == {"token": "of a third"}


def test_an_answer_that_was_lost_is_no_other_writer() -> None:
    """A request that was sent twice finds the lock that it has made."""
    with locking() as (cluster, document):
        lock = WriterLock(cluster)
        document.source = {"token": lock._token}
        with lock:
            lock.check()
            assert document.source["owner"]
