"""Workers share the connections that come."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.webui.served.small_server import REQUEST, answer_on, small_server
from tests.webui.serving import DEADLINE, until
from webui.serving import server
from webui.serving.listening import listen


def yield_for(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever is busy wait for so long until it takes a connection in."""
    monkeypatch.setattr(server, "_YIELDED_SECONDS", seconds)
    monkeypatch.setattr(server, "_MOST_YIELDED_SECONDS", seconds)


def test_who_has_something_to_do_lets_others_have_a_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A worker that is answering, or waits for a request, takes none that an idle one takes."""
    yield_for(10 * DEADLINE, monkeypatch)
    (shared,) = listen("127.0.0.1", 0)
    with ExitStack() as opened:
        opened.enter_context(shared)
        busy = opened.enter_context(small_server(shared=shared))
        opened.enter_context(busy.wait())
        idle = opened.enter_context(small_server(shared=shared))
        assert idle.ask("/") != b""
        kept = opened.enter_context(idle.connect(REQUEST % b""))
        answer_on(kept)
        # A connection that is only kept is no work.
        until(lambda: not idle.server.connections.active)
        assert idle.ask("/") != b""
        assert len(idle.app.received) == 3
        assert len(busy.app.received) == 1


def test_a_connection_is_taken_in_where_all_are_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody yields for longer than a moment."""
    yield_for(0.02, monkeypatch)
    (shared,) = listen("127.0.0.1", 0)
    with ExitStack() as opened:
        opened.enter_context(shared)
        both = [opened.enter_context(small_server(8, shared=shared)) for _ in range(2)]
        for _ in range(6):
            opened.enter_context(both[0].connect(REQUEST % b"wait"))
        until(lambda: sum(len(each.app.received) for each in both) == 6)


def test_a_worker_that_is_alone_yields_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nobody who would take the connection."""
    yield_for(10 * DEADLINE, monkeypatch)
    with small_server() as alone, alone.wait():
        assert alone.ask("/") != b""
