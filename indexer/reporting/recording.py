"""What a sync did is noted down beside the index, whether it was done or not."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from indexer.contract.errors import (
    CuttingsError,
    DeletionsRefusedError,
    IndexLockedError,
    IndexStateError,
    why,
)
from indexer.contract.syncs.last_sync import (
    MOST_FAILURES,
    NAME,
    Changed,
    Command,
    FailedFile,
    LastSync,
    Refused,
    read_last_sync,
    write_last_sync,
)
from indexer.reporting.failure import Failure, cause_counts
from indexer.reporting.report import Report

# More of a reason helps nobody; it may quote what is in the file.
_MOST_CHARACTERS = 500


# What a sync that was not done says nothing of: it is as the last one that was done found it.
_KEPT = ("done", "articles", "failed", "causes", "failures")


def utc_now() -> datetime:
    """Return the time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


class Notes(Protocol):
    """Where it is noted down what the last sync did."""

    @property
    def place(self) -> str:
        """Where that is, for people."""
        ...

    def read(self) -> LastSync | None:
        """Return what the last sync did; None where nobody knows.

        Raises:
            IndexStateError: it cannot be asked for.
        """
        ...

    def write(self, record: LastSync) -> None:
        """Note down what this one did.

        Raises:
            OSError, IndexStateError: it could not be written.
        """
        ...


class NotesBeside:
    """A file beside an index.

    Args:
        index: the folder of the index.
    """

    def __init__(self, index: Path) -> None:
        self._index = index

    @property
    def place(self) -> str:
        """See :class:`Notes`."""
        return str(self._index / NAME)

    def read(self) -> LastSync | None:
        """See :class:`Notes`."""
        return read_last_sync(self._index)

    def write(self, record: LastSync) -> None:
        """See :class:`Notes`."""
        write_last_sync(self._index, record)


class Recording:
    """Notes down what became of a sync: a context manager, within the lock of the index.

    Args:
        notes: where it is noted down.
        command: what runs.
    """

    def __init__(self, notes: Notes, command: Command) -> None:
        self._notes = notes
        self._command = command
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # Another sync is running, and will say itself what it did.
        if isinstance(error, Exception) and not isinstance(error, IndexLockedError):
            self._not_done(error)

    def done(self, report: Report) -> Report:
        """Note down that the sync was done; return its report, which says so if that failed."""
        now = utc_now()
        try:
            self._notes.write(self._record_of(report, self._notes.read(), now))
        except (OSError, IndexStateError) as error:
            # The sync is done all the same.
            said = _not_noted(self._notes.place, error)
            return replace(report, notes=(*report.notes, said))
        return report

    def _record_of(self, report: Report, before: LastSync | None, now: datetime) -> LastSync:
        return LastSync(
            command=self._command,
            result="done",
            time=now,
            seconds=report.seconds,
            changed=Changed(**asdict(report.counts)),
            done=now,
            articles=report.articles,
            failed=len(report.failed),
            causes={
                cause.value: count
                for cause, count in cause_counts(failure.cause for failure in report.failed)
            },
            failures=_since(report.failed, before, now),
        )

    def _not_done(self, error: Exception) -> None:
        refused = None
        if isinstance(error, DeletionsRefusedError):
            refused = Refused(
                files=error.files,
                articles=error.articles,
                deleted=error.deleted,
                removed=error.removed,
                versions=len(error.versions),
            )
        record = LastSync(
            command=self._command,
            result="refused" if refused else "failed",
            time=utc_now(),
            seconds=round(time.monotonic() - self._started, 3),
            message=_message(error),
            refused=refused,
        )
        # Of the two, it is the error that has to be said.
        with suppress(OSError, IndexStateError):
            before = self._notes.read()
            if before is not None:
                # What failed then fails still, as far as anybody knows.
                kept = {name: getattr(before, name) for name in _KEPT}
                record = record.model_copy(update=kept)
            self._notes.write(record)


def _not_noted(place: str, error: OSError | IndexStateError) -> str:
    reason = why(error) if isinstance(error, OSError) else str(error)
    return (
        f"What this sync did could not be noted down in {place}"
        f" ({reason}): status does not know of it, nor since when files fail that are new."
    )


def _message(error: Exception) -> str:
    if isinstance(error, CuttingsError):
        return str(error)
    return why(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"


def _since(
    failed: Sequence[Failure], before: LastSync | None, now: datetime
) -> tuple[FailedFile, ...]:
    """Say of failures since when each fails, for whatever reason; of too many, the oldest.

    Where not all were noted down last time, nobody knows it of those that were not.
    """
    told = before.failures if before else ()
    since = {failure.path: failure.since for failure in told}
    of_others = None if before is not None and before.failed > len(told) else now
    files = [
        FailedFile(
            path=failure.path,
            line=failure.line,
            column=failure.column,
            cause=failure.cause.value,
            reason=failure.reason[:_MOST_CHARACTERS],
            kept=failure.kept,
            since=since.get(failure.path, of_others),
        )
        for failure in failed
    ]
    if len(files) > MOST_FAILURES:
        files.sort(key=lambda file: (file.since is None, file.since or now, file.path))
    return tuple(sorted(files[:MOST_FAILURES], key=lambda file: file.path))
