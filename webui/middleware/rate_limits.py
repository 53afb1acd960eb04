"""How often one client may ask, where that is limited.

The library counts; where it keeps its counts is ours: its own storage in memory has no bound,
and looks at all of it each time.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from indexer.contract.errors import SettingsError
from indexer.contract.settings import Settings
from webui.middleware.client_networks import client_network
from webui.middleware.probing import PROBES
from webui.middleware.static_files import is_below_static

if TYPE_CHECKING:
    from limits import RateLimitItem

# Each takes some 300 bytes. The one that has asked least recently is forgotten first.
MOST_CLIENTS = 50_000

_VARIABLE = "CUTTINGS_RATE_LIMIT"


def register(app: Flask, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
    """Answer 429 to a client that asks more often than the settings allow, if they say so.

    Each process counts for itself.

    Args:
        app: the application; proxies that it trusts tell who the client is.
        settings: the limit.
        clock: in seconds.

    Raises:
        SettingsError: the limit cannot be read, or the library is not there.
    """
    if not settings.rate_limit:
        return
    try:
        from limits import parse_many
        from limits.storage import Storage
        from limits.strategies import FixedWindowRateLimiter
    except ImportError as error:
        raise SettingsError(
            _VARIABLE, f"{_VARIABLE} needs the package limits: pip install 'cuttings[limits]'."
        ) from error
    try:
        items = parse_many(settings.rate_limit)
    except ValueError:
        items = []
    # One of zero would keep everybody out.
    if not items or any(item.amount < 1 for item in items):
        raise SettingsError(
            _VARIABLE, f"{_VARIABLE}: “{settings.rate_limit}” is no limit; write one as 60/minute."
        )

    class Counts(_Counts, Storage):
        """Our counts, as the library wants them."""

        def __init__(self) -> None:
            Storage.__init__(self)
            _Counts.__init__(self, clock)

    limiter = FixedWindowRateLimiter(Counts())

    @app.before_request
    def count() -> None:
        # Those who watch the server, and what a page consists of.
        if request.path in PROBES or is_below_static(request.path):
            return
        client = client_network(request.remote_addr or "")
        exceeded = [item for item in items if not limiter.hit(item, client)]
        if exceeded:
            ends = [limiter.get_window_stats(item, client).reset_time for item in exceeded]
            seconds = max(ceil(max(ends) - clock()), 1)
            raise TooManyRequests(_message(exceeded[0], seconds), retry_after=seconds)


def _message(item: RateLimitItem, seconds: int) -> str:
    return (
        f"More than {item.amount:,} requests came from your address within"
        f" {item.get_expiry():,} seconds. Try again in {seconds:,}."
    )


class _Counts:
    """Counts with an end, of the clients that have asked most recently."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # The count, and when it begins anew.
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a storage elsewhere might raise; this one raises nothing."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count up; return the count."""
        with self._lock:
            now = self._clock()
            count, end = self._counts.get(key, (0, 0.0))
            if end <= now:
                count, end = 0, now + expiry
            self._counts[key] = count + amount, end
            self._counts.move_to_end(key)
            if len(self._counts) > MOST_CLIENTS:
                self._counts.popitem(last=False)
            return count + amount

    def get(self, key: str) -> int:
        """Return a count."""
        with self._lock:
            count, end = self._counts.get(key, (0, 0.0))
            return count if end > self._clock() else 0

    def get_expiry(self, key: str) -> float:
        """Return when a count begins anew."""
        with self._lock:
            return self._counts.get(key, (0, self._clock()))[1]

    def check(self) -> bool:
        """Whether it can be used."""
        return True

    def reset(self) -> int | None:
        """Forget all counts; return how many there were."""
        with self._lock:
            count = len(self._counts)
            self._counts.clear()
            return count

    def clear(self, key: str) -> None:
        """Forget a count."""
        with self._lock:
            self._counts.pop(key, None)
