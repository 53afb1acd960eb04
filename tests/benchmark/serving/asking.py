"""Clients of a server: one connection, or many that are asked from one thread.

What they do is as little as possible: requests are written before, and of an answer no more is
looked at than its status and its length. They use the processors that the servers use.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

_READ_BYTES = 1 << 18
_SECONDS = 60.0
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_END = b"\r\n\r\n"


class ServerError(RuntimeError):
    """A server did not answer as it should."""


def request_to(path: str) -> bytes:
    """Return the bytes of a request, on a connection that is kept."""
    lines = (f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json")
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


class Connection:
    """One kept connection with a server on this machine."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = b""

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, request: bytes) -> None:
        """Send a request; its answer has to be taken before the next one."""
        self._read = b""
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """Take what has come; return the answer when it is whole.

        Raises:
            ServerError: the server has ended the connection.
        """
        data = self.socket.recv(_READ_BYTES)
        if not data:
            raise ServerError("a server ended a connection in the middle of an answer")
        self._read += data
        head = self._read.find(_END)
        length = _LENGTH.search(self._read, 0, head + 2) if head >= 0 else None
        if length is None or len(self._read) < head + len(_END) + int(length[1]):
            return None
        return self._read

    def ask(self, request: bytes) -> bytes:
        """Return the answer to a request: all of its bytes.

        Raises:
            ServerError: the status is not 200.
        """
        self.send(request)
        while (answer := self.receive()) is None:
            pass
        if status_of(answer) != 200:
            raise ServerError(answer[:1000].decode(errors="replace"))
        return answer


def status_of(answer: bytes) -> int:
    """Return the status of an answer."""
    return int(answer[9:12])


def parsed(answer: bytes) -> Any:
    """Return what the JSON of an answer says."""
    return json.loads(answer.partition(_END)[2])


@dataclass(frozen=True, slots=True)
class Crowded:
    """What a crowd was answered.

    Attributes:
        rate: good answers a second.
        refused: how many answers were no good ones.
        times: seconds of each good one, as one of the crowd saw it.
        busy: share of the time in which the crowd itself was computing.
        spent: seconds that the server computed for an answer, on average.
    """

    rate: float
    refused: int
    times: Sequence[float]
    busy: float
    spent: float


def crowd(
    port: int,
    requests: Sequence[bytes],
    connections: int,
    seconds: float,
    computed_by_server: Callable[[], float] = float,
) -> Crowded:
    """Let many ask at once, each the next question as soon as it was answered.

    Args:
        port: of the server.
        requests: in turns; whoever is free takes the next one.
        connections: how many ask.
        seconds: for how long.
        computed_by_server: tells for how many seconds the server has computed.

    Raises:
        ServerError: a connection was ended.
    """
    asked: Iterator[bytes] = cycle(requests)
    times: list[float] = []
    refused = 0
    opened = [Connection(port) for _ in range(connections)]
    began: dict[Connection, float] = {}
    with selectors.DefaultSelector() as selector:
        for each in opened:
            selector.register(each.socket, selectors.EVENT_READ, each)
        computing, spent = time.process_time(), computed_by_server()
        started = time.perf_counter()
        for each in opened:
            began[each] = time.perf_counter()
            each.send(next(asked))
        while (now := time.perf_counter()) - started < seconds:
            for key, _ in selector.select(seconds):
                each = key.data
                answer = each.receive()
                if answer is None:
                    continue
                now = time.perf_counter()
                if status_of(answer) == 200:
                    times.append(now - began[each])
                else:
                    refused += 1
                began[each] = now
                each.send(next(asked))
        took, computing = now - started, time.process_time() - computing
        spent = computed_by_server() - spent
    for each in opened:
        each.socket.close()
    answers = max(1, len(times) + refused)
    return Crowded(len(times) / took, refused, times, computing / took, spent / answers)
