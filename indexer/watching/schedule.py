"""When to sync: soon after a change, but not in the middle of many."""

from __future__ import annotations

import time
from collections.abc import Callable

# Files seldom come alone; an import is one sync when its files come faster than this.
_QUIET_SECONDS = 0.3

# An import that never pauses is seen this often all the same.
_AT_LATEST_SECONDS = 5.0

# Until a sync that failed is tried again, doubled each time up to the longest.
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0

# Another sync takes seconds as a rule, and asking whether it is done costs nothing.
_LOCKED_PAUSE_SECONDS = 0.5


class Schedule:
    """Says when to sync; the first time is at once.

    Args:
        clock: returns seconds, and never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: float | None = None
        self._last = 0.0
        self._pause = _FIRST_PAUSE_SECONDS
        self._not_before = self._by = clock()

    def changed(self) -> None:
        """Something changed just now."""
        self._last = self._clock()
        if self._first is None:
            self._first = self._last

    def due(self) -> bool:
        """Whether to sync now."""
        now = self._clock()
        if now < self._not_before:
            return False
        if now >= self._by:
            return True
        if self._first is None:
            return False
        return now - self._last >= _QUIET_SECONDS or now - self._first >= _AT_LATEST_SECONDS

    def at_once(self) -> None:
        """Sync without waiting."""
        self._by = self._clock()

    def begin(self) -> None:
        """A sync begins: it sees what changed until now."""
        self._first = None

    def done(self, within: float) -> None:
        """The sync ended well; the next one follows in so many seconds, changes or not."""
        self._pause = _FIRST_PAUSE_SECONDS
        self._by = self._clock() + within

    def locked(self) -> None:
        """Another sync was running."""
        self._not_before = self._by = self._clock() + _LOCKED_PAUSE_SECONDS

    def failed(self) -> None:
        """The sync failed; it is tried again after a pause."""
        self._not_before = self._by = self._clock() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)
