"""Processes that run the program without starting and importing it each time.

That takes half a second of processor time, and most of what a process does in a test takes
a fiftieth of it. So one process imports the program once, and forks all the others.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).parents[2]

# Elsewhere libraries of the system may not survive that a process is forked.
_CAN_FORK = sys.platform == "linux"


class Forked:
    """A forked process, with that part of ``subprocess.Popen[str]`` that tests need.

    Attributes:
        pid: its number; it leads a session of its own if that was asked for.
        stdout, stderr: what it writes.
        returncode: its exit status, or minus the signal that ended it; None before it is known.
    """

    def __init__(self, pid: int, stdout: int, stderr: int, status: int) -> None:
        self.pid = pid
        self.stdout: TextIO = open(stdout)  # noqa: SIM115 # whoever reads it closes it
        self.stderr: TextIO = open(stderr)  # noqa: SIM115
        self.returncode: int | None = None
        self._status = status

    def poll(self) -> int | None:
        """Return its exit status, or None if it is running."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ends; return its exit status."""
        if self.returncode is None:
            if not select.select([self._status], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(os.read(self._status, 100))
            os.close(self._status)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Read what it writes until it ends; of what was read already, nothing."""
        with ThreadPoolExecutor(2) as pool:
            written = [pool.submit(_rest_of, stream) for stream in (self.stdout, self.stderr)]
            try:
                out, err = (text.result(timeout) for text in written)
            except BaseException:
                # Otherwise nobody would stop reading.
                self.kill()
                raise
        self.wait(timeout)
        return out, err

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless its end is known."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _rest_of(stream: TextIO) -> str:
    if stream.closed:
        return ""
    with stream:
        return stream.read()


class _Template:
    """The process that forks, with some modules imported and some variables of Python set."""

    def __init__(self, modules: Iterable[str], variables: Mapping[str, str]) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.template_process", *modules],
                stdin=theirs.fileno(),
                # As in what it forks; it writes nothing itself, unless it fails.
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                # A process with threads must not fork, and NumPy's library has some.
                env={**os.environ, **variables, "OPENBLAS_NUM_THREADS": "1"},
            )

    def fork(self, order: Mapping[str, Any]) -> Forked:
        """Return a new process."""
        (out, to_out), (err, to_err), (status, to_status) = os.pipe(), os.pipe(), os.pipe()
        theirs = [to_out, to_err, to_status]
        socket.send_fds(self._orders, [json.dumps(order).encode()], theirs)
        for descriptor in theirs:
            os.close(descriptor)
        if pid := self._orders.recv(100):
            return Forked(int(pid), out, err, status)
        raise RuntimeError(self.end())

    def end(self) -> str:
        """Let it end; return what it had to say."""
        self._orders.close()
        return self._process.communicate()[1]


_templates: dict[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], _Template] = {}


def launch(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    modules: tuple[str, ...] = (),
    folder: Path | None = None,
    alone: bool = False,
) -> subprocess.Popen[str] | Forked:
    """Start Python with some arguments: ``-m`` or ``-c``, what to run, and what it is told.

    Args:
        environment: its variables, all of them.
        modules: to import once for all; a process of its own is started without any.
        folder: to work in.
        alone: whether it gets a session of its own.
    """
    folder = folder or Path.cwd()
    if not modules or not _CAN_FORK:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=alone,
        )
    python = {name: text for name, text in environment.items() if name.startswith("PYTHON")}
    key = (modules, tuple(sorted(python.items())))
    if key not in _templates:
        _templates[key] = _Template(modules, python)
    return _templates[key].fork(
        {
            "arguments": arguments,
            "environment": dict(environment),
            "folder": str(folder),
            "alone": alone,
        }
    )


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    modules: tuple[str, ...] = (),
    folder: Path | None = None,
    timeout: float = 60,
) -> subprocess.CompletedProcess[str]:
    """Do as :func:`launch`, and wait for the end."""
    process = launch(arguments, environment, modules, folder)
    try:
        out, err = process.communicate(timeout=timeout)
    except BaseException:
        process.kill()
        raise
    assert process.returncode is not None
    return subprocess.CompletedProcess(list(arguments), process.returncode, out, err)


def end_templates() -> None:
    """End the processes that forked."""
    while _templates:
        _templates.popitem()[1].end()
