"""The end of a server: what it has received is answered."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

import pytest

from tests.webui.served.small_server import REQUEST, answer_on, rest_of, small_server
from tests.webui.serving import until
from webui.serving import server
from webui.serving.connections import Connections


def test_what_runs_is_answered() -> None:
    """Twenty requests that are being answered still are, and their connections end."""
    with small_server(threads=20) as running, ExitStack() as stack:
        clients = [stack.enter_context(running.wait()) for _ in range(20)]
        running.drain()
        running.app.let_go.set()
        for client in clients:
            answer = rest_of(client)
            assert answer.endswith(b"answered")
            assert b"\r\nConnection: close\r\n" in answer
        assert running.end() == 0


def test_what_waits_is_answered() -> None:
    """So are those that wait for a thread."""
    with small_server(threads=1) as running, ExitStack() as stack:
        first = stack.enter_context(running.wait())
        others = [stack.enter_context(running.connect(REQUEST % b"")) for _ in range(5)]
        until(lambda: len(running.server.threads.queue) == 5)
        running.drain()
        running.app.let_go.set()
        for client in (first, *others):
            assert rest_of(client).endswith(b"answered")
        assert running.end() == 0


def test_what_the_system_has_taken_in_is_answered() -> None:
    """A connection that was not accepted yet is, before listening ends."""
    with small_server() as running:

        def drain_behind_others() -> None:
            clients.extend(running.connect(REQUEST % b"") for _ in range(5))
            running.server.begin_drain()

        clients: list[socket.socket] = []
        running.server.order(drain_behind_others)
        assert running.end() == 0
        assert len(clients) == 5
        for client in clients:
            with client:
                assert rest_of(client).endswith(b"answered")


def test_those_who_go_on_coming_do_not_delay_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes as fast as it is taken in is taken in only as often as there was room to wait."""
    monkeypatch.setattr(server, "BACKLOG", 4)
    has_room = Connections.has_room
    clients: list[socket.socket] = []
    with small_server(threads=1) as running:

        def one_more(self: Connections) -> bool:
            if len(clients) < 50:
                clients.append(running.connect(REQUEST % b""))
            return has_room(self)

        def drain_in_a_flood() -> None:
            monkeypatch.setattr(Connections, "has_room", one_more)
            running.server.begin_drain()

        running.server.order(drain_in_a_flood)
        assert running.end() == 0
    assert len(clients) == 5
    for client in clients:
        with client:
            assert rest_of(client).endswith(b"answered")


def test_listening_ends_first() -> None:
    """Nobody new is let in while the last ones are answered."""
    with small_server() as running, running.wait() as client:
        running.drain()
        with pytest.raises(ConnectionRefusedError):
            running.connect()
        running.app.let_go.set()
        assert rest_of(client).endswith(b"answered")


def test_a_connection_that_is_kept_has_one_more_request() -> None:
    """What crosses with the end is answered, and told that it is the last one."""
    with small_server() as running, running.connect(REQUEST % b"") as client:
        assert b"Connection" not in answer_on(client)
        running.drain()
        client.sendall(REQUEST % b"")
        answer = rest_of(client)
        assert b"\r\nConnection: close\r\n" in answer
        assert running.end() == 0


def test_all_that_came_at_once_is_answered() -> None:
    """Of requests that were sent without waiting, only the last answer ends the connection."""
    with small_server(threads=1) as running, running.wait() as first:
        with running.connect(REQUEST % b"" * 3) as client:
            until(lambda: len(running.server.threads.queue) == 1)
            running.drain()
            running.app.let_go.set()
            assert rest_of(first).endswith(b"answered")
            answers = rest_of(client)
        assert answers.count(b"answered") == 3
        assert answers.count(b"Connection: close") == 1


def test_what_takes_too_long_is_cut_and_counted() -> None:
    """After the time for draining, what is left is told as a number."""
    with small_server(drain_seconds="0.1") as running, running.wait(), running.wait():
        running.drain()
        assert running.end() == 2


def test_asked_again_it_ends_at_once() -> None:
    """The second order leaves no time."""
    with small_server(drain_seconds="3600") as running, running.wait():
        running.drain()
        running.server.order(running.server.cut)
        assert running.end() == 1


def test_who_retires_is_in_no_hurry() -> None:
    """Where others have taken over, the time for draining counts from when all are to end."""
    with small_server(drain_seconds="0.01") as running, running.wait():
        running.server.order(lambda: running.server.begin_drain(retiring=True))
        until(lambda: running.server.drain is not None)
        time.sleep(0.1)
        assert running.cut is None
        running.drain()
        assert running.end() == 1


def test_without_clients_it_ends_at_once() -> None:
    """Nothing is waited for."""
    with small_server(drain_seconds="3600") as running:
        assert running.ask("/").endswith(b"answered")
        running.drain()
        assert running.end() == 0
