"""What belongs to the thread of the loop is left to it."""

from __future__ import annotations

import threading

import pytest

from tests.webui.served.small_server import REQUEST, rest_of, small_server
from tests.webui.serving import until
from webui.serving.channel import Channel
from webui.serving.connections import Connections

EXPECTING = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
)


@pytest.mark.parametrize("before", [0, 1])
def test_nobody_is_told_to_send_a_body(before: int) -> None:
    """No request needs one, so who asks whether it is wanted is refused, and once."""
    with small_server() as running:
        with running.connect(REQUEST % b"" * before + EXPECTING + b"12345") as client:
            answer = rest_of(client)
        assert b"100 Continue" not in answer
        assert answer.count(b"HTTP/1.1 ") == before + 1
        assert b"HTTP/1.1 417 Expectation Failed\r\n" in answer
        assert b"\r\nContent-Security-Policy: " in answer


def test_connections_are_closed_by_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a thread that answers finds one broken: the tables have no locks."""
    removing: list[str] = []
    remove = Connections.remove
    service = Channel.service

    def noted(self: Connections, connection: Channel) -> None:
        removing.append(threading.current_thread().name)
        remove(self, connection)

    def closing(self: Channel) -> None:
        service(self)
        answering.append(threading.current_thread().name)
        self.handle_close()
        self.handle_close()

    answering: list[str] = []
    monkeypatch.setattr(Connections, "remove", noted)
    monkeypatch.setattr(Channel, "service", closing)
    with small_server() as running:
        with running.connect(REQUEST % b"") as client:
            assert rest_of(client).endswith(b"answered")
        until(lambda: len(running.server.connections) == 0 and len(answering) == 1)
        assert not set(removing) & set(answering)
