"""One file on disk → a document in the segment that is being built, or why not."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from indexer.committing.documents import document
from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.article import Article, Fingerprint
from indexer.contract.history import History, Moment
from indexer.parsing.article import read_article
from indexer.reporting.failure import ArticleError, Cause
from indexer.scanning.listing import article_id, modified
from indexer.syncing.known.earlier import Earlier

# A file that is written again within one tick of the file system's clock keeps
# its time of modification. Git's index has the same problem and the same answer.
_CLOCK_TICK_NS = 20_000_000

# File systems that know whole seconds only have ticks of one, FAT of two.
_COARSE_TICK_NS = 2_000_000_000
_SECOND_NS = 1_000_000_000

_CHUNK = 1 << 20

# What nobody foresaw may repeat the whole file.
_LONGEST_REASON = 200

# 128 bits.
_DIGEST_CHARACTERS = 32
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)


Making: TypeAlias = Callable[[Article, Fingerprint, History | None], Mapping[str, Any]]
"""An article, what is known of its file, and its past → its document in an archive."""


class FileToRead(NamedTuple):
    """A file that has to be read.

    Attributes:
        path: below the articles folder, with ``/``.
        size: bytes, as far as known.
        earlier: what an index knows of its article.
        anew: whether it becomes a document even if it holds what the index knows already.
        known: whether an index has an article of its id.
    """

    path: str
    size: int
    earlier: Earlier = Earlier()
    anew: bool = False
    known: bool = False


class Reading(NamedTuple):
    """How all files of a sync are read.

    Attributes:
        folder: of the articles.
        max_bytes: a larger file is not read.
        now: the moment of the commit in the making.
        aliases: what providers are called.
        document: makes the document of an article.
    """

    folder: Path
    max_bytes: int
    now: Moment
    aliases: Aliases = NO_ALIASES
    document: Making = document


@dataclass(frozen=True, slots=True)
class Loaded:
    """The file holds this article."""

    article: Article
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class SameBytes:
    """The file holds what the index knows already."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The file says ``removed: true``."""


@dataclass(frozen=True, slots=True)
class Vanished:
    """The file is not there any more, or is no regular file any more."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The file cannot be read, or holds no article; the attributes are as in ``Failure``."""

    cause: Cause
    reason: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """The file's article is a document now."""


Outcome: TypeAlias = Loaded | SameBytes | Withdrawn | Vanished | Unreadable
Result: TypeAlias = Added | SameBytes | Withdrawn | Vanished | Unreadable


def ingest(reading: Reading, file: FileToRead, add: Callable[[Mapping[str, Any]], None]) -> Result:
    """Read one file, and add its article as a document, if it holds one."""
    outcome = read_file(reading.folder, file, reading.max_bytes, reading.aliases)
    if not isinstance(outcome, Loaded):
        return outcome
    history = file.earlier.continued(outcome.fingerprint.digest, reading.now)
    add(reading.document(outcome.article, outcome.fingerprint, history))
    return Added()


def read_file(
    folder: Path, file: FileToRead, max_bytes: int, aliases: Aliases = NO_ALIASES
) -> Outcome:
    """Read one file below ``folder``; whatever it holds, the answer is an outcome.

    Its provider is called what the aliases say.
    """
    try:
        data, mtime = read_bytes_of(f"{folder}{os.sep}{file.path}", max_bytes)
    except (FileNotFoundError, NotADirectoryError):
        return Vanished()
    except OSError as error:
        return Unreadable(Cause.NOT_ACCESSIBLE, f"cannot be read: {error.strerror}")
    except ArticleError as error:
        return Unreadable(error.cause, error.reason)
    digest = digest_of(data)
    if digest == file.earlier.digest and not file.anew:
        return SameBytes()
    try:
        article = read_article(article_id(file.path), data)
    except ArticleError as error:
        return Unreadable(error.cause, error.reason, error.line, error.column)
    # Whatever an unforeseen file makes a parser do: one file stops nothing.
    except Exception as error:
        said = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
        return Unreadable(Cause.OTHER, f"cannot be understood: {said}")
    if article is None:
        return Withdrawn()
    if article.provider is not None and aliases.entries:
        article = replace(article, provider=aliases.applied(article.provider))
    return Loaded(article, Fingerprint(len(data), mtime, digest))


def digest_of(data: bytes) -> str:
    """Return the digest of a file's bytes, as in ``Fingerprint``."""
    # Most processors have instructions for it: it takes half of the time that BLAKE2 does.
    return sha256(data).hexdigest()[:_DIGEST_CHARACTERS]


def read_bytes_of(path: str, max_bytes: int) -> tuple[bytes, int]:
    """Return a file's bytes and time of modification, 0 if that cannot be relied on.

    Raises:
        OSError: the system refuses.
        FileNotFoundError: it is not there, or is no regular file.
        ArticleError: it is too large.
    """
    began = time.time_ns()
    # Without O_NONBLOCK, opening a pipe that took the file's place would wait for ever.
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise FileNotFoundError
        if before.st_size > max_bytes:
            raise _too_large(before.st_size, max_bytes)
        # One byte more than there should be: that it does not come shows the end.
        data = os.read(descriptor, min(before.st_size + 1, _CHUNK))
        if len(data) != before.st_size:
            data = _rest(descriptor, data, max_bytes)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    steady = (before.st_size, before.st_mtime_ns) == (len(data), after.st_mtime_ns)
    sure = steady and not _is_fresh(before.st_mtime_ns, began, time.time_ns())
    return data, modified(before.st_mtime_ns) if sure else 0


def _is_fresh(mtime: int, began: int, ended: int) -> bool:
    """Tell whether what is written from the beginning of reading on may get the same time.

    All in nanoseconds since 1970. Reading may have taken longer than a tick, and the clock may
    have been put back meanwhile.
    """
    tick = _CLOCK_TICK_NS if mtime % _SECOND_NS else _COARSE_TICK_NS
    return min(began, ended) - tick < mtime < max(began, ended) + tick


def _rest(descriptor: int, start: bytes, max_bytes: int) -> bytes:
    """Return ``start`` and all that follows it in a file."""
    data = bytearray(start)
    while chunk := os.read(descriptor, _CHUNK):
        data += chunk
        if len(data) > max_bytes:
            break
    if len(data) > max_bytes:
        raise _too_large(len(data), max_bytes)
    return bytes(data)


def _too_large(size: int, max_bytes: int) -> ArticleError:
    reason = f"too large: {size:,} bytes, and at most {max_bytes:,} are read"
    return ArticleError(Cause.TOO_LARGE, reason)
