"""The process that owns the listening sockets, and starts, exchanges and ends the workers.

Knows nothing but the standard library, so that it starts quickly and outlives what changes:
each worker reads code and settings anew.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from webui.serving.listening import listen, page_address, port_of
from webui.serving.orders import CUT, DRAIN, RETIRE, Asked, WorkerProcess
from webui.serving.service_manager import READY, STOPPING, reloading, tell_manager

# A worker opens its index before it takes part; damage is read as quickly.
_READY_SECONDS = 120.0
# After the time for draining, or after being told to end now.
_PATIENCE_SECONDS = 2.0
_LONGEST_PAUSE_SECONDS = 30.0
# Between two looks at those that are about to end.
_LOOK_SECONDS = 0.05
# A worker that has lived so long did not fail by its start.
_SETTLED_SECONDS = 60.0

_log = logging.getLogger(__name__)


class Supervisor:
    """Keeps as many workers as the settings say.

    Args:
        options: of the command line, by the name of the setting.
        announce: called with the address of the search page once it is answered.
    """

    def __init__(self, options: Mapping[str, Any], announce: Callable[[str], None]) -> None:
        self._options = options
        self._announce = announce
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        self._asked: Asked | None = None
        self._serving: list[WorkerProcess] = []
        self._coming: list[WorkerProcess] = []
        self._leaving: list[WorkerProcess] = []
        # Of any of these, who say no more. What they wait for holds up nothing here.
        self._closed: list[WorkerProcess] = []
        self._status = 0
        self._announced = self._stopping = self._reload_again = False
        self._failures = 0
        self._signals: list[int] = []
        # When what is to be done, by its name.
        self._due: dict[str, float] = {}

    def run(self) -> int:
        """Serve until a signal ends it; return the exit status.

        Raises:
            OSError: the address cannot be listened on.
        """
        woken, waking = socket.socketpair()
        with woken, waking:
            for end in (woken, waking):
                end.setblocking(False)
            self._selector.register(woken, selectors.EVENT_READ)
            self._heed_signals(waking)
            try:
                self._serving = [self._start(hurried=True)]
                while self._serving or self._coming or self._leaving or not self._stopping:
                    self._turn(woken)
            finally:
                signal.set_wakeup_fd(-1)
                for each in (*self._serving, *self._coming, *self._leaving):
                    each.process.kill()
        return self._status

    def _heed_signals(self, waking: socket.socket) -> None:
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        numbers = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
        # What nohup has asked for: the end of the terminal is no matter of ours.
        if _in_terminal() and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
            numbers.remove(signal.SIGHUP)
        for number in numbers:
            signal.signal(number, self._note)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._signals.append(number)

    def _turn(self, woken: socket.socket) -> None:
        now = time.monotonic()
        dues = [*self._due.values(), *([now + _LOOK_SECONDS] if self._closed else [])]
        wait = max(min(dues) - now, 0) if dues else None
        for key, _ in self._selector.select(wait):
            if key.fileobj is woken:
                woken.recv(4096)
            else:
                self._hear(key.data)
        for worker in list(self._closed):
            if (status := worker.exit_status()) is not None:
                self._closed.remove(worker)
                self._ended(worker, status)
        while self._signals:
            self._obey(self._signals.pop(0))
        now = time.monotonic()
        for name in [name for name, due in self._due.items() if due <= now]:
            del self._due[name]
            if name == "start":
                self._fill_up()
            elif name == "reload":
                self._give_up_reload(f"it was not ready within {_READY_SECONDS:.0f} seconds")
            else:
                self._kill(self._serving + self._leaving + self._coming)

    def _obey(self, number: int) -> None:
        if number != signal.SIGHUP or _in_terminal():
            self._stop()
        elif not self._stopping:
            self._reload()

    def _start(self, *, hurried: bool) -> WorkerProcess:
        worker = WorkerProcess(self._options, hurried=hurried)
        self._selector.register(worker.line, selectors.EVENT_READ, worker)
        return worker

    def _hear(self, worker: WorkerProcess) -> None:
        said = worker.hear()
        if said is None:
            self._selector.unregister(worker.line)
            worker.close()
            self._closed.append(worker)
            return
        for each in said:
            if each is None:
                self._became_ready(worker)
            else:
                self._listen(each)
                worker.hand_over(self._sockets)

    def _listen(self, asked: Asked) -> None:
        """Listen on what the first worker was told; of later ones only the number counts."""
        if not self._sockets and not self._stopping:
            try:
                self._sockets = listen(asked.host, asked.port)
            except OSError as error:
                raise OSError(f"Cannot listen on {asked.host}:{asked.port}: {error}") from error
        before, self._asked = self._asked, asked
        if before and (before.host, before.port) != (asked.host, asked.port):
            _log.warning("Another host or port needs a restart; the old one is still listened on")
        missing = asked.workers - len(self._coming or self._serving)
        if not self._stopping:
            group = self._coming or self._serving
            hurried = group is self._serving
            group += [self._start(hurried=hurried) for _ in range(missing)]

    def _became_ready(self, worker: WorkerProcess) -> None:
        worker.ready = True
        if not self._announced and self._asked is not None:
            self._announced = True
            port = port_of(self._sockets[0])
            self._announce(page_address(self._asked.host, port, self._asked.prefix))
            tell_manager(READY)
        if self._coming and all(each.ready and not each.closed for each in self._coming):
            self._exchange()

    def _reload(self) -> None:
        if self._coming or not self._announced:
            self._reload_again = self._announced
            return
        tell_manager(reloading())
        self._due["reload"] = time.monotonic() + _READY_SECONDS
        self._coming = [self._start(hurried=False)]

    def _exchange(self) -> None:
        """Let the new workers take the place of the old ones."""
        for each in self._serving:
            each.tell(RETIRE)
        self._leaving += self._serving
        self._serving, self._coming = self._coming, []
        _log.info("Reloaded: %d new workers answer", len(self._serving))
        self._reloaded()

    def _give_up_reload(self, reason: str) -> None:
        failed, self._coming = self._coming, []
        self._kill(failed)
        self._leaving += failed
        _log.error("The reload failed, and the old workers go on: of a new one, %s", reason)
        self._reloaded()

    def _reloaded(self) -> None:
        self._due.pop("reload", None)
        tell_manager(READY)
        if self._reload_again:
            self._reload_again = False
            self._reload()

    def _ended(self, worker: WorkerProcess, status: int) -> None:
        for group in (self._serving, self._coming, self._leaving):
            if worker in group:
                group.remove(worker)
                break
        if self._stopping or group is self._leaving:
            return
        if group is self._coming:
            self._give_up_reload(f"the exit status is {status}")
        elif not self._announced:
            # It has said why, unless it was killed.
            if status < 0:
                _log.error("A worker was ended by signal %d before it was ready", -status)
            self._status = status if status > 0 else 1
            self._stop()
        else:
            self._ended_unasked(worker, status)

    def _ended_unasked(self, worker: WorkerProcess, status: int) -> None:
        lived = time.monotonic() - worker.started
        self._failures = 0 if worker.ready and lived >= _SETTLED_SECONDS else self._failures + 1
        pause = min(2 ** (self._failures - 2), _LONGEST_PAUSE_SECONDS) if self._failures > 1 else 0
        _log.error("A worker ended with exit status %d; another starts in %g s", status, pause)
        self._due["start"] = time.monotonic() + pause

    def _fill_up(self) -> None:
        wanted = self._asked.workers if self._asked else 1
        if not self._stopping:
            missing = wanted - len(self._serving)
            self._serving += [self._start(hurried=True) for _ in range(missing)]

    def _stop(self) -> None:
        """Drain; if asked again, end at once."""
        workers = self._serving + self._coming + self._leaving
        again, self._stopping = self._stopping, True
        seconds = _PATIENCE_SECONDS
        if not again:
            tell_manager(STOPPING)
            for listening in self._sockets:
                listening.close()
            # They have taken nothing in.
            self._kill([each for each in workers if not each.ready])
            seconds += self._asked.drain_seconds if self._asked else 0
        else:
            # They can be told nothing.
            self._kill(self._closed)
        for each in workers:
            each.tell(CUT if again else DRAIN)
        self._due = {"kill": time.monotonic() + seconds}

    def _kill(self, workers: list[WorkerProcess]) -> None:
        for each in workers:
            each.process.kill()


def _in_terminal() -> bool:
    """Whether there is a terminal whose end is told by SIGHUP."""
    try:
        return os.isatty(sys.stdin.fileno())
    # Standard input is closed, or none.
    except (AttributeError, OSError, ValueError):
        return False
