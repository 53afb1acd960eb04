"""What a folder holds: the article files that were found, and what cannot be one."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from indexer.reporting.failure import Cause

_LATEST = 2**63 - 1


class FoundFile(NamedTuple):
    """An article file.

    Attributes:
        path: below the articles folder, with ``/``.
        size: bytes.
        mtime: what :func:`modified` says.
    """

    path: str
    size: int
    mtime: int

    @property
    def id(self) -> str:
        """The id of the file's article."""
        return article_id(self.path)


class FoundFiles:
    """Article files, each id once, in columns: an object for each would take a second of 100,000.

    Their order is the file system's.

    Attributes:
        paths: as in :class:`FoundFile`; so are the others, in the same order.
        sizes: signed numbers of 64 bits.
        mtimes: signed numbers of 64 bits.
    """

    def __init__(self, files: Iterable[FoundFile] = ()) -> None:
        self.paths: list[str] = []
        self.sizes = array("q")
        self.mtimes = array("q")
        for path, size, mtime in files:
            self.extend((path,), (size,), (mtime,))

    def extend(self, paths: Sequence[str], sizes: Sequence[int], mtimes: Sequence[int]) -> None:
        """Add files; ``mtimes`` are nanoseconds since 1970."""
        self.paths.extend(paths)
        self.sizes.extend(sizes)
        fits = min(mtimes, default=0) >= -_LATEST and max(mtimes, default=0) <= _LATEST
        self.mtimes.extend(mtimes if fits else map(modified, mtimes))

    def ids(self) -> list[str]:
        """Return the ids of the files' articles."""
        return list(map(article_id, self.paths))

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, place: int) -> FoundFile:
        return FoundFile(self.paths[place], self.sizes[place], self.mtimes[place])

    def __iter__(self) -> Iterator[FoundFile]:
        return map(FoundFile, self.paths, self.sizes, self.mtimes)


class BadName(NamedTuple):
    """A file that cannot be an article because of its name, or a folder that cannot be listed.

    Attributes:
        path: below the articles folder, as valid Unicode.
        cause, reason: as in ``Failure``.
    """

    path: str
    cause: Cause
    reason: str


@dataclass(slots=True)
class Scan:
    """What a folder holds.

    Attributes:
        files: the article files; each id once.
        bad_names: files whose names rule them out, with the reason.
        unreadable: folders that could not be listed, with the reason; what lies below is unknown.
    """

    files: FoundFiles = field(default_factory=FoundFiles)
    bad_names: list[BadName] = field(default_factory=list)
    unreadable: list[BadName] = field(default_factory=list)


def modified(nanoseconds: int) -> int:
    """Return when a file was last modified, in nanoseconds since 1970, as the index can keep it.

    File systems have times before 1677 and after 2262, which do not fit into 64 bits.
    """
    return max(-_LATEST, min(nanoseconds, _LATEST))


def article_id(path: str) -> str:
    """Return the id of the article in the file ``path``: the path without ``.md``."""
    return path.removesuffix(".md")
