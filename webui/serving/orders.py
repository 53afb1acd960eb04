"""What the supervisor and its workers say to each other. Knows nothing but the standard library.

Each worker has a connected socket with its supervisor. It says what it was told to listen on,
is given the sockets, says when it is ready, and is told when to end. Either sees by the end of
the connection that the other one is gone.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

DRAIN = "drain"
"""Listen no more, answer what was received, and end."""
RETIRE = "retire"
"""The same; others go on listening."""
CUT = "cut"
"""End now."""

# A worker that has closed its connection has threads to wait for, for some seconds each.
_ENDING_SECONDS = 30.0

_SOCKETS = b"sockets\n"
_READY = "ready"
_MOST_SOCKETS = 64
_MESSAGE_BYTES = 65536
# As the program itself was started: what it imports first comes from the same place.
_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); from webui.cli import work; work()"


@dataclass(frozen=True)
class Asked:
    """What a worker was told by its settings of what is the supervisor's to do."""

    host: str
    port: int
    prefix: str
    workers: int
    drain_seconds: float


class WorkerProcess:
    """A worker, as its supervisor sees it.

    Args:
        options: of the command line.
        hurried: whether it listens at once, or only when its index is open.

    Attributes:
        line: the supervisor's end of the connection.
        ready: whether it answers requests.
        started: when, as time.monotonic() tells it.
        closed: when the connection ended, as it does shortly before the worker; None before.
    """

    def __init__(self, options: Mapping[str, Any], *, hurried: bool) -> None:
        self.line, theirs = socket.socketpair()
        self.line.setblocking(False)
        self.ready = False
        self.started = time.monotonic()
        self.closed: float | None = None
        self._heard = b""
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 # ourselves
                [
                    sys.executable, "-P", "-c", _PROGRAM, sys.path[0],
                    json.dumps({"options": options, "line": theirs.fileno(), "hurried": hurried}),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # Ctrl-C in a terminal is for the supervisor.
                process_group=0,
            )  # fmt: skip

    def hear(self) -> list[Asked | None] | None:
        """Return what it says: what it was told, or None where it is ready; None at its end."""
        try:
            data = self.line.recv(_MESSAGE_BYTES)
        except BlockingIOError:
            return []
        except OSError:
            return None
        if not data:
            return None
        *lines, self._heard = (self._heard + data).split(b"\n")
        said = [json.loads(line) for line in lines]
        return [None if each == _READY else Asked(**each) for each in said]

    def hand_over(self, listening: Sequence[socket.socket]) -> None:
        """Give it the sockets to listen on."""
        self._send(_SOCKETS, [each.fileno() for each in listening])

    def tell(self, order: str) -> None:
        """Give it an order."""
        self._send(f"{order}\n".encode(), [])

    def _send(self, message: bytes, descriptors: Sequence[int]) -> None:
        # Where it is gone, its end of the connection tells that as well.
        with suppress(OSError):
            socket.send_fds(self.line, [message], descriptors)

    def close(self) -> None:
        """Note the end of the connection."""
        self.line.close()
        self.closed = time.monotonic()

    def exit_status(self) -> int | None:
        """Return the exit status of one that has closed the connection; None before its end.

        One that takes too long for that is killed.
        """
        status = self.process.poll()
        if status is None and self.closed and time.monotonic() - self.closed >= _ENDING_SECONDS:
            self.process.kill()
        return status


class SupervisorLine:
    """The connection with the supervisor, as a worker sees it."""

    def __init__(self, descriptor: int) -> None:
        os.set_inheritable(descriptor, False)
        self.socket = socket.socket(fileno=descriptor)

    def ask(self, asked: Asked) -> None:
        """Say what is to be listened on."""
        self._say(asdict(asked))

    def await_sockets(self) -> list[socket.socket]:
        """Wait for the sockets to listen on.

        Raises:
            SystemExit: the supervisor is gone, or has changed its mind.
        """
        message, descriptors, _, _ = socket.recv_fds(self.socket, len(_SOCKETS), _MOST_SOCKETS)
        if message != _SOCKETS:
            raise SystemExit(0)
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        return [socket.socket(fileno=descriptor) for descriptor in descriptors]

    def say_ready(self) -> None:
        """Say that requests are answered."""
        self._say(_READY)

    def _say(self, message: object) -> None:
        try:
            self.socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            raise SystemExit(0) from None
