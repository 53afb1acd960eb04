"""What the loop looks at."""

from __future__ import annotations

import select
import socket
from typing import Any

import pytest

from tests.webui.served.small_server import REQUEST, answer_on, small_server
from tests.webui.serving import DEADLINE
from webui.serving.loop import Loop


class Watched:
    """A socket that wants to read, and notes what it is told."""

    accepting = False

    def __init__(self) -> None:
        self.told: list[str] = []

    def readable(self) -> bool:
        """Always."""
        return True

    def writable(self) -> bool:
        """Never."""
        return False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("handle_"):
            return lambda: self.told.append(name)
        raise AttributeError(name)


@pytest.mark.skipif(not hasattr(select, "poll"), reason="nothing else is used then")
def test_urgent_bytes_wake_nobody() -> None:
    """They are never read, so whoever waited for them would be woken at once for ever."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        socket.create_connection(listening.getsockname()) as client,
    ):
        connection, _ = listening.accept()
        with connection:
            watched = Watched()
            loop = Loop({connection.fileno(): watched})
            client.send(b"!", socket.MSG_OOB)
            poll = select.poll()
            poll.register(connection, select.POLLPRI)
            assert poll.poll(DEADLINE * 1000)
            loop.turn(0)
            assert watched.told == []
            client.send(b"G")
            loop.turn(DEADLINE)
            assert watched.told == ["handle_read_event"]


def test_urgent_bytes_are_no_part_of_a_request() -> None:
    """Who sends them besides is answered."""
    with small_server() as running, running.connect(b"G") as client:
        client.send(b"!", socket.MSG_OOB)
        client.sendall(REQUEST[1:] % b"")
        assert answer_on(client).startswith(b"HTTP/1.1 200 ")
