"""One process that answers requests: alone, or started by a supervisor."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from indexer.contract.settings import Settings
from webui.commands.ending import settings_of
from webui.middleware.observing.logging_to import log_to
from webui.serving.listening import listen, page_address, port_of
from webui.serving.orders import Asked, SupervisorLine

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# The loop, which says that the server is alive, takes its turn among threads that count: with
# Python's five milliseconds for each of them it waits for a tenth of a second and more.
_SWITCH_SECONDS = 0.0005

# Of malloc.h of the GNU C library.
_M_ARENA_MAX = -8

_log = logging.getLogger(__name__)

Make = Callable[[Settings, bool], "AbstractContextManager[WSGIApplication]"]
"""Makes the application for some settings, until the block ends. Whether its index is open before
it is there is told by the second argument."""


def serve_alone(make: Make, options: Mapping[str, Any], announce: Callable[[str], None]) -> None:
    """Answer requests in this process until SIGINT or SIGTERM.

    Args:
        make: makes the application.
        options: of the command line, by the name of the setting.
        announce: called with the address of the search page once it is listened on.

    Raises:
        OSError: the address cannot be listened on.
    """
    settings = settings_of(dict(options))
    log_to(sys.stderr, settings.log)
    try:
        listening = listen(settings.host, settings.port)
    except OSError as error:
        raise OSError(f"Cannot listen on {settings.host}:{settings.port}: {error}") from error
    address = page_address(settings.host, port_of(listening[0]), settings.prefix)
    _share_memory()
    with make(settings, False) as app:
        _answer(app, settings, listening, None, lambda: announce(address))


def work(make: Make) -> None:
    """Answer requests as a worker, until the supervisor says otherwise or is gone."""
    started = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    line = SupervisorLine(started["line"])
    settings = settings_of(started["options"])
    log_to(sys.stderr, settings.log)
    line.ask(
        Asked(
            settings.host, settings.port, settings.prefix, settings.workers, settings.drain_seconds
        )
    )
    listening = line.await_sockets()
    _share_memory()
    with make(settings, not started["hurried"]) as app:
        _answer(app, settings, listening, line, line.say_ready)


def _answer(
    app: WSGIApplication,
    settings: Settings,
    listening: Sequence[socket.socket],
    line: SupervisorLine | None,
    ready: Callable[[], None],
) -> None:
    # The supervisor is told what to listen on before this takes its time.
    from webui.middleware.admission import capacity
    from webui.serving.obeying import Obeying
    from webui.serving.server import Server

    sys.setswitchinterval(_SWITCH_SECONDS)
    alone = settings.workers <= 1
    server = Server(app, settings, listening, capacity(settings), alone=alone)
    if line is None:
        _heed_signals(server, signal.SIGINT, signal.SIGTERM)
    else:
        Obeying(server, line)
        _heed_signals(server, signal.SIGTERM)
    ready()
    if cut := server.run():
        _log.warning("%d requests were cut off: they took longer than there was time", cut)
        _leave()


def _heed_signals(server: Any, *numbers: signal.Signals) -> None:
    """Drain at the first signal, and end at once at the next one."""
    received: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        server.order(server.begin_drain if len(received) == 1 else server.cut)

    for number in numbers:
        signal.signal(number, stop)


def _leave() -> NoReturn:
    """End without waiting for the threads that are still at work."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _share_memory() -> None:
    """Let all threads take memory from one place, where the C library has one for each.

    Each thread that wrote a file would keep what the file took, some 20 MB of 100,000 articles.
    (https://man7.org/linux/man-pages/man3/mallopt.3.html)
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None:
        mallopt(_M_ARENA_MAX, 1)
