"""A server between a client and a node: it passes on what it is told to, and spoils the rest."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.cluster.nodes import ADDRESS


class Fate(Enum):
    """What becomes of a request."""

    PASSED = auto()
    """The node answers."""
    REFUSED = auto()
    """The connection ends, and the node never hears of it: whoever asked was killed before."""
    UNANSWERED = auto()
    """The node does it, and the connection ends without an answer: they were killed after it."""
    HELD = auto()
    """Nothing comes, for as long as the relay is there."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered in place of the node.

    Attributes:
        status: of HTTP.
        body: becomes JSON; bytes are sent as they are.
    """

    status: int
    body: object


@dataclass(frozen=True, slots=True)
class Asked:
    """A request.

    Attributes:
        number: of those before it.
        method: of HTTP.
        path: with the parameters.
        headers: their names in small letters.
    """

    number: int
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)


Decide = Callable[[Asked], Fate | Answer]


class Relay:
    """A relay that runs.

    Attributes:
        url: where it is asked.
        asked: all requests until now.
        decide: says what becomes of each.
    """

    def __init__(self, node: str, decide: Decide) -> None:
        self.node, self.decide = node, decide
        self.asked: list[Asked] = []
        self.url = ""
        self.ending = threading.Event()
        self._lock = threading.Lock()

    def note(self, method: str, path: str, headers: dict[str, str]) -> Asked:
        """Number a request."""
        with self._lock:
            self.asked.append(Asked(len(self.asked), method, path, headers))
            return self.asked[-1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    relay: Relay

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = self.relay.note(self.command, self.path, headers)
        match self.relay.decide(asked):
            case Fate.PASSED:
                self._pass_on(body, answered=True)
            case Answer(status, answer):
                self._write(status, _encoded(answer))
            case Fate.REFUSED:
                self.close_connection = True
            case Fate.UNANSWERED:
                self._pass_on(body, answered=False)
            case Fate.HELD:
                self.relay.ending.wait()
                self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815

    def _pass_on(self, body: bytes, *, answered: bool) -> None:
        node = urlsplit(self.relay.node).netloc
        connection = http.client.HTTPConnection(node, timeout=60)
        self.close_connection = not answered
        try:
            kind = self.headers.get("Content-Type", "application/json")
            connection.request(self.command, self.path, body or None, {"Content-Type": kind})
            answer = connection.getresponse()
            status, said = answer.status, answer.read()
        except OSError:
            # The node is dead: so is whoever stands for it.
            self.close_connection = True
            return
        finally:
            connection.close()
        if answered:
            self._write(status, said)

    def _write(self, status: int, body: bytes) -> None:
        # Whoever asked may have gone.
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def _encoded(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@contextmanager
def relay(node: str = "", decide: Decide = lambda _: Fate.PASSED) -> Iterator[Relay]:
    """Run a relay for a block.

    Args:
        node: the address of a node; not needed where nothing is passed on.
        decide: says what becomes of each request; it may be exchanged meanwhile.
    """
    made = Relay(node, decide)
    handler = type("Handler", (_Handler,), {"relay": made})
    with ThreadingHTTPServer((ADDRESS, 0), handler) as server:
        server.daemon_threads = True
        made.url = f"http://{ADDRESS}:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield made
        finally:
            made.ending.set()
            server.shutdown()
            thread.join()
