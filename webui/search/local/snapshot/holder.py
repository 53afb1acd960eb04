"""Keeps the newest snapshot open, and each older one for as long as a request uses it."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Generic, TypeVar

from indexer.contract.errors import CuttingsError
from indexer.contract.opening import latest_generation, toc_path
from webui.search.deadlines.deadline import DeadlineError, PreparingError, acquire, limited
from webui.search.local.engine import ByteCache
from webui.search.local.snapshot.local_snapshot import DEFAULT_CACHE_BYTES, LocalSnapshot
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.warming import Warmer

# A finished sync has to be seen within two seconds; a look at the folder takes
# some ten microseconds.
_CHECK_SECONDS = 0.5

# Reading ahead is left off between two steps; the longest takes some seconds, in an archive
# of a million articles.
_ENDING_SECONDS = 10

_log = logging.getLogger(__name__)

READING_AHEAD = "reading ahead"
"""The name of the thread that decodes what the first searches would wait for."""

_S = TypeVar("_S", bound=Snapshot)

_State = tuple[int, int, int]


class Holder(ABC, Generic[_S]):
    """Hands out snapshots of one archive. Safe to use from any thread.

    Args:
        warmers: prepare each new snapshot, in a thread and in this order.
    """

    def __init__(self, warmers: Sequence[Callable[[_S], Iterator[None]]] = ()) -> None:
        self._warmers = warmers
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._current: _S | None = None
        self._state: Hashable = None
        self._failure: CuttingsError | None = None
        self._reading_ahead: threading.Thread | None = None
        self._users: Counter[Snapshot] = Counter()
        self._checked = float("-inf")

    @abstractmethod
    def newest(self) -> Hashable:
        """Tell the newest state from all others, cheaply; it need not be one that can be opened.

        Raises:
            IndexStateError: nobody knows.
        """

    @abstractmethod
    def opened(self, previous: _S | None) -> _S:
        """Open the newest state.

        Args:
            previous: an earlier state, still open.

        Raises:
            IndexStateError: it cannot be opened.
        """

    @contextmanager
    def snapshot(self) -> Iterator[_S]:
        """Lend the newest snapshot; it stays open until it is given back.

        Raises:
            IndexStateError: the newest state
                cannot be opened. An older one is not lent instead: nobody would
                know that what they see has stopped being kept up.
        """
        snapshot = self._borrow()
        try:
            # Columns are mapped, and used without another look.
            snapshot.check()
            yield snapshot
        finally:
            self._give_back(snapshot)

    def close(self) -> None:
        """Close the newest snapshot, once nobody uses it. The next request opens it anew.

        The threads that read ahead or make something have ended then: one that is in the middle
        of NumPy's work when the interpreter ends aborts the process.
        """
        with self._opening:
            self._checked = float("-inf")
            self._failure = None
            current = self._current
            self._replace(None, None)
            reading_ahead, self._reading_ahead = self._reading_ahead, None
        if reading_ahead is not None:
            reading_ahead.join(_ENDING_SECONDS)
        if current is not None:
            current.makings.stop(_ENDING_SECONDS)

    def _borrow(self) -> _S:
        while True:
            self._refresh()
            with self._lock:
                if self._current is not None:
                    self._users[self._current] += 1
                    return self._current

    def _lend(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._users[snapshot] += 1

    @contextmanager
    def _also_lent(self, snapshot: Snapshot) -> Iterator[None]:
        """Keep a snapshot that is lent open for somebody else, too."""
        self._lend(snapshot)
        try:
            yield
        finally:
            self._give_back(snapshot)

    def _give_back(self, snapshot: Snapshot) -> None:
        with self._lock:
            self._users[snapshot] -= 1
            is_last = not self._users[snapshot]
            if is_last:
                del self._users[snapshot]
            is_over = is_last and snapshot is not self._current
        # That may take a moment, and nobody can borrow it any more.
        if is_over:
            snapshot.close()

    def _refresh(self) -> None:
        if self._is_settled():
            return
        # While one thread opens a new state the others go on with the old one.
        if self._current is None:
            self._wait_for_opening()
        elif not self._opening.acquire(blocking=False):
            return
        try:
            is_settled = self._is_settled()
        except BaseException:
            self._opening.release()
            raise
        if is_settled:
            self._opening.release()
        else:
            self._open_for_all()

    def _open_for_all(self) -> None:
        """Open the newest state, of which who asks first may not give it up; unlock the opening.

        Raises:
            IndexStateError: it cannot be opened.
        """
        try:
            with limited(None):
                self._open()
        finally:
            self._opening.release()

    def _wait_for_opening(self) -> None:
        try:
            acquire(self._opening)
        except DeadlineError as error:
            raise PreparingError from error

    def _is_settled(self) -> bool:
        """Whether the folder was looked at just now; raises what was found wrong then."""
        if time.monotonic() - self._checked >= _CHECK_SECONDS:
            return False
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        return self._current is not None

    def _open(self) -> None:
        try:
            # Looked at before the index is opened: a commit in between is seen next time.
            state = self.newest()
            if self._current is None or state != self._state:
                snapshot = self.opened(self._current)
                snapshot.lending = self._also_lent
                if self._warmers:
                    # Lent to the thread as well, so that it stays open for it.
                    self._lend(snapshot)
                self._replace(snapshot, state)
                if self._warmers:
                    self._read_ahead(snapshot)
            self._failure = None
        except CuttingsError as error:
            self._failure = error
            self._replace(None, None)
            raise
        finally:
            self._checked = time.monotonic()

    def _read_ahead(self, snapshot: _S) -> None:
        thread = threading.Thread(
            target=self._warm, args=(snapshot,), name=READING_AHEAD, daemon=True
        )
        try:
            thread.start()
            self._reading_ahead = thread
        # There are no threads left: then the first searches wait.
        except RuntimeError:
            _log.exception("Reading ahead could not begin")
            self._give_back(snapshot)

    def _warm(self, snapshot: _S) -> None:
        """Decode what the first searches would wait for, until another snapshot comes."""
        try:
            for _ in chain.from_iterable(warmer(snapshot) for warmer in self._warmers):
                if snapshot is not self._current:
                    return
        except CuttingsError:
            # Whoever searches next is told.
            _log.exception("Reading ahead failed")
        finally:
            self._give_back(snapshot)

    def _replace(self, snapshot: _S | None, state: Hashable) -> None:
        with self._lock:
            before, self._current, self._state = self._current, snapshot, state
            is_over = before is not None and before not in self._users
        if before is not None and is_over:
            before.close()


class SnapshotHolder(Holder[LocalSnapshot]):
    """Hands out snapshots of the index in one folder. Safe to use from any thread.

    Args:
        path: of the index.
        cache: for what is decoded; one of a sensible size if not given.
        warmers: prepare each new snapshot, in a thread and in this order.
    """

    def __init__(
        self, path: Path, cache: ByteCache | None = None, warmers: Sequence[Warmer] = ()
    ) -> None:
        super().__init__(warmers)
        self.path = path
        self._cache = ByteCache(DEFAULT_CACHE_BYTES) if cache is None else cache

    def newest(self) -> Hashable:
        """Look at the folder."""
        return _state(self.path)

    def opened(self, previous: LocalSnapshot | None) -> LocalSnapshot:
        """Open the files, and take over what is known of those that the states share."""
        return LocalSnapshot.open(self.path, self._cache, previous)


def _state(path: Path) -> _State | None:
    """Tell a committed state from others, those of an index that was rebuilt included."""
    generation = latest_generation(path)
    try:
        status = toc_path(path, generation).stat()
    except OSError:
        return None
    return generation, status.st_ino, status.st_mtime_ns
