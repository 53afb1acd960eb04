"""Sync, and again whenever files change, for as long as nobody stops it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from shlex import quote
from typing import NoReturn, TypeVar

from indexer.contract.errors import (
    ArticlesFolderError,
    CuttingsError,
    DeletionsRefusedError,
    IndexDamagedError,
    IndexLockedError,
    IndexUnreadableError,
    SchemaVersionError,
    SettingsError,
    why,
)
from indexer.contract.settings import Settings
from indexer.reporting.progress import Progress, silent
from indexer.reporting.report import Report, failure_lines
from indexer.scanning.scan import check_folder, folder_identity, scan
from indexer.syncing.aliasing import alias_path
from indexer.syncing.sync import sync
from indexer.syncing.targets.chosen import archive_of
from indexer.watching.after_sync import AfterSync
from indexer.watching.events import RENEWED_SECONDS, FileEvents
from indexer.watching.new_failures import STEADY_SECONDS, FailuresTold
from indexer.watching.schedule import Schedule

_T = TypeVar("_T")

# Where the system cannot tell of changes, a sync looks at all files this often.
_BLIND_SECONDS = 10.0

# How often a folder that is gone is looked for.
_GONE_SECONDS = 0.5


def watch(
    folder: Path,
    settings: Settings,
    tell: Callable[[str], None],
    warn: Callable[[str], None],
    check_stop: Callable[[], None],
    progress: Progress = silent,
    then: str | None = None,
    *,
    allow_deletions: bool = False,
) -> NoReturn:
    """Keep the index equal to the articles in ``folder``.

    Args:
        folder: of the articles. It may go away and come back.
        settings: as for a sync.
        tell: takes a line on each sync that changed something or found new failures.
        warn: takes a line on whatever keeps it from its work, and on each failure.
        check_stop: raises when it is to end; asked all the time.
        progress: shows how far a sync has come.
        then: a command that is run after each sync that changed something.
        allow_deletions: whether a sync may delete any number of articles.

    Raises:
        SettingsError: ``then`` is no command.
        ArticlesFolderError: the folder is missing or cannot be read at the start.
        IndexFolderError, ReadingProcessError: the very first sync failed for that reason.
        SchemaVersionError, IndexDamagedError: the index has to be rebuilt.
        IndexUnreadableError: the system does not let this program read the index.
    """
    try:
        after = AfterSync(then, warn)
    except ValueError as error:
        raise SettingsError("--then", f"--then is no command: {error}.") from error
    check_folder(folder)
    tell(f"Watching {folder}; the index is {archive_of(settings).name}. Ctrl-C stops.")
    watcher = _Watch(
        folder, settings, tell, warn, check_stop, progress, after, allow_deletions=allow_deletions
    )
    try:
        while True:
            watcher.until_the_folder_goes()
            watcher.until_it_is_back()
    finally:
        after.stop()


class _Watch:
    def __init__(
        self,
        folder: Path,
        settings: Settings,
        tell: Callable[[str], None],
        warn: Callable[[str], None],
        check_stop: Callable[[], None],
        progress: Progress,
        after: AfterSync,
        *,
        allow_deletions: bool,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._tell = tell
        self._warn = warn
        self._stop_asked = check_stop
        self._after = after
        self._progress = progress
        self._schedule = Schedule()
        self._failures = FailuresTold(folder)
        self._sync_folder = partial(sync, allow_deletions=allow_deletions)
        self._synced = False
        self._refused = False
        self._warned = ""
        self._told_blind = ""

    def until_the_folder_goes(self) -> None:
        """Sync whenever something changed, for as long as the folder is the same one."""
        identity = folder_identity(self._folder)
        aliases = self._aliases_stamp()
        self._schedule.at_once()
        with FileEvents(self._folder, self._settings.index) as events:
            self._tell_whether_blind(events)
            while identity is not None and not events.ended:
                if folder_identity(self._folder) != identity:
                    return
                if self._schedule.due():
                    if events.stale:
                        events.renew()
                        self._tell_whether_blind(events)
                    seconds = _BLIND_SECONDS if events.problem else RENEWED_SECONDS
                    if not self._sync(seconds, identity):
                        return
                self._check_stop()
                changes = events.wait()
                if changes or self._aliases_stamp() != aliases:
                    aliases = self._aliases_stamp()
                    self._schedule.changed()

    def until_it_is_back(self) -> None:
        """Wait until there is a folder with articles again; until then the index stays."""
        told = ""
        while reason := self._not_back():
            if reason != told:
                self._warn(
                    f"{reason} What is in the index stays; "
                    "watching goes on when there are articles in the folder again."
                )
                told = reason
            self._check_stop()
            time.sleep(_GONE_SECONDS)
        if told:
            self._warn(f"The articles folder {self._folder} is back.")

    def _aliases_stamp(self) -> tuple[int, ...]:
        """Return what is another when the file of aliases was written: it may lie anywhere."""
        try:
            status = alias_path(self._folder, self._settings).stat()
        except OSError:
            return ()
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns

    def _not_back(self) -> str:
        try:
            # Where a disk was mounted, an empty folder is left when it goes.
            if scan(self._folder).files:
                return ""
        except ArticlesFolderError as error:
            return str(error)
        return f"The articles folder {self._folder} went away, and an empty one is in its place."

    def _sync(self, next_within: float, identity: tuple[int, int]) -> bool:
        """Sync once; return False if the folder is gone."""
        self._schedule.begin()
        try:
            report = self._sync_folder(self._folder, self._settings, self._stoppable, identity)
        except IndexLockedError as error:
            self._warn_once(f"{error.seen}; waiting until it is done.")
            self._schedule.locked()
        except ArticlesFolderError:
            return False
        except (IndexDamagedError, SchemaVersionError):
            raise
        except DeletionsRefusedError as error:
            self._tell_refusal(error)
            self._schedule.done(next_within)
        # As if the disk had failed while it is written to.
        except IndexUnreadableError as error:
            self._warn_once(f"Error: {error} It is tried again until it works.")
            self._schedule.failed()
        except CuttingsError as error:
            if not self._synced:
                raise
            self._warn_once(f"Error: {error}")
            self._schedule.failed()
        except OSError as error:
            self._warn_once(f"Error: {why(error)}. It is tried again until it works.")
            self._schedule.failed()
        else:
            self._synced = True
            self._refused = False
            self._schedule.done(next_within)
            self._report(report)
        return True

    def _tell_refusal(self, error: DeletionsRefusedError) -> None:
        """Tell it once, however many files come or go until the folder is right again."""
        if not self._refused:
            command = f"python -m indexer sync {quote(str(error.folder))}"
            if self._settings.backend == "local":
                command += f" --index {quote(str(error.index))}"
            self._warn_once(
                f"{error.seen} Nothing was done. Watching goes on, and syncs when the folder is "
                f"right again. If they are meant to go, run: "
                f"{command} --allow-deletions"
            )
        self._refused = True

    def _check_stop(self) -> None:
        self._after.look()
        self._stop_asked()

    def _report(self, report: Report) -> None:
        if report.counts.changed:
            self._after.synced()
        if self._warned:
            self._warned = ""
            self._warn("Syncing works again.")
        news = self._failures.compare(report.failed)
        for line in failure_lines(news.new):
            self._warn(line)
        if news.unsteady:
            self._schedule.done(STEADY_SECONDS)
        if str(news) or report.counts.changed:
            now = datetime.now().astimezone()
            self._tell(f"{now:%Y-%m-%d %H:%M:%S}  {report.headline()} {news}".rstrip())

    def _stoppable(self, items: Iterable[_T], total: int) -> Iterator[_T]:
        for item in self._progress(items, total):
            self._check_stop()
            yield item

    def _tell_whether_blind(self, events: FileEvents) -> None:
        if events.problem and events.problem != self._told_blind:
            self._warn(
                f"The system does not tell of changes in {self._folder} ({events.problem}); "
                f"looking at all files every {_BLIND_SECONDS:.0f} s instead."
            )
        self._told_blind = events.problem

    def _warn_once(self, message: str) -> None:
        if message != self._warned:
            self._warned = message
            self._warn(message)
