"""Running a command as a user does, on the clock, with an eye on its memory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType

from tests.benchmark.articles.sources import ROOT

_PAUSE_SECONDS = 0.05
# Adding up a large process's pages takes the kernel some milliseconds, on a core that the
# process could use: the watcher rests for so many times as long.
_REST = 20

_PROC = Path("/proc")

# ``ru_maxrss`` counts bytes there, and KiB elsewhere.
_RUSAGE_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Watched:
    """A command that ran to its end.

    Attributes:
        seconds: from its start to its end.
        peak: the most bytes of memory that its processes were seen to have together, shared
            pages counted once; where the system does not tell, that of its largest process.
        together: whether it is that of all processes together.
        status: with which it left.
        output, errors: what it wrote.
    """

    seconds: float
    peak: int
    together: bool
    status: int
    output: str
    errors: str


def watch(command: Sequence[str], *, memory: bool = True) -> Watched:
    """Run a command in the project's folder; look at its memory while it runs, if wanted."""
    # Who waits for the disk should not wait for what others wrote before.
    os.sync()
    with TemporaryFile() as output, TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            cwd=ROOT,
            env=_environment(),
        )
        try:
            with _Sampler(process.pid, active=memory) as sampler:
                _, status, usage = os.wait4(process.pid, 0)
                seconds = time.perf_counter() - started
        except BaseException:
            process.kill()
            process.wait()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for stream in (output, errors):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
        together = sampler.peak > 0
        peak = sampler.peak if together else usage.ru_maxrss * _RUSAGE_UNIT
        return Watched(seconds, peak, together, process.returncode, *texts)


def memory_of_tree(root: int) -> int:
    """Return the bytes of a process and all below it; 0 where the system does not tell."""
    return sum(_memory(pid) for pid in _tree(root))


class _Sampler:
    """Looks at the memory of a process and those below it, in a thread."""

    def __init__(self, pid: int, *, active: bool) -> None:
        self.peak = 0
        self._pid = pid
        self._active = active
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> _Sampler:
        if self._active:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._active:
            self._thread.join()

    def _run(self) -> None:
        pause = 0.0
        while not self._done.wait(pause):
            started = time.perf_counter()
            self.peak = max(self.peak, memory_of_tree(self._pid))
            pause = max(_PAUSE_SECONDS, _REST * (time.perf_counter() - started))


def _tree(root: int) -> Iterator[int]:
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        try:
            for thread in (_PROC / str(pid) / "task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        # It ended meanwhile, or there is no such file system.
        except OSError:
            continue


def _memory(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _environment() -> dict[str, str]:
    """Return an environment in which nothing of Cuttings is set."""
    return {k: v for k, v in os.environ.items() if not k.startswith("CUTTINGS_")}
