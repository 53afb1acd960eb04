"""A real WSGI server round the application."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from indexer.contract.settings import Settings
from webui.middleware.security import HEADERS

# The longest link of ours is a few kilobytes; a header beyond this is an attack.
_MAX_HEADER_BYTES = 32 * 1024
# No request has a body.
_MAX_BODY_BYTES = 1024
# A client that sends nothing for so long is cut off.
_CHANNEL_SECONDS = 30
# Slow and idle clients hold a connection each and must not keep others out;
# a process may have 1,024 open files on most systems.
_MAX_CONNECTIONS = 500

# Of malloc.h of the GNU C library.
_M_ARENA_MAX = -8


class _ErrorTask(ErrorTask):  # type: ignore[misc]
    """Waitress's own answer to what is not a request, with our headers."""

    def execute(self) -> None:
        self.response_headers.extend(HEADERS.items())
        super().execute()


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _ErrorTask

    def writable(self) -> bool:
        """Cut off who has taken nothing of a long answer for long; asked every second.

        Waitress itself cuts off only those whom no thread answers. When so much is waiting to be
        sent, a thread waits as well.
        """
        waiting = self.total_outbufs_len > self.adj.outbuf_high_watermark
        if waiting and time.time() - self.last_activity > _CHANNEL_SECONDS:
            self.handle_close()
            return False
        return bool(super().writable())


def serve(app: Flask, settings: Settings, announce: Callable[[str], None]) -> None:
    """Answer requests until SIGINT or SIGTERM; requests in flight are finished.

    Args:
        app: the application.
        settings: address, port, prefix and number of threads.
        announce: called with the address once the server listens.

    Raises:
        OSError: the address cannot be listened on.
    """
    logging.getLogger("waitress").setLevel(logging.ERROR)
    _share_memory()
    sockets: dict[int, Any] = {}
    try:
        server: Any = waitress.create_server(
            app,
            map=sockets,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            max_request_header_size=_MAX_HEADER_BYTES,
            max_request_body_size=_MAX_BODY_BYTES,
            channel_timeout=_CHANNEL_SECONDS,
            connection_limit=_MAX_CONNECTIONS,
            asyncore_use_poll=True,
            url_prefix=settings.prefix,
            # The application itself looks at who sends them; see middleware/proxies.
            clear_untrusted_proxy_headers=not settings.trusted_proxy,
        )
    # What waitress makes of a host name that does not exist.
    except ValueError as error:
        raise OSError("there is no such address here") from error
    # One for each address of the host: localhost may have two.
    listening = [each for each in sockets.values() if isinstance(each, TcpWSGIServer)]
    for each in listening:
        each.channel_class = _Channel
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    announce(f"http://{host}:{listening[0].effective_port}{settings.prefix}/")
    server.run()


def _share_memory() -> None:
    """Let all threads take memory from one place, where the C library has one for each.

    Each thread that wrote a file would keep what the file took, some 20 MB of 100,000 articles.
    (https://man7.org/linux/man-pages/man3/mallopt.3.html)
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None:
        mallopt(_M_ARENA_MAX, 1)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # Waitress winds down on SystemExit as it does on Ctrl-C.
    raise SystemExit(0)
