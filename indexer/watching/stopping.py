"""Being stopped by a signal, at any time and only once."""

from __future__ import annotations

import multiprocessing
import signal
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stopped(BaseException):
    """SIGTERM or SIGINT came."""


class Stop:
    """Turns the first SIGTERM or SIGINT into :class:`Stopped`; later ones are ignored.

    They would only disturb the cleaning up after the first one, and while Python
    itself ends, kill the process after all.
    """

    def __init__(self) -> None:
        self._came = False

    def heed(self) -> None:
        """Listen to the signals from now on."""
        for number in _SIGNALS:
            signal.signal(number, self._stop)

    def check(self) -> None:
        """Raise Stopped if a signal came.

        What is raised while an object is finalized gets lost, so that whoever works
        for long asks, too.
        """
        if self._came:
            raise Stopped

    def _stop(self, *_: Any) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self._came = True
        # Otherwise each would first finish what it reads. What they wrote is cleaned up.
        for process in multiprocessing.active_children():
            process.kill()
        raise Stopped
