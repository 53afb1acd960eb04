"""Clients that take up connections and threads, and those beside them."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.webui.served.small_server import REQUEST, answer_on, rest_of, small_server
from tests.webui.serving import until
from webui.serving import channel
from webui.serving.channel import Channel
from webui.serving.connections import Phase
from webui.serving.tasks import OwnAnswers


def is_closed(client: socket.socket) -> bool:
    """Whether the other side has ended a connection on which it has sent nothing."""
    client.setblocking(False)
    try:
        return client.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


@pytest.mark.parametrize("sent", [b"", b"GET / HT", REQUEST[:-2] % b""])
def test_connections_without_a_request_keep_nobody_out(sent: bytes) -> None:
    """Far more of them than are allowed leave room for others, and the oldest are dropped."""
    with small_server(max_connections="20") as running, ExitStack() as stack:
        slow = [stack.enter_context(running.connect(sent)) for _ in range(70)]
        assert running.ask("/").endswith(b"answered")
        until(lambda: sum(map(is_closed, slow)) >= 60)
        assert not is_closed(slow[-1])


def test_nobody_else_pays_for_one_that_has_many() -> None:
    """Who has the most connections without a request loses them, not who came before."""
    with small_server(max_connections="20") as running, ExitStack() as stack:
        other = stack.enter_context(socket.socket())
        other.bind(("127.0.0.2", 0))
        other.connect(("127.0.0.1", running.port))
        for _ in range(50):
            stack.enter_context(running.connect(b"G"))
        other.sendall(REQUEST % b"")
        assert answer_on(other)


def test_connections_that_were_used_make_room() -> None:
    """A connection that is kept for later is dropped where a new one needs its place."""
    with small_server(max_connections="10") as running, ExitStack() as stack:
        kept = []
        for _ in range(10):
            # One after the other: no more than half may be there without a request.
            kept.append(stack.enter_context(running.connect(REQUEST % b"")))
            answer_on(kept[-1])
        assert running.ask("/").endswith(b"answered")
        until(lambda: is_closed(kept[0]))
        assert not is_closed(kept[-1])


def test_nobody_is_dropped_for_one_that_does_not_come() -> None:
    """As many as are allowed, of which the last has sent nothing yet, all stay."""
    with small_server(max_connections="10") as running, ExitStack() as stack:
        for _ in range(9):
            answer_on(stack.enter_context(running.connect(REQUEST % b"")))
        last = stack.enter_context(running.connect())
        # Whatever the loop does about it is done by the time that it has its next turn.
        until(lambda: len(running.server.connections) == 10)
        last.sendall(REQUEST % b"")
        assert answer_on(last)


def test_a_client_may_have_so_many() -> None:
    """With a limit for each address, one that is busy with as many gets no more; others do."""
    with small_server(connections_per_address="2") as running, ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(running.wait())
        with running.connect(REQUEST % b"") as third:
            assert rest_of(third) == b""
        other = stack.enter_context(socket.socket())
        other.bind(("127.0.0.2", 0))
        other.connect(("127.0.0.1", running.port))
        other.sendall(REQUEST % b"")
        assert answer_on(other)


def test_it_is_alive_while_all_threads_are_busy() -> None:
    """/healthz needs no thread; what waits for one is bounded, and the rest is refused at once."""
    with small_server(threads=1) as running, ExitStack() as stack:
        stack.enter_context(running.wait())
        for _ in range(100):
            stack.enter_context(running.connect(REQUEST % b""))
        until(lambda: len(running.server.threads.queue) == 100)
        alive = running.ask("/healthz?any")
        assert alive.startswith(b"HTTP/1.0 200 OK")
        assert alive.endswith(b"\r\n\r\nok\n")
        refused = running.ask("/")
        assert refused.startswith(b"HTTP/1.0 503 ")
        for header in (b"Retry-After: ", b"Content-Security-Policy: ", b"Cache-Control: no-store"):
            assert b"\r\n" + header in refused


def test_what_the_server_itself_answers_is_counted() -> None:
    """By status, as the application is told; programs are refused in JSON, as they are there."""
    with small_server(threads=1, prefix="/news") as running, ExitStack() as stack:
        stack.enter_context(running.wait())
        for _ in range(100):
            stack.enter_context(running.connect(REQUEST % b""))
        until(lambda: len(running.server.threads.queue) == 100)
        for path in ("/api/search", "/news/api/search", "/news/export.json"):
            headers, _, body = running.ask(path).partition(b"\r\n\r\n")
            assert b"\r\nContent-Type: application/json\r\n" in headers
            assert json.loads(body)["error"]["message"].startswith("The server has too much to do.")
        assert running.ask("/news/").endswith(
            b"\r\n\r\nThe server has too much to do. Try again in a moment.\n"
        )
        with running.connect(b"none\r\n\r\n") as client:
            assert rest_of(client).startswith(b"HTTP/1.0 400 ")
        running.ask("/healthz")
        assert running.server.own_answers.totals() == {"200": 1, "400": 1, "503": 4}
        running.app.let_go.set()
        until(lambda: not running.server.threads.queue)
        assert running.ask("/").endswith(b"answered")
        assert running.app.own_answers() == {"200": 1, "400": 1, "503": 4}


def test_refusals_of_the_server_are_logged_once_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With how many they were, and at the end; that it is alive is not worth a line."""
    now = [0.0]
    answers = OwnAnswers(lambda: now[0])
    answers.count("200")
    answers.tell()
    assert not caplog.messages
    for at in (0.0, 1.0, 59.0, 60.0, 61.0):
        now[0] = at
        answers.count("503")
        answers.tell()
    answers.count("400")
    answers.tell(last=True)
    answers.tell(last=True)
    assert [message.partition("refused ")[2] for message in caplog.messages] == [
        "1 requests: 1 with 503",
        "3 requests: 3 with 503",
        "2 requests: 1 with 400, 1 with 503",
    ]


@pytest.mark.parametrize("path", ["/healthz", "//healthz", "/news/healthz"])
def test_it_says_that_it_is_alive(path: str) -> None:
    """With the prefix and without, to GET and HEAD, to any host, and to nothing else."""
    with small_server(prefix="/news") as running:
        for host in (b"localhost", b"anything.example"):
            request = f"HEAD {path} HTTP/1.0\r\nHost: ".encode() + host + b"\r\n\r\n"
            with running.connect(request) as client:
                answer = rest_of(client)
            assert answer.startswith(b"HTTP/1.0 200 OK")
            assert answer.endswith(b"\r\n\r\n")
            assert b"Content-Length: 3" in answer
        with running.connect(f"POST {path} HTTP/1.0\r\n\r\n".encode()) as client:
            assert rest_of(client).endswith(b"answered")


def hangs_up(client: socket.socket) -> None:
    """Close a connection as a program does that ends."""
    client.close()


def resets(client: socket.socket) -> None:
    """Close a connection without a word of leave."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


@pytest.mark.parametrize("leave", [hangs_up, resets])
def test_it_is_noticed_that_a_client_has_gone(
    leave: Callable[[socket.socket], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an answer is made, whoever makes it can ask."""
    monkeypatch.setattr(channel, "HALF_CLOSED_SECONDS", 0.05)
    with small_server() as running:
        seen: list[bool] = []

        def watch(gone: Callable[[], bool]) -> None:
            seen.append(gone())
            leave(client)
            until(gone)
            seen.append(gone())

        running.app.while_waiting = watch
        client = running.connect()
        running.app.let_go.set()
        client.sendall(REQUEST % b"wait")
        until(lambda: seen == [False, True])
        until(lambda: len(running.server.connections) == 0)


def test_who_ends_the_sending_side_is_answered() -> None:
    """A pipe that has sent its request gets the answer to it."""
    with small_server() as running, running.wait() as client:
        client.shutdown(socket.SHUT_WR)
        time.sleep(0.01)
        running.app.let_go.set()
        assert rest_of(client).endswith(b"answered")


def test_a_stream_that_fails_breaks_off_visibly() -> None:
    """What was sent in chunks has no last one."""
    with small_server() as running, running.connect(REQUEST % b"breaks") as client:
        answer = rest_of(client)
    assert b"Transfer-Encoding: chunked" in answer
    assert answer.endswith(b"5\r\nfirst\r\n")


def test_who_reads_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that takes nothing of a long answer holds neither thread nor connection for long."""
    monkeypatch.setattr("webui.serving.connections.STALLED_SECONDS", 0.01)
    with small_server(threads=1) as running, running.connect(REQUEST % b"endless"):
        assert running.app.begun.acquire(timeout=10)
        until(lambda: len(running.server.connections) == 0)
        assert running.ask("/").endswith(b"answered")


def test_who_reads_slowly_is_seen_to_read() -> None:
    """The system takes in no megabytes of an answer, which would hide for minutes what is read."""
    with small_server(threads=1) as running, running.connect(REQUEST % b"endless"):
        assert running.app.begun.acquire(timeout=10)
        (channel,) = (each for each in running.server.sockets.values() if isinstance(each, Channel))
        # Linux doubles what it is told, for its own use.
        assert channel.socket.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 256 * 1024


def test_time_for_a_request_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends a byte now and then is dropped as one that sends nothing."""
    monkeypatch.setattr("webui.serving.connections.HEADER_SECONDS", 0.01)
    with small_server() as running, running.connect(b"GET") as client:
        until(lambda: running.server.connections.count(Phase.INCOMPLETE) == 1)

        def trickle() -> bool:
            try:
                client.sendall(b"x")
            except ConnectionError:
                return True
            return False

        until(trickle)
