"""Access to the files of an open index: one thread at a time, and what is wrong is said."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from indexer.contract.errors import CuttingsError, IndexDamagedError
from indexer.contract.opening import Opened, ReportingDamage
from webui.search.deadlines.deadline import holding

_log = logging.getLogger(__name__)


class _LoggingDamage(ReportingDamage):
    __slots__ = ()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, CuttingsError):
            _log.error("Reading the index failed", exc_info=error)
        super().__exit__(kind, error, _)


class Access:
    """Hands out the reader of an opened index.

    Whoosh's readers move a shared file position about, so whatever goes through them does
    so under a lock; a thread that holds it may take it again.

    Args:
        path: of the index, for messages.
        opened: the state of it; closed with this.
    """

    def __init__(self, path: Path, opened: Opened) -> None:
        self._path = path
        self._opened = opened
        self._lock = threading.RLock()
        self._depth = 0

    def look(self) -> None:
        """Make sure that no file was cut short, since reading beyond its end kills the process.

        Raises:
            IndexDamagedError: one was.
        """
        shortened = self._opened.shortened()
        if shortened is not None:
            raise IndexDamagedError(self._path, f"{shortened.name} was cut short")

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Give the Whoosh reader to one thread at a time.

        Raises:
            IndexDamagedError: as :meth:`look` and :meth:`reporting_damage`.
            IndexUnreadableError: as :meth:`reporting_damage`.
        """
        with holding(self._lock):
            # Whoever holds the lock already has looked.
            if not self._depth:
                self.look()
            self._depth += 1
            try:
                with self.reporting_damage():
                    yield self._opened.reader
            finally:
                self._depth -= 1

    def reporting_damage(self) -> AbstractContextManager[None]:
        """Turn whatever comes of reading the index into an error that says what to do.

        Raises:
            IndexDamagedError, IndexUnreadableError: see
                :func:`indexer.contract.opening.reporting_damage`. What they came of is logged.
        """
        return _LoggingDamage(self._path, "")

    @property
    def synced(self) -> datetime:
        """When the last sync ended well, in UTC; one without changes moves it on."""
        return self._opened.synced

    @property
    def committed(self) -> datetime:
        """When the state was committed, in UTC."""
        return self._opened.committed

    @property
    def is_closed(self) -> bool:
        """Whether the files were closed."""
        return bool(self._opened.reader.is_closed)

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._opened.reader.close()
