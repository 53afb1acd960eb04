"""One connection of a client."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest

from webui.middleware.client_networks import client_network
from webui.serving.connections import Phase
from webui.serving.tasks import ALIVE, OVERLOADED, Answer, MalformedTask, OwnTask, RequestTask

# Who ends the sending side may still wait for the answer, as `nc -N` does, or may be gone:
# nobody can tell before something is sent. So the answer is given up only if it takes longer.
HALF_CLOSED_SECONDS = 2.0


class _ExpectationFailed(BadRequest):  # type: ignore[misc]
    code = 417
    reason = "Expectation Failed"


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Waitress's parser, which reads any bytes as a request or as none, and never fails."""

    error: Any = None
    expect_continue: bool = False

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the header.

        Raises:
            ParsingError: it is none. Waitress lets addresses like ``http://[`` and numbers of
                thousands of digits through as a ValueError.
        """
        try:
            super().parse_header(header_plus)
        except ValueError:
            raise ParsingError("The request cannot be read.") from None

    def received(self, data: bytes) -> int:
        """Read on, and refuse who wants to be told to send a body: no request needs one."""
        read = int(super().received(data))
        if self.expect_continue:
            self.expect_continue = False
            self.error = self.error or _ExpectationFailed("No request needs a body.")
            self.completed = True
        return read


class Channel(HTTPChannel):  # type: ignore[misc]
    """Waitress's connection, which knows its phase and sees that its client has gone.

    Attributes:
        network, phase, since: see :class:`webui.serving.connections.Connection`.
        client_ended: the client sends no more. It may have gone, or wait for the answer.
    """

    error_task_class = MalformedTask
    parser_class = _Parser
    request: Any = None

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, sockets: Any) -> None:
        self.network = client_network(str(addr[0]))
        self.phase: Phase | None = None
        self.since = 0.0
        self.client_ended = False
        self._ended_at = 0.0
        # What the loop answers without a thread; the first of the requests.
        self._at_once = False
        self._refused = False
        # What was read beyond the request that is being answered.
        self._unread = b""
        self._pending_since: float | None = None
        self._seen_activity = 0.0
        self._held_back: list[bytes] | None = None
        super().__init__(server, sock, addr, adj, sockets)
        server.connections.enter(self, Phase.INCOMPLETE)

    def del_channel(self, sockets: Any = None) -> None:
        """Note that it is closed."""
        super().del_channel(sockets)
        self.server.connections.remove(self)

    def handle_close(self) -> None:
        """Close it, in the thread of the loop, to which all tables of connections belong."""
        if self.server.in_loop():
            super().handle_close()
        else:
            self.server.order(self.handle_close)

    def handle_expt(self) -> None:
        """Have nothing to do with urgent bytes, where they are told at all."""
        self.handle_close()

    def drop(self) -> None:
        """Close it at once; a thread that is answering notices."""
        self.handle_close()

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to do but to wait for the client."""
        return self.phase is Phase.INCOMPLETE or self.phase is Phase.IDLE

    @property
    def answering(self) -> bool:
        """Whether there is nothing to do but to see whether the client goes, or sends no more."""
        sends = self.total_outbufs_len or self.close_when_flushed or self.will_close
        return bool(self.requests) and not (sends or self.client_ended)

    def readable(self) -> bool:
        """Whether more may be read; asked at each turn of the loop, unless nothing can change."""
        answered = not (self.requests or self.total_outbufs_len)
        ending = self.close_when_flushed or self.will_close
        if answered and not ending and self._unread:
            self._next_request()
        elif self.phase is Phase.BUSY and answered and not ending:
            begun = self.request is not None
            self.server.connections.enter(self, Phase.INCOMPLETE if begun else Phase.IDLE)
        if self._unread or (self.client_ended and self.requests):
            return False
        return bool(super().readable())

    def handle_read(self) -> None:
        """Take what has come."""
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except BlockingIOError:
            return
        except OSError:
            self.handle_close()
            return
        if not data:
            self.handle_end()
            return
        self.last_activity = time.time()
        self.received(data)
        self._begin()

    def received(self, data: bytes) -> bool:
        """Read on up to the end of a request, and keep what comes after it for later.

        Whatever is sent at once, there is one request of a connection at a time, and the next one
        when its answer was taken: so no thread ever waits until a client has taken answers, and
        no more than one of them is kept.
        """
        with self.requests_lock:
            self._unread += data
            while self._unread and not (
                self.requests or self.will_close or self.close_when_flushed
            ):
                request = self.request or self.parser_class(self.adj)
                self._unread = self._unread[request.received(self._unread) :]
                self.request = None if request.completed else request
                if request.completed and not request.empty:
                    request.complete_since = time.monotonic()
                    self.requests.append(request)
                    self.server.add_task(self)
        return True

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Send what is written within the block when it ends, as a whole."""
        self._held_back = []
        try:
            yield
        finally:
            parts, self._held_back = self._held_back, None
        self.write_soon(b"".join(parts))

    def write_soon(self, data: Any) -> int:
        """Send, and let waitress keep and send later what the system does not take at once.

        Waitress itself copies all of it into a buffer first.
        """
        if self._held_back is not None:
            self._held_back.append(data)
            return len(data)
        sent = 0
        if isinstance(data, bytes):
            with self.outbuf_lock:
                if self.connected and not self.total_outbufs_len:
                    # What is wrong with the connection comes out when waitress tries it again.
                    with suppress(OSError):
                        sent = self.socket.send(data)
            if sent:
                self.last_activity = time.time()
        if sent < len(data):
            super().write_soon(data[sent:] if sent else data)
        return len(data)

    @property
    def asks_for_more(self) -> bool:
        """Whether something was sent beyond the request that is being answered."""
        return bool(self._unread)

    def _next_request(self) -> None:
        try:
            self.received(b"")
            self._begin()
        except Exception:
            self.handle_error()

    def _begin(self) -> None:
        if self._at_once:
            self._at_once = False
            self.service()
        if self.phase is not None:
            self._sort_in()

    def _sort_in(self) -> None:
        connections = self.server.connections
        pending = self.requests or self._unread or self.total_outbufs_len
        if pending or self.close_when_flushed:
            if self.phase is not Phase.BUSY:
                connections.enter(self, Phase.BUSY)
        elif self.phase is Phase.IDLE:
            connections.enter(self, Phase.INCOMPLETE)

    def handle_end(self) -> None:
        """The client sends no more."""
        if self.phase is Phase.BUSY:
            self._ended_at = time.monotonic()
            self.client_ended = True
        else:
            self.handle_close()

    def client_gone(self) -> bool:
        """Whether nobody waits for the answer any more. May be asked by any thread."""
        if not self.connected:
            return True
        return self.client_ended and time.monotonic() - self._ended_at >= HALF_CLOSED_SECONDS

    def stalled(self, now: float) -> float:
        """Return for how many seconds nothing of what is to be sent was taken.

        To be asked every second or so.
        """
        if not self.total_outbufs_len:
            self._pending_since = None
        elif self._pending_since is None or self.last_activity != self._seen_activity:
            self._pending_since, self._seen_activity = now, self.last_activity
        return 0.0 if self._pending_since is None else now - self._pending_since

    def is_answered_at_once(self) -> bool:
        """Whether the loop itself answers the first request, which has just come.

        What is no request, whether the server is alive, and what nobody has time for.
        """
        self._refused = self.server.task_dispatcher.full()
        first = self.requests[0]
        self._at_once = self._refused or bool(first.error) or self._own_answer(first) is not None
        return self._at_once

    def task_class(self, channel: Any, request: Any) -> Any:
        """Return what answers a request."""
        own = self._own_answer(request)
        if own is None and self._refused:
            own = OVERLOADED
        self._refused = False
        return RequestTask(channel, request) if own is None else OwnTask(channel, request, own)

    def _own_answer(self, request: Any) -> Answer | None:
        if request.error or request.command not in ("GET", "HEAD"):
            return None
        path = "/" + request.path.lstrip("/")
        return ALIVE if path in self.server.alive_paths else None
