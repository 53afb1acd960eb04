"""Changes of the disk, written down in the order in which they happen, by several processes."""

from __future__ import annotations

import errno
import fcntl
import os
import pickle
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tests.torture.injection.plan import Plan

_T = TypeVar("_T")

# Before any of them is replaced.
_open, _read, _write, _lseek = os.open, os.read, os.write, os.lseek
_kill, _fsync = os.kill, os.fsync

NO_FILE = -1


class Change(NamedTuple):
    """A change of the disk.

    Attributes:
        kind: ``create``, ``write``, ``truncate``, ``fsync``, ``rename``, ``link``, ``unlink``,
            ``mkdir``, ``rmdir``; or ``failed fsync``; or ``done``, when the command said that
            it is done.
        path: of what is changed, absolute.
        file: number of the inode; ``NO_FILE`` where the path says enough.
        offset: where bytes are written, or the size that a file is cut to.
        data: what is written.
        other: the other path of a rename or link.
    """

    kind: str
    path: str
    file: int = NO_FILE
    offset: int = 0
    data: bytes = b""
    other: str = ""


class Journal:
    """Writes changes down, and does what is planned to the one that it is planned for."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._log = _open(plan.log, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        # The first eight bytes of a file of its own are how many there were.
        self._count = _open(plan.log + ".count", os.O_RDWR | os.O_CREAT, 0o600)

    def carry_out(self, change: Change, doing: Callable[[], _T], half: Callable[[], Any]) -> _T:
        """Make a change and write it down, if nothing else is planned.

        Args:
            change: what will be written down; an inode that it lacks is looked up afterwards.
            doing: makes the change.
            half: makes half of it.
        """
        fcntl.flock(self._count, fcntl.LOCK_EX)
        try:
            self._happen(change, half)
            result = doing()
            if change.file == NO_FILE and change.kind in ("create", "mkdir"):
                change = change._replace(file=os.lstat(change.path).st_ino)
            self._put(change)
            return result
        finally:
            fcntl.flock(self._count, fcntl.LOCK_UN)

    def done(self) -> None:
        """Write down that the command has said that it is done."""
        self._put(Change("done", ""))

    def _happen(self, change: Change, half: Callable[[], Any]) -> None:
        plan = self._plan
        if plan.kinds and change.kind not in plan.kinds:
            return
        count = int.from_bytes(os.pread(self._count, 8, 0), "little") + 1
        os.pwrite(self._count, count.to_bytes(8, "little"), 0)
        if not plan.at or count < plan.at or (count > plan.at and not plan.lasting):
            return
        if plan.half and change.kind == "write" and count == plan.at:
            half()
            self._put(change._replace(data=change.data[: len(change.data) // 2]))
        if plan.what == "kill":
            os.killpg(0, signal.SIGKILL)
        elif plan.what == "kill one":
            _kill(os.getpid(), signal.SIGKILL)
        else:
            number = getattr(errno, plan.what)
            if change.kind == "fsync":
                self._put(change._replace(kind="failed fsync"))
            named = (change.path,) if change.kind not in ("write", "fsync") else ()
            raise OSError(number, os.strerror(number), *named)

    def _put(self, change: Change) -> None:
        record = pickle.dumps(tuple(change))
        _write(self._log, len(record).to_bytes(8, "little") + record)


def read_journal(log: Path) -> list[Change]:
    """Return the changes that were written down."""
    return list(_records(log.read_bytes())) if log.exists() else []


def counted(log: Path) -> int:
    """Return how many changes were counted."""
    return int.from_bytes(Path(f"{log}.count").read_bytes(), "little")


def _records(data: bytes) -> Iterator[Change]:
    place = 0
    while place < len(data):
        size = int.from_bytes(data[place : place + 8], "little")
        yield Change(*pickle.loads(data[place + 8 : place + 8 + size]))
        place += 8 + size
