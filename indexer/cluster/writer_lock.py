"""One writer at a time: a document that is made, renewed, and removed in the end."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self
from uuid import uuid4

from indexer.cluster.patience import patiently
from indexer.contract.cluster.cluster_errors import (
    ClusterConflictError,
    ClusterDamagedError,
    ClusterError,
    ClusterLockedError,
    ClusterMissingError,
    understanding,
)
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.index_names import WRITER, document_path, state_index

STALE_SECONDS = 60.0
"""A lock that was not renewed for so long was left by a writer that is no more."""

RENEWED_SECONDS = 10.0
"""It is renewed so often."""

# Who writes looks whether it was taken over when it has not for so long.
_SURE_SECONDS = 1.0

# The next writer waits no longer for a lock that stays behind than until it is stale.
_FREEING_SECONDS = 5.0


class _Seen(NamedTuple):
    """The lock, as it was found."""

    source: dict[str, Any]
    seq_no: int
    primary_term: int


class WriterLock:
    """The right to write to an archive: a context manager.

    Args:
        cluster: that has the archive; its index of states is there.
        stale: seconds after which a lock that is not renewed is taken over.

    Raises:
        ClusterLockedError: another writer holds it.
        ClusterError: the cluster cannot be asked.
    """

    def __init__(self, cluster: Cluster, stale: float = STALE_SECONDS) -> None:
        self._cluster = cluster
        self._stale = stale
        self._path = document_path(state_index(cluster.name), WRITER)
        self._token = uuid4().hex
        self._renewed = 0.0
        self._seen = {"if_seq_no": -1, "if_primary_term": 0}
        self._lost = False
        self._ended = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="writer-lock", daemon=True)

    def __enter__(self) -> Self:
        if not self._create():
            found = self._read()
            if found is None:
                if not self._create():
                    raise ClusterLockedError(self._cluster.name)
            elif found.source.get("token") != self._token:
                if not self._left_behind(found):
                    raise ClusterLockedError(self._cluster.name, str(found.source.get("owner", "")))
                self._take(found)
            else:
                # The answer was lost, and the request was sent again.
                self._take(found)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        if not self._lost:
            with suppress(ClusterError):
                request = partial(self._cluster.request, "DELETE", self._path, params=self._seen)
                patiently(request, _FREEING_SECONDS)

    def check(self) -> None:
        """Look whether the lock is held still.

        Raises:
            ClusterLockedError: it was taken over.
            ClusterError: it could not be renewed.
        """
        if not self._lost and time.monotonic() - self._renewed > _SURE_SECONDS:
            # However long it takes: that it was renewed shows that nobody has taken over.
            patiently(self._renew)
        if self._lost:
            raise ClusterLockedError(self._cluster.name)

    def _create(self) -> bool:
        started = time.monotonic()
        path = self._path.replace("/_doc/", "/_create/")
        params = self._cluster.given_up
        request = partial(self._cluster.request, "PUT", path, self._source(), params)
        try:
            self._note(patiently(request), started)
        except ClusterConflictError:
            return False
        return True

    def _read(self) -> _Seen | None:
        try:
            found = patiently(partial(self._cluster.request, "GET", self._path))
        except ClusterMissingError:
            return None
        with understanding(self._cluster.name):
            source = found["_source"]
            if not isinstance(source, dict):
                source = {}
            return _Seen(source, found["_seq_no"], found["_primary_term"])

    def _left_behind(self, found: _Seen) -> bool:
        """Whether the writer that made a lock is no more."""
        source = found.source
        if source.get("place") == _place() and not _is_running(source.get("process")):
            return True
        renewed = source.get("renewed")
        if not isinstance(renewed, int | float):
            renewed = 0
        if abs(time.time() - renewed) < self._stale:
            return False
        # The clock of its machine may be wrong, and ahead of all others: whoever is there renews
        # it meanwhile.
        if self._stale >= STALE_SECONDS:
            time.sleep(2 * RENEWED_SECONDS)
        now = self._read()
        return now is not None and now.seq_no == found.seq_no

    def _take(self, found: _Seen) -> None:
        self._seen = {"if_seq_no": found.seq_no, "if_primary_term": found.primary_term}
        patiently(self._renew)
        if self._lost:
            raise ClusterLockedError(self._cluster.name)

    def _keep(self) -> None:
        while not self._ended.wait(RENEWED_SECONDS):
            # If it stays so, whoever writes will see.
            with suppress(ClusterError, ClusterDamagedError):
                self._renew()

    def _renew(self) -> None:
        with self._turn:
            started = time.monotonic()
            try:
                answer = self._cluster.request(
                    "PUT", self._path, self._source(), {**self._seen, **self._cluster.given_up}
                )
                self._note(answer, started)
            except ClusterConflictError:
                found = self._read()
                if found is None or found.source.get("token") != self._token:
                    self._lost = True
                else:
                    self._note({"_seq_no": found.seq_no, "_primary_term": found.primary_term}, 0)

    def _note(self, answer: Any, started: float) -> None:
        with understanding(self._cluster.name):
            place = {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}
        self._seen = place
        self._renewed = max(self._renewed, started)

    def _source(self) -> dict[str, Any]:
        return {
            "owner": f"{socket.gethostname()}, process {os.getpid()}",
            "place": _place(),
            "process": os.getpid(),
            "token": self._token,
            "renewed": time.time(),
        }


def _place() -> str:
    """Return what tells this system, and those whose processes have other numbers, from others."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{socket.gethostname()} {boot} {Path('/proc/self/ns/pid').readlink()}"
    return f"{socket.gethostname()} {uuid4().hex}"


def _is_running(process: object) -> bool:
    if not isinstance(process, int) or process <= 0:
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
