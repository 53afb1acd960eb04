"""The folder against the index: what has to be read, and what has gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from indexer.known import KnownFile
from indexer.scan import FoundFile, Scan, article_id


class Plan(NamedTuple):
    """What a sync has to do.

    Attributes:
        to_read: files that are new, or differ from what the index knows.
        unchanged: how many files do not have to be read.
        gone: ids of indexed articles whose files are not there.
        kept_below: unreadable folder → how many indexed articles below it are kept.
    """

    to_read: list[FoundFile]
    unchanged: int
    gone: list[str]
    kept_below: dict[str, int]


def make_plan(scan: Scan, known: Mapping[str, KnownFile]) -> Plan:
    """Compare the folder with the index.

    Articles below a folder that could not be listed are kept: nobody knows whether
    their files are there.
    """
    to_read: list[FoundFile] = []
    there: set[str] = set()
    for file in scan.files:
        id = article_id(file.path)
        seen = known.get(id)
        if seen is not None:
            there.add(id)
        if seen is None or seen.size != file.size or seen.mtime != file.mtime:
            to_read.append(file)
    kept_below = {folder.path: 0 for folder in scan.unreadable}
    gone = []
    for id in known:
        if id in there:
            continue
        above = next((folder for folder in kept_below if _lies_below(id, folder)), None)
        if above is None:
            gone.append(id)
        else:
            kept_below[above] += 1
    return Plan(to_read, len(scan.files) - len(to_read), gone, kept_below)


def _lies_below(id: str, folder: str) -> bool:
    return not folder or id.startswith(folder + "/")
