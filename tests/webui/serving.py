"""The real server, in a process of its own, and what fills its index."""

from __future__ import annotations

import http.client
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.contract.settings import Settings, load_settings
from indexer.syncing.sync import sync
from tests.support.forking import Forked, launch, run

ROOT = Path(__file__).parent.parent.parent
IMPORTED = (
    "webui.cli",
    "webui.serving.worker",
    "webui.app",
    "webui.commands.search",
    "webui.serving.obeying",
)
DEADLINE = 30.0
"""Seconds after which a test stops waiting for what should have happened long before."""


def settings_for(index: Path, **options: str) -> Settings:
    """Return settings with an index and a single process, whatever the environment says.

    Nothing is given up if it takes long: a machine may have other things to do.
    """
    given = {"index": index, "jobs": 1, "deadline_seconds": "0", **options}
    return load_settings(given, environment={})


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
    return run(
        ["-m", "webui", *map(os.fsdecode, arguments)],
        clean_environment(environment),
        # What is set of Python itself counts only when it starts.
        () if any(name.startswith("PYTHON") for name in environment) else IMPORTED,
        folder=ROOT,
        timeout=DEADLINE,
    )


def clean_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without settings of ours, but for those in ``extra``."""
    inherited = {name: text for name, text in os.environ.items() if "CUTTINGS_" not in name}
    # What is written of each request would hide what else is written.
    return {**inherited, "PYTHONPATH": str(ROOT), "CUTTINGS_LOG": "off", **extra}


@dataclass(frozen=True)
class Answer:
    """A response, read whole. Header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A server that is running."""

    process: subprocess.Popen[str] | Forked
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
        return self.process.wait(), errors


@contextmanager
def serving(index: Path, *options: str, **environment: str) -> Iterator[Server]:
    """Serve an index on a free port of 127.0.0.1 until the block ends.

    By a single process, unless the options say otherwise: each worker takes a second to start.
    """
    single = [] if "--workers" in options else ["--workers", "0"]
    command = ["-m", "webui", "serve", "--index", str(index), "--port", "0", *single, *options]
    with running(launch(command, clean_environment(environment), IMPORTED, ROOT)) as server:
        yield server


@contextmanager
def running(process: subprocess.Popen[str] | Forked) -> Iterator[Server]:
    """Let a process that was started as a server serve until the block ends."""
    try:
        yield Server(process, _port(process))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _port(process: subprocess.Popen[str] | Forked) -> int:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], DEADLINE)
    line = process.stdout.readline() if ready else ""
    assert line.startswith("Serving http://"), process.communicate()
    return int(line.split("/")[2].rpartition(":")[2])
