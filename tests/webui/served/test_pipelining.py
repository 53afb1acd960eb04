"""Requests that are sent without waiting for the answers to those before."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.webui.served.small_server import REQUEST, answer_on, rest_of, small_server
from tests.webui.serving import DEADLINE, until

LAST = b"GET /%s HTTP/1.0\r\n\r\n"


@pytest.mark.parametrize("piece", [1, 7, 50, 10**6])
def test_all_are_answered_in_their_order(piece: int) -> None:
    """However they are cut into packets, by the loop and by threads alike."""
    paths = [b"a", b"healthz", b"b", b"", b"healthz", b"healthz", b"c"] * 3
    sent = b"".join(REQUEST % path for path in paths) + LAST % b"healthz"
    with small_server(threads=2) as running, running.connect() as client:
        for at in range(0, len(sent), piece):
            client.sendall(sent[at : at + piece])
        answer = rest_of(client)
    bodies = [part.split(b"\r\n\r\n")[1] for part in answer.split(b"HTTP/1.")[1:]]
    expected = [b"ok\n" if path == b"healthz" else b"answered" for path in paths]
    assert bodies == [*expected, b"ok\n"]


def test_one_at_a_time_waits_for_a_thread() -> None:
    """Who sends many takes no more of the room to wait in than who sends one."""
    with small_server(threads=1) as running, ExitStack() as stack:
        stack.enter_context(running.wait())
        clients = [stack.enter_context(running.connect(REQUEST % b"" * 20)) for _ in range(5)]
        until(lambda: len(running.server.threads.queue) == 5)
        assert all(len(each.requests) <= 1 for each in running.server.sockets.values()
                   if hasattr(each, "requests"))  # fmt: skip
        running.app.let_go.set()
        for client in clients:
            assert answer_on(client).startswith(b"HTTP/1.1 200 ")


# Waitress leaves a file of its own to the garbage collector when it goes on with a smaller one.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_who_takes_no_answers_gets_no_more() -> None:
    """No thread waits for the client, and what it has asked besides is not begun."""
    with small_server(threads=1) as running, ExitStack() as stack:
        greedy = [stack.enter_context(running.connect(REQUEST % b"large" * 100)) for _ in range(3)]
        for _ in greedy:
            assert running.app.begun.acquire(timeout=DEADLINE)
        assert running.ask("/").endswith(b"answered")
        assert running.app.large == len(greedy)
        # Who takes the first answer is given the second.
        while not running.app.begun.acquire(blocking=False):
            assert greedy[0].recv(65536)


def test_the_deadline_begins_when_a_request_is_complete() -> None:
    """What it waits for a thread counts, and what its client takes to send it does not."""
    with small_server(threads=1) as running, ExitStack() as stack:
        stack.enter_context(running.wait())
        late = stack.enter_context(running.connect(REQUEST[:-2] % b""))
        early = stack.enter_context(running.connect(REQUEST % b""))
        until(lambda: len(running.server.threads.queue) == 1)
        queued = running.server.threads.queue[0].requests[0].complete_since
        late.sendall(b"\r\n")
        until(lambda: len(running.server.threads.queue) == 2)
        running.app.let_go.set()
        answer_on(early)
        answer_on(late)
    assert running.app.received[1] == queued
    assert running.app.received == sorted(running.app.received)
