"""Open the index for reading, or say precisely why it cannot be opened."""

from __future__ import annotations

import errno
import re
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from whoosh.index import FileIndex

from indexer.contract.codec.contents import Beside
from indexer.contract.codec.mapped import MappedStorage
from indexer.contract.errors import (
    CuttingsError,
    IndexDamagedError,
    IndexStateError,
    IndexUnreadableError,
    NoIndexError,
    SchemaVersionError,
)
from indexer.contract.schema import (
    EARLIER_VERSIONS,
    SCHEMA_VERSION,
    VERSION_FIELD,
    build_schema,
    version_field,
)
from indexer.contract.syncs.heartbeat import last_synced

_T = TypeVar("_T")

# A commit removes the files of the state before it; a reader that is just
# opening them finds them gone and looks again at the newer state. Whoosh itself
# looks ten times for segments, so that more attempts would only make a damaged
# index slow to name.
_ATTEMPTS = 3
_PAUSE_SECONDS = 0.05

# Whoosh's name for the table of contents of generation N.
_TOC = re.compile(r"_MAIN_([0-9]+)\.toc")
_SEGMENT_PREFIX = "MAIN_"

BUILDING = ".building"
"""Sub-folder in which a whole new index is written."""

_NO_CONTENTS = "its table of contents is missing"

# What the system says when the index is not as it was written: a file is gone, or a garbled
# table of contents gives a name that no file can have. A rebuild mends that. Whatever else the
# system says (no permission, too many open files, no memory, a disk or a network that fails)
# is none of the index's fault, and stays after a rebuild.
_DAMAGE = frozenset((errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EINVAL))


@dataclass(frozen=True, slots=True)
class Opened:
    """A committed state of the index, opened.

    Attributes:
        path: of the index.
        reader: Whoosh's ``IndexReader``, an immutable snapshot. Whoever opened it closes it.
        generation: number of the state.
        committed: when the state was committed, in UTC.
        segments: the files that are mapped into memory, and their sizes in bytes; the one
            beside the segments is among them where it was read.
        beside: what the table of contents says of the file beside the segments; None where
            another program, or an earlier version, wrote it.
    """

    path: Path
    reader: Any
    generation: int
    committed: datetime
    segments: tuple[tuple[Path, int], ...]
    beside: Beside | None = None

    @property
    def synced(self) -> datetime:
        """When the last sync ended well, in UTC; one without changes moves it on."""
        return last_synced(self.path, self.committed, self.generation)

    def shortened(self) -> Path | None:
        """Return a segment that was cut short since it was opened, or None.

        Reading a mapped file beyond its end kills the process (SIGBUS), so who keeps a
        reader for long looks here first. A file that is gone was replaced by a later
        commit, and stays readable.
        """
        for path, size in self.segments:
            try:
                if path.stat().st_size < size:
                    return path
            except OSError:
                continue
        return None


def latest_generation(path: Path) -> int:
    """Return the generation of the newest committed state in ``path``, or -1 if there is none."""
    try:
        names = [entry.name for entry in path.iterdir()]
    except OSError:
        return -1
    return max((int(found[1]) for name in names if (found := _TOC.fullmatch(name))), default=-1)


def first_is_coming(path: Path) -> bool:
    """Tell whether the first index is being put into place: segments first, then its contents."""
    return latest_generation(path) < 0 < latest_generation(path / BUILDING)


def toc_path(path: Path, generation: int) -> Path:
    """Return where Whoosh keeps the table of contents of a generation."""
    return path / f"_MAIN_{generation}.toc"


def committed_at(path: Path, generation: int) -> datetime:
    """Return when a state was committed, in UTC.

    Raises:
        OSError: its table of contents is not there.
    """
    return datetime.fromtimestamp(toc_path(path, generation).stat().st_mtime, UTC)


def open_index(path: Path) -> Any:
    """Open the newest committed state in the folder ``path`` as a Whoosh ``FileIndex``.

    An index is made of pickles: never open one you do not trust.

    Raises:
        NoIndexError: there is none.
        SchemaVersionError: another version of Cuttings, or another program, wrote it.
        IndexDamagedError: its table of contents cannot be read.
        IndexUnreadableError: the system does not let this program read it.
    """
    return retrying(path, lambda: _open(path))


def open_earlier(path: Path) -> Any:
    """Open an index as :func:`open_index` does, one of an earlier schema version, too."""
    return retrying(path, lambda: _open(path, (SCHEMA_VERSION, *EARLIER_VERSIONS)))


def open_reader(path: Path) -> Opened:
    """Open a reader on the newest committed state. Raises as :func:`open_index` does."""

    def opening() -> Opened:
        index = _open(path)
        reader = index.reader()
        # An empty index has a reader that does not know its generation.
        generation = reader.generation() if reader.doc_count_all() else index.latest_generation()
        committed = committed_at(path, generation)
        segments = [leaf.segment() for leaf, _ in reader.leaf_readers()]
        mapped = tuple(
            (file, file.stat().st_size)
            for segment in segments
            # An empty index has a reader without a segment.
            if segment is not None
            for file in path.glob(f"{segment.segment_id()}.*")
        )
        beside = index.storage.beside(toc_path(path, generation).name)
        return Opened(path, reader, generation, committed, mapped, beside)

    return retrying(path, opening)


def retrying(path: Path, opening: Callable[[], _T]) -> _T:
    """Open something of the newest state, again where a commit took its files away meanwhile.

    Raises as :func:`reporting_damage` does.
    """
    for _ in range(_ATTEMPTS - 1):
        with reporting_damage(path), suppress(FileNotFoundError):
            return opening()
        time.sleep(_PAUSE_SECONDS)
    with reporting_damage(path):
        return opening()


@contextmanager
def opened_index(path: Path) -> Iterator[Opened]:
    """Open the newest committed state, and close it at the end of the block.

    Raises as :func:`open_index` does, and as :func:`reporting_damage` in the block.
    """
    opened = open_reader(path)
    with reporting_damage(path):
        try:
            yield opened
        finally:
            opened.reader.close()


class ReportingDamage:
    """What :func:`reporting_damage` returns; searches enter several, so it is no generator.

    Args:
        path, part: see there.
    """

    __slots__ = ("_part", "_path")

    def __init__(self, path: Path, part: str) -> None:
        self._path = path
        self._part = part

    def __enter__(self) -> None:
        """Begin to read."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Raise what came of it."""
        if isinstance(error, Exception) and not isinstance(error, CuttingsError):
            # Whoosh forgets to close files; whoever keeps the error keeps its frames.
            traceback.clear_frames(error.__traceback__)
            raise _state_error(self._path, self._part, error) from error


def reporting_damage(path: Path, part: str = "") -> ReportingDamage:
    """Turn whatever comes of reading an index into an error that says what to do.

    Whoosh, pickle, zlib and NumPy trust the bytes that they are given: damaged ones make
    them raise nearly anything. So nothing but reading may stand in the block.

    Args:
        path: of the index, for messages.
        part: of the index, likewise; all of it if not given.

    Raises:
        IndexDamagedError: nearly anything was raised.
        IndexUnreadableError: the system, and not the index, is at fault.
        CuttingsError: it was raised as such.
    """
    return ReportingDamage(path, part)


def is_damage(error: OSError) -> bool:
    """Whether an error of reading the index is one that a rebuild mends."""
    # Without a number, a library and not the system complains of what it reads.
    return error.errno in (None, *_DAMAGE)


def _state_error(path: Path, part: str, error: Exception) -> IndexStateError:
    if isinstance(error, OSError) and not is_damage(error):
        return IndexUnreadableError(path, error)
    # Damaged bytes may ask for more memory than there is, too. Whoever is told to rebuild an
    # index where there is too little would be told again after it.
    if isinstance(error, MemoryError):
        return IndexUnreadableError(path, error)
    if isinstance(error, FileNotFoundError) and error.filename:
        detail = f"{error.filename} is missing"
    else:
        detail = f"{type(error).__name__}: {error}"
    return IndexDamagedError(path, f"{part}: {detail}" if part else detail)


def _open(path: Path, versions: Collection[int] = (SCHEMA_VERSION,)) -> Any:
    if latest_generation(path) < 0:
        coming = first_is_coming(path)
        lost = not coming and any(path.glob(f"{_SEGMENT_PREFIX}*.seg"))
        if latest_generation(path) < 0:
            raise IndexDamagedError(path, _NO_CONTENTS) if lost else NoIndexError(path)
    index = FileIndex(MappedStorage(path))
    schema = index.schema
    if not any(version_field(version) in schema for version in versions):
        raise SchemaVersionError(path)
    # Flipped bits in a pickle can pass for another schema.
    if VERSION_FIELD in schema and _kinds(schema) != _kinds(build_schema()):
        raise IndexDamagedError(path, "its schema is garbled")
    return index


def _kinds(schema: Any) -> dict[str, type]:
    return {name: type(field) for name, field in schema.items()}
