"""Threads that an engine starts, to be waited for where they would disturb the others."""

from __future__ import annotations

import threading
from collections.abc import Iterable


def running() -> frozenset[threading.Thread]:
    """Return the threads that there are."""
    return frozenset(threading.enumerate())


def wait_for_others(known: Iterable[threading.Thread]) -> None:
    """Wait until all threads but these have ended."""
    for thread in running().difference(known):
        thread.join()
