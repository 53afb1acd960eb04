"""What is no request is answered, and ends nothing but its own connection."""

from __future__ import annotations

import pytest

from tests.webui.served.small_server import REQUEST, rest_of, small_server
from webui.serving.channel import Channel
from webui.serving.connections import Connections

# Each a whole header: what is waited for is the answer.
MALFORMED = [
    b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET http://[::1 HTTP/1.1\r\n\r\n",
    b"GET http://]/x HTTP/1.0\r\n\r\n",
    "GET http://a\u2100b/ HTTP/1.1\r\n\r\n".encode(),
    b"GET / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nno header\r\n\r\n",
    b"\x00\xff\r\n\r\n",
    b"get / http/1.1\r\n\r\n",
]


@pytest.mark.parametrize("sent", MALFORMED)
@pytest.mark.parametrize("first", [True, False])
def test_what_is_no_request_is_answered(sent: bytes, first: bool) -> None:
    """As the first bytes of a connection and after another request; others are let in."""
    with small_server(threads=1) as running:
        for _ in range(2):
            with running.connect(sent if first else REQUEST % b"" + sent) as client:
                answer = rest_of(client)
            assert answer.count(b" 400 Bad Request\r\n") == 1, answer
            assert answer.count(b"answered") == (0 if first else 1)
        assert running.ask("/").endswith(b"answered")


def test_an_error_ends_only_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong with the first bytes of one, listening goes on."""
    received = Channel.received

    def failing(self: Channel, data: bytes) -> bool:
        if data.startswith(b"bad"):
            raise RuntimeError("a bug")
        return bool(received(self, data))

    monkeypatch.setattr(Channel, "received", failing)
    with small_server() as running:
        for _ in range(2):
            with running.connect(b"bad") as client:
                assert rest_of(client) == b""
            assert running.ask("/").endswith(b"answered")


def test_an_error_of_listening_does_not_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that cannot be taken in waits until it can."""
    has_room = Connections.has_room
    failures = iter([True])

    def failing(self: Connections) -> bool:
        if next(failures, False):
            raise RuntimeError("a bug")
        return has_room(self)

    monkeypatch.setattr(Connections, "has_room", failing)
    with small_server() as running:
        assert running.ask("/").endswith(b"answered")
    assert next(failures, None) is None
