"""What a sync knows of an archive in a cluster, in a file beside it: the next one need not ask.

Whoever syncs from elsewhere, or finds the file damaged, asks the cluster for all of it: it is right
for one state only, and nothing depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from indexer.committing.found_arrays import FOUND_ARRAYS, arrays_of, found_of
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.index_names import archive_of, article_index_number
from indexer.contract.codec.arrays import Ints
from indexer.contract.surroundings.durable import make_folder
from indexer.stories.discovery import Found

# No name of a file has it.
_BETWEEN_IDS = "\0"

_VERSION = 1


class Files(NamedTuple):
    """What is known of the files of articles.

    Attributes:
        numbers: of the articles, by id.
        sizes, mtimes: as in ``Fingerprint``, int64, by number.
    """

    numbers: dict[str, int]
    sizes: Ints
    mtimes: Ints


NO_FILES = Files({}, np.empty(0, np.int64), np.empty(0, np.int64))
"""Of an archive without articles."""


class Remembered(NamedTuple):
    """What is known of a state.

    Attributes:
        files: of its articles.
        since: the generation of each one's version, -1 where there is none, shape (n,).
        signatures: by number; empty where there is none.
        found: its stories; None where they have to be found anew.
    """

    files: Files
    since: Ints
    signatures: Sequence[bytes]
    found: Found | None


def remember(folder: Path | None, state: ClusterState, known: Remembered) -> None:
    """Keep what is known of a state, in the place of what is kept of an earlier one, if possible.

    Args:
        folder: to keep it in; None keeps nothing.
        state: of which it is known.
        known: what is known.
    """
    if folder is None or known.found is None:
        return
    path = _path(folder, state)
    unfinished = path.with_suffix(".new")
    there = sorted((number, id) for id, number in known.files.numbers.items())
    ends = np.cumsum([len(signature) for signature in known.signatures], dtype=np.int64)
    # It is only faster.
    with suppress(OSError):
        make_folder(folder)
        with unfinished.open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                state=_key(state),
                numbers=np.array([number for number, _ in there], np.int64),
                ids=np.frombuffer(_BETWEEN_IDS.join(id for _, id in there).encode(), np.uint8),
                sizes=known.files.sizes,
                mtimes=known.files.mtimes,
                since=known.since,
                signatures=np.frombuffer(b"".join(known.signatures), np.uint8),
                ends=ends,
                **arrays_of(known.found),
            )
        unfinished.replace(path)
        name = archive_of(state.index)
        for other in folder.glob(f"{name}-*.npz"):
            if other != path and article_index_number(name, other.stem):
                other.unlink(missing_ok=True)


def recall(folder: Path | None, state: ClusterState) -> Remembered | None:
    """Return what is kept of a state; None where nothing is."""
    if folder is None:
        return None
    # Whatever is wrong with it, the cluster knows it all.
    with (
        suppress(Exception),
        # NumPy forgets to close what it cannot read.
        _path(folder, state).open("rb") as file,
        np.load(file, allow_pickle=False) as kept,
    ):
        if kept["state"].tolist() != _key(state).tolist():
            return None
        ids = kept["ids"].tobytes().decode().split(_BETWEEN_IDS)
        numbers = dict(zip(ids, kept["numbers"].tolist(), strict=True)) if state.articles else {}
        if len(numbers) != state.articles:
            return None
        data, ends = kept["signatures"].tobytes(), kept["ends"].tolist()
        starts = [0, *ends[:-1]]
        return Remembered(
            Files(numbers, kept["sizes"], kept["mtimes"]),
            kept["since"],
            [data[start:end] for start, end in zip(starts, ends, strict=True)],
            found_of({name: kept[name] for name in FOUND_ARRAYS}),
        )
    return None


def _path(folder: Path, state: ClusterState) -> Path:
    return folder / f"{state.index}.npz"


def _key(state: ClusterState) -> Ints:
    # To the microsecond, no two commits are of one moment.
    return np.array([_VERSION, state.generation, state.committed, state.next_number], np.int64)
