"""The real server, in a process of its own, and what fills its index."""

from __future__ import annotations

import http.client
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.contract.settings import Settings, load_settings
from indexer.syncing.sync import sync

ROOT = Path(__file__).parent.parent.parent
DEADLINE = 30.0
"""Seconds after which a test stops waiting for what should have happened long before."""


def settings_for(index: Path) -> Settings:
    """Return settings with an index and a single process, whatever the environment says."""
    return load_settings({"index": index, "jobs": 1}, environment={})


def sync_into(index: Path, articles: Path) -> Path:
    """Sync a folder of good articles into an index; return the index."""
    report = sync(articles, settings_for(index))
    assert report.failed == ()
    return index


def until(condition: Callable[[], bool], seconds: float = DEADLINE) -> None:
    """Wait until a condition holds; fail when it does not within some seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def command(*arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m webui`` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "webui", *arguments],
        cwd=ROOT,
        env=clean_environment(environment),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )


def clean_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without settings of ours, but for those in ``extra``."""
    inherited = {name: text for name, text in os.environ.items() if "CUTTINGS_" not in name}
    return {**inherited, "PYTHONPATH": str(ROOT), **extra}


@dataclass(frozen=True)
class Answer:
    """A response, read whole. Header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A server that is running."""

    process: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        """The address of the search page."""
        return f"http://127.0.0.1:{self.port}/"

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> Answer:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            connection.close()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Stop the server with a signal; return its exit status and what it wrote to stderr."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, errors


@contextmanager
def serving(index: Path, *options: str, **environment: str) -> Iterator[Server]:
    """Serve an index on a free port of 127.0.0.1 until the block ends."""
    command = [sys.executable, "-m", "webui", "serve", "--index", str(index), "--port", "0"]
    with started([*command, *options], ROOT, clean_environment(environment)) as server:
        yield server


@contextmanager
def started(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]
) -> Iterator[Server]:
    """Let a command serve, in a folder and with an environment, until the block ends."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Server(process, _port(process))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], DEADLINE)
    line = process.stdout.readline() if ready else ""
    assert line.startswith("Serving http://"), process.communicate()
    return int(line.split("/ ")[0].rpartition(":")[2])
