"""What the last sync did, and which files fail since when: a file beside the index.

It is no part of the index, and nothing has to agree with it: where it is missing, damaged or of
another version, nothing is known, and that is no error. A checksum in it tells damage.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field

NAME = "last_sync.json"
"""Of the file. Whoosh and the removal of leftovers go by names unlike it."""

MOST_FAILURES = 1_000
"""So many failures are kept one by one, those that have failed for longest; all are counted."""

# A record of that many failures, all with the longest of paths, is smaller.
_MOST_BYTES = 1 << 24
_REMEMBERED = 8
# The name of the checksum of all else in the file.
_CHECKSUM = "checksum"

Command: TypeAlias = Literal["sync", "rebuild"]
Outcome: TypeAlias = Literal["done", "refused", "failed"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class FailedFile(_Part):
    """A file that could not be indexed.

    Attributes:
        path, line, column, reason, kept: as ``sync --json`` says them.
        cause: as it reads after a number of files.
        since: when a sync first failed for it; None where that is not known.
    """

    path: str
    line: int | None
    column: int | None
    cause: str
    reason: str
    kept: bool
    since: datetime | None


class Changed(_Part):
    """What a sync that was done has counted, as ``sync --json`` says it."""

    added: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    removed: int = 0
    renamed: int = 0


class Refused(_Part):
    """What a sync saw that did nothing, because it would have deleted too much.

    Attributes:
        files: article files in the folder.
        articles: in the index.
        deleted: how many of these would have been deleted, at least.
        removed: how many of those say that they are removed.
        versions: how many last good versions would have been lost.
    """

    files: int
    articles: int
    deleted: int
    removed: int
    versions: int


class LastSync(_Part):
    """What the last sync did.

    Attributes:
        version: of this form.
        command: what it was, a sync or a rebuild.
        result: whether it was done, did nothing on purpose, or failed.
        time: when it ended, in UTC.
        seconds: how long it took.
        message: why it was not done, for whoever runs it: it may hold paths of the machine.
        changed: what it counted; zeros where it was not done.
        refused: what it saw, if it was refused.
        done: when the last one ended that was done, in UTC; None where that is not known.
        articles: in the index, then; None likewise.
        failed: how many files could not be indexed when the last one was done.
        causes: how many of these for which cause, the most frequent first.
        failures: these, at most :data:`MOST_FAILURES`, in order of their paths.
    """

    version: Literal[1] = 1
    command: Command
    result: Outcome
    time: datetime
    seconds: float = Field(ge=0)
    message: str = ""
    changed: Changed = Changed()
    refused: Refused | None = None
    done: datetime | None = None
    articles: int | None = None
    failed: int = Field(0, ge=0)
    causes: dict[str, int] = {}
    failures: tuple[FailedFile, ...] = ()


class Stamp(NamedTuple):
    """What the system says of a file.

    Attributes:
        inode: its number.
        bytes: its size.
        changed: when it was written, in nanoseconds.
    """

    inode: int
    bytes: int
    changed: int


def read_last_sync(path: Path) -> LastSync | None:
    """Return what the last sync of the index in ``path`` did; None where nobody knows.

    It is cheap to ask again: the file is read when it is another one.
    """
    stamp = last_sync_stamp(path)
    return None if stamp is None or stamp.bytes > _MOST_BYTES else _read(path / NAME, stamp)


def last_sync_stamp(path: Path) -> Stamp | None:
    """Return what tells the record of an index from the one before; None where there is none."""
    try:
        status = (path / NAME).stat()
    except OSError:
        return None
    return Stamp(status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(_REMEMBERED)
def _read(file: Path, _: Stamp) -> LastSync | None:
    # Whatever is in it: whoever could write there can write an index, too.
    with suppress(OSError, ValueError, RecursionError):
        record = json.loads(file.read_bytes())
        if isinstance(record, dict) and record.pop(_CHECKSUM, None) == _checksum(record):
            return LastSync.model_validate(record)
    return None


def _checksum(record: dict[str, Any]) -> int:
    """Return the CRC-32 of a record, as JSON without blanks, its names in order."""
    return crc32(json.dumps(record, sort_keys=True, separators=(",", ":")).encode("ascii"))


def write_last_sync(path: Path, record: LastSync) -> None:
    """Note down what the last sync of the index in ``path`` did, as a whole or not at all.

    Raises:
        OSError: it could not be written. What was there before is there still.
    """
    unfinished = path / f"{NAME}.new"
    content = record.model_dump(mode="json")
    content[_CHECKSUM] = _checksum(content)
    # Whatever a file is called: what is no Unicode is written out.
    data = json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path / NAME)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
