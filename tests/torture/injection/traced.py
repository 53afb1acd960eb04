"""Runs a command in this process, with all that changes the disk replaced by what tells of it.

Writes go through the raw files of :mod:`io`, below their buffers, so that what is counted is
what the system sees. Whatever opens a file for writing in another way is found by an audit
hook, and ends the process; that the journal holds every byte, the tests hold by playing it
back.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.torture.injection.journal import NO_FILE, Change, Journal
from tests.torture.injection.plan import Plan

UNSEEN = 99
"""The exit status of a process that changed the disk unseen."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_real: dict[str, Any] = {
    name: getattr(os, name)
    for name in (
        *("open", "write", "fsync", "fdatasync", "rename", "replace", "unlink", "remove"),
        *("mkdir", "rmdir", "link", "truncate", "ftruncate"),
    )
}
_real_open = io.open


class Tracer:
    """Replaces what changes the disk."""

    def __init__(self, plan: Plan) -> None:
        self._root = os.path.realpath(plan.root)
        self._journal = Journal(plan)
        self._within = 0

    def install(self) -> None:
        """Replace everything, in this process."""
        replaced: dict[str, Any] = {
            **{"open": self._open, "write": self._write},
            **dict.fromkeys(("fsync", "fdatasync"), self._fsync),
            **dict.fromkeys(("rename", "replace"), self._rename),
            **dict.fromkeys(("unlink", "remove"), self._unlink),
            **{"mkdir": self._mkdir, "rmdir": self._rmdir},
            **dict.fromkeys(("link", "symlink", "truncate", "ftruncate"), self._never),
        }
        for name, function in replaced.items():
            setattr(os, name, function)
        for module in (builtins, io):
            module.open = self._open_file  # type: ignore[attr-defined]
        sys.addaudithook(self._audit)

    def carry_out(self, change: Change, doing: Callable[[], Any], half: Any = None) -> Any:
        """Make a change that is to be seen."""
        self._within += 1
        try:
            return self._journal.carry_out(change, doing, half or (lambda: None))
        finally:
            self._within -= 1

    def done(self) -> None:
        """Note that the command has said that it is done."""
        self._journal.done()

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not self._within:
            path, _, flags = arguments
            if isinstance(path, str | bytes) and flags & _WRITING and self._watched(path):
                _real["write"](2, f"opened unseen: {path!r}\n".encode())
                os._exit(UNSEEN)

    def _path(self, path: Any, folder: int | None = None) -> str:
        whole = Path(os.fsdecode(path))
        if folder is not None and not whole.is_absolute():
            whole = Path(self._file(folder)) / whole
        whole = Path.cwd() / whole
        return str(whole.parent.resolve() / whole.name)

    def _watched(self, path: Any, folder: int | None = None) -> bool:
        return self._path(path, folder).startswith(self._root + os.sep)

    def _file(self, descriptor: int) -> str:
        return str(Path(f"/proc/self/fd/{descriptor}").readlink())

    def _open_file(
        self, file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None,
        errors: str | None = None, newline: str | None = None, closefd: bool = True,
        opener: Any = None,
    ) -> Any:  # fmt: skip
        name = self._file(file) if isinstance(file, int) else file
        if not set(mode) & set("wax+") or not self._watched(name):
            return _real_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        raw = RawFile(self, file, mode.replace("t", "").replace("b", ""), self._path(name))
        if buffering == 0:
            return raw
        size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
        buffered = io.BufferedRandom(raw, size) if "+" in mode else io.BufferedWriter(raw, size)
        if "b" in mode:
            return buffered
        return io.TextIOWrapper(buffered, encoding, errors, newline)

    def _open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:

        def opening() -> Any:
            return _real["open"](path, flags, mode, dir_fd=dir_fd)

        if not flags & _WRITING or not self._watched(path, dir_fd):
            return int(opening())
        where = self._path(path, dir_fd)
        if not os.path.lexists(where):
            return int(self.carry_out(Change("create", where), opening))
        self._within += 1
        try:
            if flags & os.O_TRUNC:
                self._never(path)
            return int(opening())
        finally:
            self._within -= 1

    def _write(self, descriptor: int, data: bytes) -> int:
        path = self._file(descriptor)
        if not self._watched(path):
            return int(_real["write"](descriptor, data))
        offset = os.lseek(descriptor, 0, os.SEEK_CUR)
        change = Change("write", path, os.fstat(descriptor).st_ino, offset, bytes(data))
        writing = _real["write"]
        return int(
            self.carry_out(
                change,
                lambda: writing(descriptor, data),
                lambda: writing(descriptor, data[: len(data) // 2]),
            )
        )

    def _fsync(self, descriptor: Any) -> None:
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        path = self._file(number)
        # The folder that is watched belongs to what is made in it.
        if not (path + os.sep).startswith(self._root + os.sep):
            _real["fsync"](number)
            return
        change = Change("fsync", path, os.fstat(number).st_ino)
        # What it does on this disk nobody looks at, and it takes its time.
        self.carry_out(change, lambda: None)

    def _rename(self, old: Any, new: Any, **folders: Any) -> None:
        if not self._watched(old):
            _real["rename"](old, new, **folders)
            return
        change = Change("rename", self._path(old), NO_FILE, other=self._path(new))
        self.carry_out(change, lambda: _real["replace"](old, new, **folders))

    def _unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._change("unlink", path, dir_fd)

    def _rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._change("rmdir", path, dir_fd)

    def _mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        self._change("mkdir", path, dir_fd, mode)

    def _change(self, kind: str, path: Any, dir_fd: int | None, *more: Any) -> None:
        def doing() -> None:
            _real[kind](path, *more, dir_fd=dir_fd)

        there = os.path.lexists(path) if dir_fd is None else True
        if not self._watched(path, dir_fd) or there == (kind == "mkdir"):
            doing()
        else:
            self.carry_out(Change(kind, self._path(path, dir_fd)), doing)

    def _never(self, path: Any, *_: Any, **__: Any) -> None:
        raise NotImplementedError(f"nobody has seen this before: {path}")


class RawFile(io.FileIO):
    """A file below its buffer, whose writes are told."""

    def __init__(self, tracer: Tracer, file: Any, mode: str, path: str) -> None:
        self._tracer = tracer
        self._path = path

        def opening() -> None:
            super(RawFile, self).__init__(file, mode)

        if isinstance(file, int):
            opening()
        elif not os.path.lexists(path):
            tracer.carry_out(Change("create", path), opening)
        elif "w" in mode:
            inode = Path(path).stat().st_ino
            tracer.carry_out(Change("truncate", path, inode), opening)
        else:
            raise NotImplementedError(f"nobody has seen this before: {path} {mode}")

    def write(self, data: Any) -> int:
        """Write, and tell of it."""
        data = bytes(data)
        change = Change("write", self._path, os.fstat(self.fileno()).st_ino, self.tell(), data)
        writing, half = super().write, data[: len(data) // 2]
        return int(self._tracer.carry_out(change, lambda: writing(data), lambda: writing(half)))

    def truncate(self, size: int | None = None) -> int:
        """Cut the file, and tell of it."""
        size = self.tell() if size is None else size
        cutting = super().truncate
        change = Change("truncate", self._path, os.fstat(self.fileno()).st_ino, size)
        return int(self._tracer.carry_out(change, lambda: cutting(size)))


def run(text: str) -> None:
    """Run the command of a plan to its end, or to what is planned for it; leave with its status."""
    plan = Plan.from_text(text)
    # All that the command imports is imported before anything is replaced.
    import indexer.cli as cli
    from indexer.syncing import pool
    from indexer.syncing.known import past

    if plan.clock:
        vars(past)["time_ns"] = lambda: plan.clock
    if plan.processes:
        pool._WORTH_PROCESSES_SECONDS = 0.0
        os.environ["TORTURE_PLAN"] = text
        pool._begin = begin_traced
    tracer = Tracer(plan)
    tracer.install()
    if plan.arguments:
        status = cli.run(plan.arguments)
    else:
        exec(plan.script, {})  # noqa: S102 # written in the tests
        status = 0
    if status == 0:
        tracer.done()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def begin_traced(task: Any) -> None:
    """Begin a process that reads, traced as the one that starts it is."""
    from indexer.syncing import pool

    Tracer(Plan.from_text(os.environ["TORTURE_PLAN"])).install()
    pool._begin(task)
