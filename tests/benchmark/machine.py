"""What the benchmark ran on, without naming the machine."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def processor() -> str:
    """Return the model of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def cores() -> int:
    """Return how many processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> int:
    """Return the bytes of memory that the machine has; 0 where one cannot tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def description() -> str:
    """Return processor, cores, memory, system and Python in one line."""
    gigabytes = f"{memory() / 2**30:.0f} GiB of memory"
    python = f"Python {platform.python_version()}"
    return f"{processor()}, {cores()} cores, {gigabytes}, {platform.system()}, {python}"
