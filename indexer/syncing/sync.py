"""The two ways to an index that equals the folder: bring it up to date, or build it anew."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from indexer.contract.errors import (
    ArticlesFolderError,
    IndexFolderError,
    IndexStateError,
    NoIndexError,
)
from indexer.contract.settings import Settings
from indexer.contract.syncs.last_sync import Command
from indexer.reporting.failure import Failure
from indexer.reporting.progress import Progress, silent
from indexer.reporting.recording import Recording
from indexer.reporting.report import Counts, Report
from indexer.scanning.scan import check_folder, folder_identity
from indexer.syncing.aliasing import aliases_in_force
from indexer.syncing.changes import Changes
from indexer.syncing.deletions import Deletions
from indexer.syncing.known.indexed import NOTHING
from indexer.syncing.targets.chosen import archive_of
from indexer.syncing.targets.writable import WritableArchive


def sync(
    folder: Path,
    settings: Settings,
    progress: Progress = silent,
    identity: tuple[int, int] | None = None,
    *,
    allow_deletions: bool = False,
) -> Report:
    """Make the index equal to the articles in ``folder``, in one commit or none.

    Args:
        folder: of the articles.
        settings: for the index, ``jobs`` and ``max_file_bytes``.
        progress: is shown how far reading has come.
        identity: what ``folder_identity`` has to say of the folder, if the caller knows.
        allow_deletions: whether any number of articles may be deleted.

    Raises:
        ArticlesFolderError: the folder is missing or cannot be read.
        IndexFolderError: the index's folder cannot be made or written to.
        IndexLockedError: another sync is running, or another program writes to the index.
        DeletionsRefusedError: more than half of over 100 articles would be deleted.
        SchemaVersionError, IndexDamagedError: the index has to be rebuilt.
        IndexUnreadableError: the system does not let this program read the index.
        ReadingProcessError: a process that read articles was killed.
        OSError: the disk failed or is full.

    Whatever is raised, the index is as it was, or complete in its new state.
    """
    started = time.monotonic()
    archive = archive_of(settings)
    deletions = Deletions(folder, Path(archive.name), allow_deletions)
    with _writing(folder, archive, "sync") as recording:
        identity = identity or folder_identity(folder)
        try:
            known = archive.known()
        except NoIndexError:
            report = _build(folder, identity, settings, archive, progress, deletions, started)
            return recording.done(report)
        in_force = aliases_in_force(folder, settings, archive)
        with archive.batch(known, settings.jobs, in_force.now) as batch:
            old = archive.current_state(known)
            changes = Changes(
                folder, identity, settings, archive, known, old, deletions, batch, in_force
            )
            found = changes.collect(progress)
            if batch.changed or in_force.changed or not archive.is_whole(known):
                batch.commit()
            else:
                archive.beat(known)
        return recording.done(_report(*found, len(known.numbers), archive, started))


def rebuild(
    folder: Path,
    settings: Settings,
    progress: Progress = silent,
    *,
    allow_deletions: bool = False,
) -> Report:
    """Build the index from nothing; the old one, whatever state it is in, is served until then.

    When articles were first indexed and last changed is taken over from the old index, as far
    as that can be read; the report has a note if not. So are the last good versions of files
    that cannot be read now.

    Raises as :func:`sync` does, but for what can be wrong with the old index itself; and
    DeletionsRefusedError, too, where the last good version of a file would be lost.
    """
    started = time.monotonic()
    archive = archive_of(settings)
    deletions = Deletions(folder, Path(archive.name), allow_deletions)
    with _writing(folder, archive, "rebuild") as recording:
        identity = folder_identity(folder)
        report = _build(folder, identity, settings, archive, progress, deletions, started)
        return recording.done(report)


@contextmanager
def _writing(folder: Path, archive: WritableArchive, command: Command) -> Iterator[Recording]:
    """Hold the index for writing, with what notes down what became of it."""
    try:
        check_folder(folder)
    except ArticlesFolderError:
        if archive.latest_generation() >= 0:
            quietly = suppress(IndexFolderError, IndexStateError)
            with quietly, archive.locked(), Recording(archive.notes, command):
                raise
        raise
    with archive.locked(), Recording(archive.notes, command) as recording:
        yield recording


def _build(
    folder: Path,
    identity: tuple[int, int] | None,
    settings: Settings,
    archive: WritableArchive,
    progress: Progress,
    deletions: Deletions,
    started: float,
) -> Report:
    in_force = aliases_in_force(folder, settings, archive)
    old = archive.old_state()
    with archive.new(settings.jobs, in_force.now) as batch:
        changes = Changes(
            folder, identity, settings, archive, NOTHING, old, deletions, batch, in_force
        )
        found = changes.collect(progress)
    return _report(*found, 0, archive, started)


def _report(
    counts: Counts,
    failed: tuple[Failure, ...],
    notes: tuple[str, ...],
    articles_before: int,
    archive: WritableArchive,
    started: float,
) -> Report:
    return Report(
        counts=counts,
        articles=articles_before + counts.added - counts.deleted,
        failed=failed,
        notes=notes,
        generation=archive.latest_generation(),
        seconds=round(time.monotonic() - started, 3),
    )
