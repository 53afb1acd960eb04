"""The difference between a folder and the index, read and put into a batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from indexer.contract.errors import ArticlesFolderError
from indexer.contract.settings import Settings
from indexer.reporting.failure import Failure
from indexer.reporting.progress import Progress
from indexer.reporting.report import Counts
from indexer.scanning.listing import Scan, article_id
from indexer.scanning.scan import folder_identity, scan
from indexer.syncing.aliasing import InForce
from indexer.syncing.deletions import Deletions
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
from indexer.syncing.known.indexed import Known
from indexer.syncing.known.past import OldState, Past, moment_of
from indexer.syncing.moves import find_moves
from indexer.syncing.plan import Plan, apart, failures_of_names, make_plan
from indexer.syncing.pool import MEMORY_BYTES, ingest_files
from indexer.syncing.reading_list import ReadingList
from indexer.syncing.targets.writable import Batch, WritableArchive

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
        archive: that is written to.
        known: what the index knows.
        old: the index as it was.
        deletions: counts them, and refuses too many.
        batch: takes the documents.
        in_force: the aliases that are gone by.
    """

    def __init__(
        self,
        folder: Path,
        identity: tuple[int, int] | None,
        settings: Settings,
        archive: WritableArchive,
        known: Known,
        old: OldState,
        deletions: Deletions,
        batch: Batch,
        in_force: InForce,
    ) -> None:
        self._folder = folder
        self._identity = identity
        self._settings = settings
        self._archive = archive
        self._numbers = known.numbers
        self._known = known
        self._old = old
        self._deletions = deletions
        self._batch = batch
        now = moment_of(batch.generation)
        self._in_force = in_force
        self._reading = Reading(
            folder, settings.max_file_bytes, now, in_force.now, archive.document
        )
        self._counts = Counts()
        self._failed: list[Failure] = list(in_force.failures)
        self._dropped: set[int] = set()
        self._touched: list[FileToRead] = []
        self._moved: set[str] = set()
        self._broken: list[str] = []

    def collect(self, progress: Progress) -> tuple[Counts, tuple[Failure, ...], tuple[str, ...]]:
        """Read what has to be read; the batch then holds all changes.

        Returns:
            What was counted, what failed, by path, and what else there is to say.

        Raises:
            ArticlesFolderError: the folder is missing, or went away meanwhile.
            ReadingProcessError: a process that read articles was killed.
            DeletionsRefusedError: so much would be deleted that it is probably not meant.
        """
        found = scan(self._folder)
        plan = make_plan(found, self._known)
        self._counts.unchanged = plan.unchanged
        past = self._old.past([file.id for file in plan.to_read], plan.gone)
        files, renamed = self._reading_list(found, plan, past)
        gone, hidden = apart(past.gone, found)
        there = len(found.files)
        self._failed.extend(failures_of_names(found, plan, hidden))
        self._deletions.articles, self._deletions.left = past.articles, len(gone)
        # A wrong folder may be large: it is not read to the end to be refused then.
        kept = len(hidden) + sum(plan.kept_below.values())
        self._deletions.check(there, there + kept, renamed)
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
        self._carry_over(hidden, past.versions)
        remaining = len(self._numbers) + self._counts.added - self._counts.deleted
        self._deletions.check(there, remaining)
        self._rename()
        if self._batch.changed:
            self._restamp()
        failed = sorted(self._failed, key=lambda failure: failure.path)
        return self._counts, tuple(failed), tuple(past.notes_for(failed))

    def _reading_list(self, found: Scan, plan: Plan, past: Past) -> tuple[ReadingList, int]:
        """Return the files that have to be read, with the past of their articles.

        And how many of the articles go on under a name that the old state has not.
        """
        moves = find_moves(
            self._folder,
            self._settings.max_file_bytes,
            plan.to_read,
            past,
            self._numbers.__contains__,
            [folder.path for folder in found.unreadable],
        )
        moved = moves.came_from
        if moved:
            ids = chain((file.id for file in plan.to_read), past.gone)
            wanted = {*moved, *moved.values()}
            names = {place: id for place, id in enumerate(ids) if place in wanted}
            past.carry_on(moved, names.__getitem__)
            self._moved = {plan.to_read[place].path for place in moved}
        same = moves.same if self._numbers else ()
        files = ReadingList(plan.to_read, past, same, moved, anew=not self._numbers)
        for place in sorted(same):
            self._take(files.at(place), SameBytes())
        return files, sum(not past.known[place] for place in moved)

    def _take(self, file: FileToRead, result: Result) -> None:
        id = article_id(file.path)
        match result:
            case Added():
                moved = file.path in self._moved
                self._counts.renamed += moved
                self._deletions.went_on += moved and not file.known
                if id in self._numbers:
                    self._drop(id)
                    self._counts.updated += 1
                else:
                    self._counts.added += 1
            case SameBytes():
                self._touched.append(file)
                self._counts.unchanged += 1
            case Unreadable(cause, reason, line, column):
                failure = Failure(file.path, line, column, cause, reason, kept=file.known)
                self._failed.append(failure)
                if file.known and id not in self._numbers:
                    self._broken.append(file.path)
            case Withdrawn():
                self._counts.removed += 1
                self._deletions.removed += file.known
                self._deletions.left += file.known
                self._delete(id)
            case _:
                self._deletions.left += file.known
                self._delete(id)

    def _delete(self, id: str) -> None:
        if id in self._numbers:
            self._drop(id)
            self._counts.deleted += 1

    def _drop(self, id: str) -> None:
        self._batch.delete(self._numbers[id])
        self._dropped.add(self._numbers[id])

    def _carry_over(self, hidden: Sequence[str], said: Collection[str]) -> None:
        """Put the last good versions of files that cannot be read into an index made anew.

        Args:
            hidden: ids of articles that lie in folders which cannot be read.
            said: paths at which the old index had one, though nobody can tell which.
        """
        paths = {article_id(path): path for path in self._broken}
        paths.update({id: id for id in hidden})
        stored = self._old.stored(list(paths), self._in_force.now) if paths else ()
        for fields in stored:
            del paths[fields["id"]]
            self._batch.add(fields)
            self._batch.relieve(MEMORY_BYTES)
            self._counts.added += 1
        lost = set(paths.values())
        lost.update(each.path for each in self._failed if each.path in said and not each.kept)
        self._deletions.check_versions(sorted(lost))
        self._deletions.left += len(lost)
        self._failed = [
            replace(failure, kept=False) if failure.path in lost else failure
            for failure in self._failed
        ]

    def _rename(self) -> None:
        """Update the articles that other aliases call by another name, but for those that went."""
        if not self._in_force.changed or not self._numbers:
            return
        before, now = self._in_force.before, self._in_force.now
        failed = {failure.path for failure in self._failed}
        for number, fields in self._archive.renamed(before, now):
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
                self._batch.add(
                    self._archive.document(outcome.article, outcome.fingerprint, history)
                )


def _file_and_folders(id: str) -> Iterator[str]:
    """Yield the paths of an article's file and of the folders that it lies in."""
    yield id if id.endswith(".markdown") else f"{id}.md"
    while "/" in id:
        id = id.rpartition("/")[0]
        yield id
