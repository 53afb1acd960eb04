"""Memory that was freed, given back to the system: glibc keeps it, some for each thread."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from contextlib import suppress

# Often enough for whoever looks at the process; it takes some milliseconds.
_PAUSE_SECONDS = 2.0


def system_trim() -> Callable[[int], object] | None:
    """Return what gives free memory back, or None where there is no such thing: but for glibc."""
    with suppress(OSError, AttributeError, TypeError):
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
        return trim
    return None


class FreeMemory:
    """Gives back what is free, now and then.

    Args:
        clock: gives seconds.
        trim: gives back all but so many bytes; None where nothing does.
    """

    def __init__(self, clock: Callable[[], float], trim: Callable[[int], object] | None) -> None:
        self._clock = clock
        self._trim = trim
        self._last = clock()

    def give_back(self) -> None:
        """Give back what is free, if that was long ago. Others go on meanwhile."""
        now = self._clock()
        if self._trim is not None and now - self._last >= _PAUSE_SECONDS:
            self._trim(0)
            self._last = self._clock()
