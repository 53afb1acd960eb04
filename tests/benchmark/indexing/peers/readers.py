"""One reader, in a process of its own: ``python -m … KIND FOLDER EVERY``.

Prints a :class:`Spent` as JSON. Imports little: the process is one of many.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmark.indexing.listing import article_paths

READERS = {
    "bytes": "the bytes only",
    "yaml": "PyYAML, all of the front matter",
    "cuttings": "Cuttings, read_file",
}
"""What reads, by the name on the command line."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What reading took.

    Attributes:
        seconds: that passed.
        processor: seconds that the processor was busy for it.
        failed: files that could not be read.
    """

    seconds: float
    processor: float
    failed: int


def main(kind: str, folder: Path, every: int) -> Spent:
    """Read every n-th article file of a folder, one after the other."""
    paths = list(article_paths(folder, every))
    read = _reader(kind, folder)
    failed = 0
    started, before = time.perf_counter(), time.process_time()
    for path in paths:
        failed += not read(path)
    return Spent(time.perf_counter() - started, time.process_time() - before, failed)


def _reader(kind: str, folder: Path) -> Callable[[Path], bool]:
    """Return what reads a file, and says whether it could."""
    if kind == "bytes":
        return lambda path: bool(path.read_bytes())
    if kind == "yaml":
        from tests.benchmark.indexing.peers.plain import load

        return lambda path: load(path.read_bytes()) is not None
    from indexer.contract.settings import Settings
    from indexer.syncing.files import FileToRead, Unreadable, read_file

    most = Settings().max_file_bytes
    # What a name and a size cost to note down is known before a sync reads.
    files = {
        path: FileToRead(path.relative_to(folder).as_posix(), path.stat().st_size)
        for path in article_paths(folder)
    }
    return lambda path: not isinstance(read_file(folder, files[path], most), Unreadable)


if __name__ == "__main__":
    spent = main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(asdict(spent)))
