"""The server of a process in a thread of the test, round an application that does as it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.webui.serving import DEADLINE, settings_for, until
from webui.serving.listening import listen, port_of
from webui.serving.server import Server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

REQUEST = b"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n"

# More than the system takes in for a client that reads nothing, less than a server waits for.
_LARGE = 15 * 2**20


class Application:
    """Answers at once, but for ``/wait``, which waits until it is let go.

    Attributes:
        begun: released once for each request to ``/wait`` that is being answered.
        gone: whether the client had gone, of each that was let go.
        received: since when each request was there.
        large: how many of ``/large`` were answered, with more than a connection holds.
        own_answers: returns what the server has answered itself, as the last request was told.
    """

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.gone: list[bool] = []
        self.received: list[float] = []
        self.large = 0
        self.own_answers: Callable[[], dict[str, int]] = dict
        self.while_waiting: Callable[[Callable[[], bool]], None] = lambda _: None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer."""
        path = environ["PATH_INFO"]
        self.received.append(environ["cuttings.received"])
        self.own_answers = environ["cuttings.own_answers"]
        if path == "/wait":
            self.begun.release()
            self.while_waiting(environ["cuttings.client_gone"])
            assert self.let_go.wait(DEADLINE)
            self.gone.append(environ["cuttings.client_gone"]())
        if path == "/large":
            self.large += 1
            self.begun.release()
            start("200 OK", [("Content-Length", str(_LARGE))])
            return [b"x" * _LARGE]
        if path == "/endless":
            start("200 OK", [])
            return self._endless()
        if path == "/breaks":
            start("200 OK", [])
            return self._breaking()
        body = b"answered"
        start("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def _endless(self) -> Iterator[bytes]:
        self.begun.release()
        while True:
            yield b"x" * 65536

    def _breaking(self) -> Iterator[bytes]:
        yield b"first"
        raise RuntimeError("in the middle")


class SmallServer:
    """A server that runs in a thread of its own.

    Args:
        threads: that answer.
        options: settings.
        shared: a socket that another server listens on, too; None: it has one of its own.

    Attributes:
        listening: its socket.
        cut: how many requests were cut, once it has ended.
    """

    def __init__(
        self, threads: int, options: dict[str, str], shared: socket.socket | None = None
    ) -> None:
        self.app = Application()
        self.listening = listen("127.0.0.1", 0)[0] if shared is None else shared.dup()
        self.listening.setblocking(False)
        self.port = port_of(self.listening)
        settings = settings_for(Path("none"), **options)
        alone = shared is None
        self.server = Server(self.app, settings, [self.listening], threads, alone=alone)
        self.cut: int | None = None
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        self.cut = self.server.run()

    def start(self) -> None:
        """Let it run."""
        self._thread.start()

    def connect(self, sent: bytes = b"") -> socket.socket:
        """Return a new connection, on which something was sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE)
        connection.sendall(sent)
        return connection

    def ask(self, path: str) -> bytes:
        """Return the whole answer to a request on a connection of its own."""
        with self.connect(b"GET %s HTTP/1.0\r\n\r\n" % path.encode()) as connection:
            return rest_of(connection)

    def wait(self) -> socket.socket:
        """Return a connection whose request is being answered until ``app.let_go`` is set."""
        connection = self.connect(REQUEST % b"wait")
        assert self.app.begun.acquire(timeout=DEADLINE)
        return connection

    def drain(self) -> None:
        """Begin the end, and return when it has begun."""
        self.server.order(self.server.begin_drain)
        until(lambda: self.server.drain is not None)

    def end(self) -> int:
        """Wait for the end; return how many requests were cut."""
        self._thread.join(DEADLINE)
        assert self.cut is not None
        return self.cut


@contextmanager
def small_server(
    threads: int = 4, *, shared: socket.socket | None = None, **options: str
) -> Iterator[SmallServer]:
    """Serve until the block ends; on a socket that is shared with another one, if one is given."""
    running = SmallServer(threads, options, shared)
    running.start()
    try:
        yield running
    finally:
        running.app.let_go.set()
        running.server.order(running.server.cut)
        running.end()


def rest_of(connection: socket.socket) -> bytes:
    """Return what comes until the other side ends the connection."""
    pieces = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionError:
        pass
    return b"".join(pieces)


def answer_on(connection: socket.socket) -> bytes:
    """Return one answer of those that come on a connection."""
    answer = b""
    while not answer.endswith(b"\r\n\r\nanswered"):
        piece = connection.recv(65536)
        assert piece, answer
        answer += piece
    return answer
