"""How many processors and how much memory this process may use."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

# Where the system does not tell how much memory there is.
_UNKNOWN_MEMORY = 4 * 1024**3


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def half_of_processors() -> int:
    """Return half of :func:`processors`, at least one."""
    return max(1, processors() // 2)


def part_of_memory() -> int:
    """Return a quarter of the memory that this process may use, in bytes."""
    if not hasattr(os, "sysconf"):
        return _UNKNOWN_MEMORY // 4
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    # A container is given less; "max" means that it is not.
    with suppress(OSError, ValueError):
        memory = min(memory, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return memory // 4
