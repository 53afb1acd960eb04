"""The folder against the index: what has to be read, and what has gone."""

from __future__ import annotations

from itertools import repeat
from typing import NamedTuple

import numpy as np

from indexer.scanning.listing import FoundFile, Scan
from indexer.syncing.indexed import Known


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


def lies_below(id: str, folder: str) -> bool:
    """Tell whether an article's file lies below a folder, which may be the one of all articles."""
    return not folder or id.startswith(folder + "/")
