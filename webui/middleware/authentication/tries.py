"""Wrong tries, counted for each client."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from webui.middleware.client_networks import client_network

_MOST_TRIES = 10
_SECONDS = 60.0
# Beyond so many, those that have not tried for the longest are forgotten.
_MOST_CLIENTS = 4096


class Tries:
    """How often clients were wrong. Who was ten times within a minute waits for its end.

    Args:
        clock: gives seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        # Of each client: when its minute began, and how often it was wrong.
        self._wrong: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def seconds_to_wait(self, address: str) -> int:
        """Return after how many seconds a client may try again; 0: now."""
        with self._lock:
            begun, wrong = self._wrong.get(client_network(address), (-math.inf, 0))
        left = begun + _SECONDS - self._clock()
        return math.ceil(left) if wrong >= _MOST_TRIES and left > 0 else 0

    def count(self, address: str) -> None:
        """Count that a client was wrong."""
        client, now = client_network(address), self._clock()
        with self._lock:
            begun, wrong = self._wrong.pop(client, (now, 0))
            self._wrong[client] = (now, 1) if now - begun >= _SECONDS else (begun, wrong + 1)
            if len(self._wrong) > _MOST_CLIENTS:
                self._wrong.popitem(last=False)
