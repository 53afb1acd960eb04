"""The first sync of a folder: from files to a new index, in each of the ways."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from tests.benchmark.indexing.listing import Files, folder_size
from tests.benchmark.indexing.watching import watch
from tests.benchmark.indexing.ways import PLAIN, Way, outcome, reason


@dataclass(frozen=True, slots=True)
class Indexed:
    """A new index of some files.

    Attributes:
        files: that were read.
        articles: that were indexed.
        failed: files that could not be.
        seconds: from the start of the command to its end.
        peak: bytes of memory of all its processes, at most.
        together: whether ``peak`` is of all processes, rather than of the largest one.
        size: bytes of the index.
        index: its folder; there no more, unless it was to be kept.
    """

    files: Files
    articles: int
    failed: int
    seconds: float
    peak: int
    together: bool
    size: int
    index: Path


@dataclass(frozen=True, slots=True)
class Syncs:
    """What the ways did with the same files.

    Attributes:
        files: all of them.
        done: by name of the way.
        failures: why others did not succeed, by name.
    """

    files: Files
    done: dict[str, Indexed]
    failures: dict[str, str]


def measure_first_syncs(
    ways: Sequence[Way], files: Files, work: Path, part: int = 0, keep: Way | None = None
) -> Syncs:
    """Write a new index in each of the ways, one after the other.

    Args:
        ways: that are compared.
        files: to index; in the system's cache.
        work: folder for the indexes.
        part: how many of the files the plain way is given; 0 for all.
        keep: the way whose index is not removed afterwards.
    """
    syncs = Syncs(files, {}, {})
    for way in ways:
        click.echo(f"{files.count:,} files, {way.name} ...", err=True)
        if way.missing():
            syncs.failures[way.name] = f"{way.missing()} is not installed"
            continue
        given = files.part(part) if way == PLAIN else files
        found = _index(way, given, work / f"index-{len(syncs.done)}")
        if isinstance(found, str):
            syncs.failures[way.name] = f"failed: {found}"
            continue
        syncs.done[way.name] = found
        if way != keep:
            shutil.rmtree(found.index)
    return syncs


def _index(way: Way, files: Files, index: Path) -> Indexed | str:
    """Return what was measured, or why it failed."""
    watched = watch(way.command(files, index))
    found = outcome(watched)
    if found is None:
        shutil.rmtree(index, ignore_errors=True)
        return reason(watched)
    failed = found["failed"]
    return Indexed(
        files=files,
        articles=found["articles"],
        failed=failed if isinstance(failed, int) else len(failed),
        seconds=watched.seconds,
        peak=watched.peak,
        together=watched.together,
        size=folder_size(index),
        index=index,
    )
