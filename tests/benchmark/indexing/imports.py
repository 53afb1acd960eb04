"""After the first sync: one that finds nothing new, and one after an import."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

import click

from tests.benchmark.indexing.listing import article_paths
from tests.benchmark.indexing.watching import watch
from tests.benchmark.indexing.ways import outcome, reason, sync_command

NEW, CHANGED, DELETED = 10, 8, 2
"""Files of one import."""

_JOBS = 2


class SyncError(Exception):
    """A sync failed, or did something else than was expected."""


@dataclass(frozen=True, slots=True)
class Took:
    """How long syncs took, in seconds; medians.

    Attributes:
        seconds: from the start of the command to its end.
        reported: what the command itself says.
    """

    seconds: float
    reported: float


@dataclass(frozen=True, slots=True)
class Imports:
    """What was measured with an index in place.

    Attributes:
        articles: in the index before.
        runs: of each kind.
        nothing: nothing changed.
        some: an import of new, changed and deleted files.
    """

    articles: int
    runs: int
    nothing: Took
    some: Took


def measure_imports(articles: Path, spare: Path, index: Path, work: Path, runs: int) -> Imports:
    """Sync an index several times, with and without changes to the folder.

    Args:
        articles: folder of the articles in the index; it is not changed.
        spare: folder of other articles, enough for all imports.
        index: of the articles; it is changed.
        work: folder for a copy of the articles.
        runs: how often each kind of sync is measured.

    Raises:
        SyncError: a sync did not do what it was to do.
    """
    folder = work / "imported"
    click.echo("After an import ...", err=True)
    count = _link(articles, folder)
    others = iter(article_paths(spare))
    # The files' links are new; whether that matters is the indexer's business, once.
    _sync(folder, index, (0, 0, 0))
    nothing = [_sync(folder, index, (0, 0, 0)) for _ in range(runs)]
    some = []
    victims = _some(folder, count, runs * (CHANGED + DELETED))
    for run in range(runs):
        chosen = victims[run * (CHANGED + DELETED) :][: CHANGED + DELETED]
        for number in range(NEW):
            shutil.copyfile(next(others), folder / f"imported-{run}-{number}.md")
        for path in chosen[:CHANGED]:
            _replace(path, next(others))
        for path in chosen[CHANGED:]:
            path.unlink()
        some.append(_sync(folder, index, (NEW, CHANGED, DELETED)))
    shutil.rmtree(folder)
    return Imports(count, runs, _median(nothing), _median(some))


def _link(articles: Path, folder: Path) -> int:
    """Make a copy of a folder out of hard links, which take no room; return how many."""
    count = 0
    made: set[Path] = set()
    for path in article_paths(articles):
        link = folder / path.relative_to(articles)
        if link.parent not in made:
            link.parent.mkdir(parents=True, exist_ok=True)
            made.add(link.parent)
        os.link(path, link)
        count += 1
    return count


def _some(folder: Path, count: int, wanted: int) -> list[Path]:
    """Choose some of the files of a folder, the same ones each time."""
    numbers = Random(count).sample(range(count), wanted)  # noqa: S311 - not secret
    found = {number: path for number, path in enumerate(article_paths(folder)) if number in numbers}
    return [found[number] for number in numbers]


def _replace(path: Path, source: Path) -> None:
    """Put a new file in the place of a linked one: writing to that would change the original."""
    new = path.with_suffix(".new")
    shutil.copyfile(source, new)
    new.replace(path)


def _sync(folder: Path, index: Path, expected: tuple[int, int, int]) -> Took:
    watched = watch(sync_command(folder, index, _JOBS), memory=False)
    found = outcome(watched)
    if found is None:
        raise SyncError(reason(watched))
    done = found["added"], found["updated"], found["deleted"]
    if done != expected:
        raise SyncError(f"{done} added, updated and deleted instead of {expected}")
    return Took(watched.seconds, found["seconds"])


def _median(found: Sequence[Took]) -> Took:
    def of(values: Iterable[float]) -> float:
        return float(median(values))

    return Took(of(took.seconds for took in found), of(took.reported for took in found))
