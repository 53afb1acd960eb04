"""Reading alone, without an index."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import click

from tests.benchmark.indexing.listing import Files
from tests.benchmark.indexing.peers.readers import READERS, Spent
from tests.benchmark.indexing.watching import watch
from tests.benchmark.indexing.ways import outcome, reason


@dataclass(frozen=True, slots=True)
class Readings:
    """What the readers did with the same files; ``failures`` says why one did not."""

    files: Files
    done: dict[str, Spent]
    failures: dict[str, str]


def measure_reading(files: Files) -> Readings:
    """Read files with each of the readers, each in a process of its own."""
    readings = Readings(files, {}, {})
    module = "tests.benchmark.indexing.peers.readers"
    for kind, name in READERS.items():
        click.echo(f"{files.count:,} files, reading: {name} ...", err=True)
        arguments = [kind, str(files.folder), str(files.every)]
        watched = watch([sys.executable, "-m", module, *arguments], memory=False)
        found = outcome(watched)
        if found is None:
            readings.failures[name] = f"failed: {reason(watched)}"
        else:
            readings.done[name] = Spent(**found)
    return readings
