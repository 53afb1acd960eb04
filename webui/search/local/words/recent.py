"""What was found last."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from cachetools import LRUCache

_T = TypeVar("_T")


class Recent(Generic[_T]):
    """Remembers what was found last, a few things of it. Safe to use from any thread.

    Args:
        most: how many things are remembered.
        worth: which ones.
    """

    def __init__(self, most: int, worth: Callable[[_T], bool] = lambda _: True) -> None:
        self._known: LRUCache[Hashable, _T] = LRUCache(most)
        self._lock = threading.Lock()
        self._worth = worth

    def get(self, key: Hashable, find: Callable[[], _T]) -> _T:
        """Return what is remembered under a key; where nothing is, find it."""
        with self._lock:
            found = self._known.get(key)
        if found is None:
            found = find()
            if self._worth(found):
                with self._lock:
                    self._known[key] = found
        return found
