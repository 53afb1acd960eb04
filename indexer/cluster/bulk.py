"""Many changes to an index of a cluster: requests of bounded size, few at a time, every item seen.

What a cluster cannot take for now is sent again, later and later. Each operation may be sent twice:
it names its document, and says what that becomes.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from indexer.cluster.patience import PATIENCE_SECONDS, pauses
from indexer.contract.cluster.cluster_errors import (
    ClusterDamagedError,
    ClusterError,
    ClusterLockedError,
    error_of_answer,
    kind_and_reason,
    shortened,
    understanding,
)
from indexer.contract.cluster.connection import Cluster

REQUEST_BYTES = 4 * 1024 * 1024
"""No request is larger, unless a single article is."""

_IN_FLIGHT = 2

# Bytes of a request beside the bodies and ids, for each operation, at the most.
_AROUND = 128

# Beside these, a document that is to be deleted and is not there is as it should be.
_DONE = frozenset({200, 201})


class Operation(NamedTuple):
    """A change to one document.

    Attributes:
        id: of the document.
        action: ``index``, ``update`` or ``delete``.
        body: JSON; empty for a deletion.
        version: of the document, by which that of a later writer stays; None if it has none.
    """

    id: str
    action: str
    body: bytes = b""
    version: int | None = None

    def lines(self) -> bytes:
        """Return the lines of a request that ask for it."""
        about: dict[str, Any] = {"_id": self.id}
        if self.version is not None:
            about |= {"version": self.version, "version_type": "external_gte"}
        if self.action == "update":
            # The same request may be at work still, after its answer was lost.
            about["retry_on_conflict"] = 3
        head = json.dumps({self.action: about}).encode()
        return b"%b\n%b\n" % (head, self.body) if self.body else b"%b\n" % head


def updating(id: str, **fields: Any) -> Operation:
    """Return the change of some fields of a document."""
    return Operation(id, "update", json.dumps({"doc": fields}).encode())


def send(
    cluster: Cluster,
    index: str,
    operations: Iterable[Operation],
    check: Callable[[], None],
    request_bytes: int = REQUEST_BYTES,
    patience: float = PATIENCE_SECONDS,
) -> int:
    """Send operations, never more than a few requests' bytes at a time; return how many.

    Args:
        cluster, index: where to.
        operations: are asked for as they can be sent.
        check: raises where nothing may be written any more; called before each request.
        request_bytes: of a request, at the most.
        patience: seconds that the cluster may take none of a request.

    Raises:
        ClusterError: the cluster does not take it, or cannot be asked.
        ClusterDamagedError: a document that was to be changed is not there.
        ClusterLockedError: a later writer has written one of the documents.
    """
    count = 0
    waiting: deque[Future[int]] = deque()
    given_up = threading.Event()

    def one(part: Sequence[Operation]) -> int:
        return _Sending(cluster, index, check, patience, given_up).send(part)

    with ThreadPoolExecutor(_IN_FLIGHT) as pool:
        try:
            for part in parts(operations, request_bytes):
                if len(waiting) == _IN_FLIGHT:
                    count += waiting.popleft().result()
                waiting.append(pool.submit(one, part))
            while waiting:
                count += waiting.popleft().result()
        finally:
            # Whoever interrupts it does not wait until the patience of the others ends.
            given_up.set()
            for each in waiting:
                each.cancel()
    return count


def rest(given_up: threading.Event, seconds: float) -> bool:
    """Wait; return whether it is not worth going on."""
    return given_up.wait(seconds)


def parts(operations: Iterable[Operation], request_bytes: int) -> Iterator[list[Operation]]:
    """Yield operations that fit into one request."""
    part: list[Operation] = []
    size = 0
    for operation in operations:
        more = len(operation.body) + len(operation.id) + _AROUND
        if part and size + more > request_bytes:
            yield part
            part, size = [], 0
        part.append(operation)
        size += more
    if part:
        yield part


class _Sending:
    """One request, and those that repeat what of it was not taken."""

    def __init__(
        self,
        cluster: Cluster,
        index: str,
        check: Callable[[], None],
        patience: float,
        given_up: threading.Event,
    ) -> None:
        self._cluster, self._index, self._check = cluster, index, check
        self._patience, self._given_up = patience, given_up

    def send(self, part: Sequence[Operation]) -> int:
        left = part
        waiting = pauses()
        progress = time.monotonic()
        while True:
            self._check()
            refused, error = self._once(left)
            if error is None:
                return len(part)
            if len(refused) < len(left):
                progress, waiting = time.monotonic(), pauses()
            if time.monotonic() - progress > self._patience:
                raise error
            left = refused
            if rest(self._given_up, next(waiting)):
                raise error

    def _once(self, part: Sequence[Operation]) -> tuple[Sequence[Operation], ClusterError | None]:
        """Send operations; return those to be sent again, and why."""
        body = b"".join(operation.lines() for operation in part)
        try:
            answer = self._cluster.request(
                "POST", f"/{self._index}/_bulk", body, self._cluster.given_up
            )
        except ClusterError as error:
            if not error.passing:
                raise
            return part, error
        refused: list[Operation] = []
        last: ClusterError | None = None
        with understanding(self._cluster.name):
            items = answer["items"]
            if len(items) != len(part):
                raise ClusterDamagedError(self._cluster.name, "a request was answered in part")
            for operation, item in zip(part, items, strict=True):
                wrong = self._error_of(operation, item[operation.action])
                if wrong is not None:
                    refused.append(operation)
                    last = wrong
        return refused, last

    def _error_of(self, operation: Operation, item: Any) -> ClusterError | None:
        status = int(item["status"])
        gone = status == 404 and operation.action == "delete" and "error" not in item
        if status in _DONE or gone:
            return None
        kind, reason = kind_and_reason(item)
        if kind == "document_missing_exception":
            raise ClusterDamagedError(
                self._cluster.name, f"the version {operation.id} of an article is missing"
            )
        if status == 409 and operation.action == "index":
            raise ClusterLockedError(self._cluster.name)
        error = error_of_answer(self._cluster.name, self._cluster.address, status, item)
        if error.passing or status == 409:
            return error
        if status == 400:
            raise ClusterError(
                self._cluster.name,
                f"The cluster at {self._cluster.address} refuses an article "
                f"({kind}: {shortened(reason)}). Nothing was changed.",
                status=status,
                kind=kind,
            )
        raise error
