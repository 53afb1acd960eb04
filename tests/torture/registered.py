"""All tortures, each a line, in the order in which they run.

A module with ``NAME``, and ``run(seed, seconds, report)``; see ``tests.torture.tally.Report``.
"""

from __future__ import annotations

MODULES: tuple[str, ...] = (
    "tests.torture.disks.kills",
    "tests.torture.disks.lost_writes",
    "tests.torture.disks.full_disks",
    "tests.torture.disks.notes",
    "tests.torture.disks.mixed",
    "tests.torture.connections",
    "tests.torture.reloads",
    "tests.torture.damaging.damage",
)
