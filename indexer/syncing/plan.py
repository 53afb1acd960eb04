"""The folder against the index: what has to be read, and what has gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np

from indexer.reporting.failure import Failure
from indexer.scanning.listing import FoundFile, Scan
from indexer.syncing.known.indexed import Known


class Plan(NamedTuple):
    """What a sync has to do.

    Attributes:
        to_read: files that are new, or differ from what the index knows, by path.
        unchanged: how many files do not have to be read.
        gone: ids of indexed articles whose files are not there.
        kept_below: unreadable folder → how many indexed articles below it are kept.
    """

    to_read: list[FoundFile]
    unchanged: int
    gone: list[str]
    kept_below: dict[str, int]


def make_plan(scan: Scan, known: Known) -> Plan:
    """Compare the folder with the index.

    Articles below a folder that could not be listed are kept: nobody knows whether
    their files are there.
    """
    files = scan.files
    ids = files.ids()
    numbers = np.fromiter(map(known.numbers.get, ids, repeat(-1)), np.int64, len(ids))
    same = numbers >= 0
    seen = numbers[same]
    same[same] = (known.sizes[seen] == np.asarray(files.sizes)[same]) & (
        known.mtimes[seen] == np.asarray(files.mtimes)[same]
    )
    to_read = sorted(files[place] for place in np.flatnonzero(~same).tolist())
    kept_below = {folder.path: 0 for folder in scan.unreadable}
    gone = []
    # Nearly always all are there.
    if len(seen) < len(known.numbers):
        there = set(ids)
        for id in known.numbers:
            if id in there:
                continue
            above = next((folder for folder in kept_below if lies_below(id, folder)), None)
            if above is None:
                gone.append(id)
            else:
                kept_below[above] += 1
    return Plan(to_read, len(files) - len(to_read), gone, kept_below)


def apart(gone: Sequence[str], found: Scan) -> tuple[list[str], list[str]]:
    """Tell ids of articles that are gone from those of which nobody knows.

    Args:
        gone: ids that were not found.
        found: what was; articles below its folders that could not be listed may be there.
    """
    folders = [folder.path for folder in found.unreadable]
    if not folders:
        return list(gone), []
    hidden = [id for id in gone if any(lies_below(id, folder) for folder in folders)]
    return sorted(set(gone).difference(hidden)), hidden


def failures_of_names(found: Scan, plan: Plan, hidden: Sequence[str]) -> Iterator[Failure]:
    """Yield what fails before any file is read: unusable names, and folders that cannot be listed.

    Args:
        found: the folder.
        plan: for it.
        hidden: ids of further articles below such folders.
    """
    for name in found.bad_names:
        yield Failure(name.path, None, None, name.cause, name.reason, kept=False)
    for folder in found.unreadable:
        path = folder.path
        kept = plan.kept_below[path] > 0 or any(lies_below(id, path) for id in hidden)
        yield Failure(path, None, None, folder.cause, folder.reason, kept=kept)


def lies_below(id: str, folder: str) -> bool:
    """Tell whether an article's file lies below a folder, which may be the one of all articles."""
    return not folder or id.startswith(folder + "/")
