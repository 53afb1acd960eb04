"""All tortures, each a line, in the order in which they run.

A module with ``NAME``, and ``run(seed, seconds, report)``; see ``tests.torture.tally.Report``.
"""

from __future__ import annotations

MODULES: tuple[str, ...] = (
    "tests.torture.kills",
    "tests.torture.lost_writes",
    "tests.torture.full_disks",
    "tests.torture.mixed",
    "tests.torture.connections",
    "tests.torture.reloads",
)
