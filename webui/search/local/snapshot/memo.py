"""What is derived from one state: made once, counted in the byte budget, gone with the state."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from webui.search.deadlines.deadline import holding
from webui.search.local.engine.cache import ByteCache, Sized

_T = TypeVar("_T", bound=Sized)


class Memo:
    """Keeps values for as long as their owner lives, unlike a cache. Safe to use from any thread.

    Args:
        cache: whose budget the values are taken off.
    """

    def __init__(self, cache: ByteCache) -> None:
        self._cache = cache
        self._values: dict[Hashable, Sized] = {}
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return the value of a key; whoever asks first makes it, and the others wait."""
        if key not in self._values:
            with self._lock:
                making = self._making.setdefault(key, threading.Lock())
            with holding(making):
                if key not in self._values:
                    value = make()
                    self._cache.pin((self, key), value.nbytes)
                    self._values[key] = value
        return cast("_T", self._values[key])

    def has(self, key: Hashable) -> bool:
        """Whether the value of a key was made."""
        return key in self._values

    def clear(self) -> None:
        """Give the bytes back. Whoever holds a value goes on holding it."""
        for key in self._values:
            self._cache.pin((self, key), 0)
        self._values = {}
