"""The servers: each in processes of its own, on a port of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.benchmark.articles.sources import ROOT
from tests.benchmark.engines.base import Engine
from tests.benchmark.engines.cuttings import Cuttings
from tests.benchmark.serving.peer_index import ServedTantivy

_ENDING_SECONDS = 20.0
# So long nothing computes before a server counts as settled, and no longer is waited for it.
_QUIET_SECONDS = 0.5
_SETTLING_SECONDS = 120.0
# What computes less meanwhile only looks after itself.
_TICKS = 1
_SECONDS_OF_A_TICK = 1 / os.sysconf("SC_CLK_TCK")
# What was answered before is answered anew.
_SETTINGS = {"CUTTINGS_ANSWER_CACHE_BYTES": "0"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A server that takes part.

    Attributes:
        name: what the report calls it.
        engine: whose index it serves.
        processes: that answer.
    """

    name: str
    engine: type[Engine]
    processes: int

    def command(self, index: Path) -> list[str]:
        """Return the command that starts it."""
        if self.engine is Cuttings:
            options = ["--index", str(index), "--port", "0", "--workers", str(self.processes)]
            return [sys.executable, "-m", "webui", "serve", *options]
        module = "tests.benchmark.serving.peer"
        return [sys.executable, "-m", module, str(index), str(self.processes)]


CUTTINGS = Kind("Cuttings", Cuttings, 1)
CUTTINGS_TWO = Kind("Cuttings, 2 workers", Cuttings, 2)
PEER = Kind("Flask + Waitress + tantivy", ServedTantivy, 1)
PEER_TWO = Kind("the same, 2 processes", ServedTantivy, 2)

KINDS = (CUTTINGS, CUTTINGS_TWO, PEER, PEER_TWO)


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that is running: its port, and its first process."""

    port: int
    process: subprocess.Popen[str]

    def settle(self) -> None:
        """Wait until it computes nothing: what is read ahead was read."""
        waited, quiet, last = time.monotonic(), time.monotonic(), -1.0
        while time.monotonic() - quiet < _QUIET_SECONDS:
            time.sleep(0.05)
            now = self.computed()
            if now > last + _TICKS * _SECONDS_OF_A_TICK:
                quiet, last = time.monotonic(), now
            if time.monotonic() - waited > _SETTLING_SECONDS:
                return

    def computed(self) -> float:
        """Return for how many seconds its processes have computed; 0 where one cannot tell."""
        numbers = _of_session(self.process.pid)
        return sum(sum(map(int, _stat(number)[11:13])) for number in numbers) * _SECONDS_OF_A_TICK


@contextmanager
def serving(kind: Kind, index: Path, log: Path) -> Iterator[Serving]:
    """Serve an index until the block ends.

    Args:
        kind: of server.
        index: folder of what it serves.
        log: file for what it has to say.
    """
    inherited = {name: text for name, text in os.environ.items() if "CUTTINGS_" not in name}
    with log.open("w") as errors:
        process = subprocess.Popen(
            kind.command(index.resolve()),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=ROOT,
            env={**inherited, **_SETTINGS},
            start_new_session=True,
        )
    try:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        if not said:
            raise RuntimeError(f"{kind.name} did not start: {log.read_text()[-1000:]}")
        yield Serving(int(re.findall(r"\d+", said)[-1]), process)
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_ENDING_SECONDS)
        # Where there are several, all are of this session.
        for number in _of_session(process.pid):
            os.kill(number, signal.SIGKILL)
        process.communicate()


def _of_session(session: int) -> Sequence[int]:
    folder = Path("/proc")
    numbers = [int(path.name) for path in folder.glob("[0-9]*")] if folder.is_dir() else []
    return [number for number in numbers if _stat(number)[3:4] == [str(session)]]


def _stat(process: int) -> list[str]:
    """Return what Linux tells of a process, from its state on; nothing if it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
