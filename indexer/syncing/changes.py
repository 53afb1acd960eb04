"""The difference between a folder and the index, read and put into a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from indexer.committing.batch import Batch
from indexer.committing.documents import document
from indexer.contract.errors import ArticlesFolderError
from indexer.contract.settings import Settings
from indexer.reporting.failure import Failure
from indexer.reporting.progress import Progress
from indexer.reporting.report import Counts
from indexer.scanning.listing import FoundFile, Scan, article_id
from indexer.scanning.scan import folder_identity, scan
from indexer.syncing.aliasing import InForce
from indexer.syncing.files import (
    Added,
    FileToRead,
    Loaded,
    Reading,
    Result,
    SameBytes,
    Unreadable,
    Withdrawn,
    read_file,
)
from indexer.syncing.indexed import Known
from indexer.syncing.past import Past, moment_of
from indexer.syncing.plan import Plan, make_plan
from indexer.syncing.pool import MEMORY_BYTES, ingest_files
from indexer.syncing.renaming import renamed_documents

# Articles whose files were only touched are written anew along with real changes,
# so that the files need not be read next time. After a whole archive was touched
# that would cost as much as a rebuild, so each commit takes some.
_RESTAMPED_AT_ONCE = 1000


class Changes:
    """Puts the difference between a folder and the index into a batch.

    Args:
        folder: of the articles.
        identity: what ``folder_identity`` said of it at the beginning.
        settings: for ``jobs`` and ``max_file_bytes``.
        known: what the index knows.
        read_past: from ids of articles to what an index knows of them.
        batch: takes the documents.
        in_force: the aliases that are gone by.
    """

    def __init__(
        self,
        folder: Path,
        identity: tuple[int, int] | None,
        settings: Settings,
        known: Known,
        read_past: Callable[[Sequence[str]], Past],
        batch: Batch,
        in_force: InForce,
    ) -> None:
        self._folder = folder
        self._identity = identity
        self._settings = settings
        self._numbers = known.numbers
        self._known = known
        self._read_past = read_past
        self._batch = batch
        now = moment_of(batch.generation)
        self._in_force = in_force
        self._reading = Reading(folder, settings.max_file_bytes, now, in_force.now)
        self._counts = Counts()
        self._failed: list[Failure] = list(in_force.failures)
        self._dropped: set[int] = set()
        self._touched: list[FileToRead] = []

    def collect(self, progress: Progress) -> tuple[Counts, tuple[Failure, ...], tuple[str, ...]]:
        """Read what has to be read; the batch then holds all changes.

        Returns:
            What was counted, what failed, by path, and what else there is to say.

        Raises:
            ArticlesFolderError: the folder is missing, or went away meanwhile.
            ReadingProcessError: a process that read articles was killed.
        """
        found = scan(self._folder)
        plan = make_plan(found, self._known)
        self._counts.unchanged = plan.unchanged
        past = self._read_past([file.id for file in plan.to_read])
        files = _FilesToRead(plan.to_read, past, anew=not self._numbers)
        gone = plan.gone
        self._report_names(found, plan)
        # Of a million files they take some hundred megabytes.
        del found, plan
        results = ingest_files(self._reading, files, self._settings.jobs, self._batch)
        for file, result in progress(results, len(files)):
            self._take(file, result)
        # A disk that was unmounted must not look like an empty folder.
        if self._identity is None or folder_identity(self._folder) != self._identity:
            raise ArticlesFolderError(self._folder, "went away while it was read")
        for id in gone:
            self._delete(id)
        self._rename()
        if self._batch.changed:
            self._restamp()
        failed = sorted(self._failed, key=lambda failure: failure.path)
        return self._counts, tuple(failed), tuple(past.notes)

    def _take(self, file: FileToRead, result: Result) -> None:
        id = article_id(file.path)
        match result:
            case Added():
                if id in self._numbers:
                    self._drop(id)
                    self._counts.updated += 1
                else:
                    self._counts.added += 1
            case SameBytes():
                self._touched.append(file)
                self._counts.unchanged += 1
            case Unreadable(cause, reason, line, column):
                kept = id in self._numbers
                self._failed.append(Failure(file.path, line, column, cause, reason, kept=kept))
            case Withdrawn():
                self._counts.removed += 1
                self._delete(id)
            case _:
                self._delete(id)

    def _delete(self, id: str) -> None:
        if id in self._numbers:
            self._drop(id)
            self._counts.deleted += 1

    def _drop(self, id: str) -> None:
        self._batch.delete(self._numbers[id])
        self._dropped.add(self._numbers[id])

    def _rename(self) -> None:
        """Update the articles that other aliases call by another name, but for those that went."""
        if not self._in_force.changed or not self._numbers:
            return
        before, now = self._in_force.before, self._in_force.now
        failed = {failure.path for failure in self._failed}
        for number, fields in renamed_documents(self._settings.index, before, now):
            if number in self._dropped:
                continue
            self._drop(fields["id"])
            self._batch.add(fields)
            self._batch.relieve(MEMORY_BYTES)
            self._counts.updated += 1
            # Those whose files or folders cannot be read were not counted.
            self._counts.unchanged -= failed.isdisjoint(_file_and_folders(fields["id"]))

    def _restamp(self) -> None:
        touched = (
            file
            for file in self._touched
            if self._numbers[article_id(file.path)] not in self._dropped
        )
        for file in islice(touched, _RESTAMPED_AT_ONCE):
            outcome = read_file(
                self._folder,
                file._replace(anew=True),
                self._settings.max_file_bytes,
                self._reading.aliases,
            )
            # If it changed this very moment, the next sync will see.
            if isinstance(outcome, Loaded) and outcome.fingerprint.digest == file.earlier.digest:
                history = file.earlier.continued(file.earlier.digest, self._reading.now)
                self._drop(outcome.article.id)
                self._batch.add(document(outcome.article, outcome.fingerprint, history))

    def _report_names(self, found: Scan, plan: Plan) -> None:
        self._failed.extend(
            Failure(name.path, None, None, name.cause, name.reason, kept=False)
            for name in found.bad_names
        )
        self._failed.extend(
            Failure(
                folder.path,
                None,
                None,
                folder.cause,
                folder.reason,
                kept=plan.kept_below[folder.path] > 0,
            )
            for folder in found.unreadable
        )


def _file_and_folders(id: str) -> Iterator[str]:
    """Yield the paths of an article's file and of the folders that it lies in."""
    yield id if id.endswith(".markdown") else f"{id}.md"
    while "/" in id:
        id = id.rpartition("/")[0]
        yield id


class _FilesToRead(Sequence[FileToRead]):
    """Files with what is known of their articles, which is put together when one is asked for.

    All at once, those of a million would take some hundred megabytes.
    """

    def __init__(self, files: Sequence[FoundFile], past: Past, *, anew: bool) -> None:
        self._files = files
        self._past = past
        self._anew = anew

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        file = self._files[place]
        return FileToRead(file.path, file.size, self._past[place], self._anew)

    def __iter__(self) -> Iterator[FileToRead]:
        return map(self.__getitem__, range(len(self)))
