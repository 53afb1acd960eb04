"""The server of one process: waitress, with bounds on all that strangers can take up."""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from indexer.contract.settings import Settings
from webui.serving.channel import Channel
from webui.serving.connections import Connections
from webui.serving.draining import Drain
from webui.serving.free_memory import FreeMemory, system_trim
from webui.serving.listening import BACKLOG
from webui.serving.loop import ENDED, Loop
from webui.serving.open_files import room_for
from webui.serving.tasks import OwnAnswers
from webui.serving.threads import Threads

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# The longest link of ours is a few kilobytes; a header beyond this is an attack.
_MAX_HEADER_BYTES = 32 * 1024
# No request has a body.
_MAX_BODY_BYTES = 1024
# Where each request has a thread to wait in, more than these are too many.
_MOST_WAITING = 100
# A flood of connections is taken in and thinned out faster than it comes, and one client's
# requests are spread over the workers where there is none.
_ACCEPTED_IN_A_FLOOD = 64
_FLOOD = 50
# Who is woken first would take all of a client's connections. So each worker lets the others have
# a new one for so long for each that it is about already, and for no longer than that.
_YIELDED_SECONDS = 0.001
_MOST_YIELDED_SECONDS = 0.008
# Where there is no room for another connection, or the system opens no more files; and
# between two looks at what is left at the end.
_PAUSE_SECONDS = 0.05
# The system would take in megabytes, for minutes of a slow line, so that a client that reads
# all the time would pass for one that reads nothing.
_SEND_BUFFER_BYTES = 128 * 1024
_TURN_SECONDS = 1.0

_OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class _Listener(TcpWSGIServer):  # type: ignore[misc]
    """A socket that is listened on."""

    channel_class = Channel

    def __init__(self, server: Server, app: WSGIApplication, listening: socket.socket) -> None:
        self._server = server
        self.connections = server.connections
        self.alive_paths = server.alive_paths
        self.in_loop = server.in_loop
        self.order = server.order
        self.own_answers = server.own_answers
        self._paused_until = 0.0
        # Turns of the loop in which it may take what it has let the others have.
        self._chances = 0
        info = (listening.family, listening.type, listening.proto, listening.getsockname())
        super().__init__(
            app, server.sockets, _sock=listening, dispatcher=server.threads,
            adj=server.adjustments, sockinfo=info, bind_socket=False,
        )  # fmt: skip

    @property
    def draining(self) -> bool:
        return self._server.drain is not None

    def paused(self) -> float:
        """Return for how many seconds nobody is let in; 0 where anybody is."""
        return max(0.0, self._paused_until - time.monotonic())

    def readable(self) -> bool:
        if not self.accepting or self.paused():
            return False
        self._chances = max(self._chances - 1, 0)
        return True

    def handle_accept(self) -> None:
        if self._server.is_flooded():
            for _ in range(_ACCEPTED_IN_A_FLOOD):
                if not self.accept_one():
                    return
        elif self._chances or not self.connections.active:
            self._chances = 0
            self.accept_one()
        else:
            # The turn that asks whether it is readable, and finds it so if nobody was faster.
            self._chances = 2
            seconds = min(_YIELDED_SECONDS * self.connections.active, _MOST_YIELDED_SECONDS)
            self._paused_until = time.monotonic() + seconds

    def accept_one(self) -> bool:
        """Take one connection in; false if there was none, or no room for it."""
        if not self.connections.has_room():
            self._paused_until = time.monotonic() + _PAUSE_SECONDS
            return False
        try:
            connection, address = self.socket.accept()
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in _OUT_OF_FILES:
                self._paused_until = time.monotonic() + _PAUSE_SECONDS
            # Otherwise it was gone before it was taken.
            return error.errno not in _OUT_OF_FILES
        # Not before: those that are here are not dropped for one that does not come.
        self.connections.make_room()
        try:
            self.set_socket_options(connection)
            channel = Channel(self, connection, address, self.adj, self._map)
        except OSError:
            connection.close()
            return True
        if not self.connections.admits(channel):
            channel.drop()
        else:
            # Most have sent their request by now, and are not to be taken for those that have not.
            # An error ends this connection, as it would at any other time.
            wasyncore.read(channel)
        return True

    def handle_error(self) -> None:
        """Go on listening, whatever happened: nobody would be let in any more."""
        logging.getLogger("waitress").exception("A connection could not be taken in.")
        self._paused_until = time.monotonic() + _PAUSE_SECONDS

    def set_socket_options(self, conn: socket.socket) -> None:
        super().set_socket_options(conn)
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)

    def add_task(self, task: Any) -> None:
        if not self.in_loop() or not task.is_answered_at_once():
            super().add_task(task)

    def stop_listening(self) -> None:
        wasyncore.dispatcher.close(self)


class Server:
    """Answers requests to some listening sockets with one application.

    Args:
        app: the application.
        settings: the prefix, the numbers of threads and connections, the time for draining.
        listening: sockets; they are closed by the server.
        alone: whether no other process listens on the same sockets.

    Attributes:
        drain: what is left to be done before the end; None as long as it is not near.
    """

    def __init__(
        self,
        app: WSGIApplication,
        settings: Settings,
        listening: Sequence[socket.socket],
        threads: int,
        alone: bool = True,
    ) -> None:
        logging.getLogger("waitress").setLevel(logging.ERROR)
        self.sockets: dict[int, Any] = {}
        self.connections = Connections(
            room_for(settings.max_connections), settings.connections_per_address, time.monotonic
        )
        self.threads = Threads(threads, _MOST_WAITING)
        self.own_answers = OwnAnswers(time.monotonic)
        self.alive_paths = frozenset({"/healthz", f"{settings.prefix}/healthz"})
        self.adjustments = Adjustments(
            sockets=list(listening),
            threads=threads,
            ident=None,
            max_request_header_size=_MAX_HEADER_BYTES,
            max_request_body_size=_MAX_BODY_BYTES,
            # Where it is not told that a client hangs up, it is found by reading on.
            channel_request_lookahead=0 if ENDED else 1,
            url_prefix=settings.prefix,
            # The application itself looks at who sends them; see middleware/proxies.
            clear_untrusted_proxy_headers=not settings.trusted_proxy,
        )
        self.drain: Drain | None = None
        self._loop_thread = threading.get_ident()
        self._settings = settings
        self._alone = alone
        self._orders: list[Callable[[], None]] = []
        self._swept = 0.0
        self._over = False
        self._listeners = [_Listener(self, app, each) for each in listening]

    def is_flooded(self) -> bool:
        """Whether connections are taken in as they come, without a thought of other workers."""
        return self._alone or len(self.connections) >= _FLOOD

    def in_loop(self) -> bool:
        """Whether this is the thread of the loop."""
        return threading.get_ident() == self._loop_thread

    def order(self, work: Callable[[], None]) -> None:
        """Let the loop do something. May be called by a handler of signals, and by any thread."""
        self._orders.append(work)
        # It may end at this moment, because of this very order.
        with suppress(OSError):
            if not self._over:
                self._listeners[0].pull_trigger()

    def begin_drain(self, *, retiring: bool = False) -> None:
        """Listen no more, answer what was received, and let :meth:`run` return.

        Args:
            retiring: other processes go on listening on the same sockets.
        """
        if self.drain is None:
            self.drain = Drain(
                self.connections, self._settings.drain_seconds, retiring, time.monotonic
            )
            if not retiring:
                # What the system has taken in is as good as received; what comes meanwhile, as fast
                # as it is taken in, is not.
                for each in self._listeners:
                    for _ in range(BACKLOG + 1):
                        if not each.accept_one():
                            break
        elif not retiring:
            self.drain.hurry(self._settings.drain_seconds)
        for each in self._listeners:
            each.stop_listening()

    def cut(self) -> None:
        """End now, whatever is being answered."""
        self.begin_drain(retiring=True)
        if self.drain is not None:
            self.drain.cut()

    def run(self) -> int:
        """Answer requests until it was drained; return how many were cut."""
        self._loop_thread = threading.get_ident()
        loop = Loop(self.sockets)
        free_memory = FreeMemory(time.monotonic, system_trim())
        while self.drain is None or not self.drain.is_over():
            pauses = [each.paused() for each in self._listeners]
            if self.drain is not None:
                pauses.append(_PAUSE_SECONDS)
            loop.turn(min(filter(None, pauses), default=_TURN_SECONDS))
            while self._orders:
                self._orders.pop(0)()
            now = time.monotonic()
            if now - self._swept >= _TURN_SECONDS:
                self._swept = now
                self.connections.sweep()
                self.own_answers.tell()
                free_memory.give_back()
        self._over = True
        self.own_answers.tell(last=True)
        if not self.drain.unanswered:
            self.threads.shutdown()
        wasyncore.close_all(self.sockets, ignore_all=True)
        return self.drain.unanswered
