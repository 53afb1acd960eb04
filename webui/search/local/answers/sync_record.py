"""What the last sync noted down, as anybody may see it: without the paths of this machine."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath

from indexer.contract.syncs.last_sync import FailedFile as NotedFailure
from indexer.contract.syncs.last_sync import LastSync as SyncRecord
from indexer.contract.syncs.last_sync import Stamp, last_sync_stamp, read_last_sync
from webui.search.results.presenting import iso
from webui.search.results.status import CauseCount, FailedFile, LastSync, RefusedSync


def last_sync(path: Path) -> LastSync | None:
    """Return what the last sync of the index in a folder did; None where nobody knows.

    That is of the index as it is now, whichever state of it answers. It is cheap to ask again: as
    long as the record is the same one, so is what is returned.
    """
    return _told(path, last_sync_stamp(path))


# A server has one index.
@lru_cache(1)
def _told(path: Path, _: Stamp | None) -> LastSync | None:
    record = read_last_sync(path)
    return None if record is None else told(record)


def told(record: SyncRecord) -> LastSync:
    """Return a record as anybody may see it."""
    return LastSync(
        command=record.command,
        result=record.result,
        time=iso(record.time),
        seconds=record.seconds,
        **record.changed.model_dump(),
        refused=RefusedSync(**record.refused.model_dump()) if record.refused else None,
        done=iso(record.done) if record.done else None,
        failed=record.failed,
        causes=[CauseCount(cause=cause, count=count) for cause, count in record.causes.items()],
        failures=[_failed_file(failure) for failure in record.failures],
    )


def _failed_file(failure: NotedFailure) -> FailedFile:
    return FailedFile(
        path=_without_folders(failure.path),
        line=failure.line,
        column=failure.column,
        cause=failure.cause,
        reason=failure.reason,
        kept=failure.kept,
        since=iso(failure.since) if failure.since else None,
    )


def _without_folders(path: str) -> str:
    """Leave the name only of what lies outside of the articles folder: the file of aliases."""
    posix, windows = PurePosixPath(path), PureWindowsPath(path)
    if posix.is_absolute() or windows.drive or ".." in posix.parts:
        return windows.name or posix.name
    return path
