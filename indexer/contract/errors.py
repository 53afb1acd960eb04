"""The one tree of errors. Each says what happened and what to do about it.

Only the outermost layers (the command line and the HTTP error handlers) turn
these into exit codes and status codes.
"""

from __future__ import annotations

import errno
from pathlib import Path

# As many files as a person reads in one message.
_MOST_NAMED = 20


class CuttingsError(Exception):
    """Base of every error that Cuttings raises on purpose."""


class SettingsError(CuttingsError):
    """An option or environment variable is unknown or cannot be read.

    Attributes:
        name: the setting, as the user wrote it.

    Whatever a value holds, the message is one line.
    """

    def __init__(self, name: str, message: str) -> None:
        shown = (
            each if each.isprintable() else each.encode("unicode_escape").decode()
            for each in message
        )
        super().__init__("".join(shown))
        self.name = name


class ArticlesFolderError(CuttingsError):
    """The folder of articles is missing or cannot be read.

    Attributes:
        path: the folder, as the user wrote it.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The articles folder {path} {reason}.")
        self.path = path


class IndexFolderError(CuttingsError):
    """The folder of the index cannot be made or written to.

    Attributes:
        path: the folder.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The index folder {path} {reason}.")
        self.path = path


class DeletionsRefusedError(CuttingsError):
    """A sync or a rebuild would delete what is probably not meant to go; nothing was done.

    Attributes:
        folder: of the articles, as the user wrote it.
        index: the folder of the index.
        files: article files in the folder.
        articles: in the index.
        deleted: how many of these would be deleted, at least.
        removed: how many of those say that they are removed.
        versions: paths of files that cannot be read, and whose last good version would be lost.
        seen: what was seen, in a sentence.
    """

    def __init__(
        self,
        folder: Path,
        index: Path,
        files: int,
        articles: int,
        deleted: int,
        removed: int = 0,
        versions: tuple[str, ...] = (),
    ) -> None:
        self.folder, self.index = folder, index
        self.files, self.articles = files, articles
        self.deleted, self.removed, self.versions = deleted, removed, versions
        self.seen, way_out = self._versions_lost() if versions else self._deletions()
        super().__init__(f"{self.seen} Nothing was done. {way_out}")

    def _deletions(self) -> tuple[str, str]:
        files = "1 article file" if self.files == 1 else f"{self.files:,} article files"
        files = files if self.files else "no article files"
        removed = f" ({self.removed:,} say that they are removed)" if self.removed else ""
        return (
            f"The folder {self.folder} has {files}, and the index {self.index} has "
            f"{self.articles:,} articles, of which {self.deleted:,} would be deleted{removed}.",
            "If they are meant to go, run this again with --allow-deletions; "
            "else, is it the right folder, and is all of it there?",
        )

    def _versions_lost(self) -> tuple[str, str]:
        named = ", ".join(self.versions[:_MOST_NAMED])
        more = len(self.versions) - _MOST_NAMED
        one = len(self.versions) == 1
        files = "1 file" if one else f"{len(self.versions):,} files"
        return (
            f"Of {files} that cannot be read, the last good version would be lost, since the "
            f"index {self.index} cannot be read there: {named}"
            f"{f' and {more:,} more' if more > 0 else ''}.",
            f"Mend {'it' if one else 'them'}, or do without: "
            "run this again with --allow-deletions.",
        )


class SearchesFolderError(CuttingsError):
    """The folder of standing searches is missing or cannot be read.

    Attributes:
        path: the folder, as the user wrote it.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The folder of standing searches {path} {reason}.")
        self.path = path


class ChannelsError(CuttingsError):
    """The file of channels cannot be used. The message holds nothing of what is in it.

    Attributes:
        path: the file.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"The file of channels {path} {reason}.")
        self.path = path


class DeliveryStateError(CuttingsError):
    """What was delivered cannot be read or noted.

    Attributes:
        path: the folder or file that it concerns.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"What was delivered is noted in {path}, which {reason}.")
        self.path = path


class DeliveryRunningError(CuttingsError):
    """Another notify is delivering.

    Attributes:
        path: the folder in which it notes what it delivered.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another notify is running on {path}. Wait until it is done, then run this again."
        )
        self.path = path


class ReadingProcessError(CuttingsError):
    """A process that read articles was killed from outside."""

    def __init__(self) -> None:
        super().__init__(
            "A process that read articles was killed, perhaps because memory ran out. "
            "The index is as it was. Run this again with --jobs 1."
        )


class IndexStateError(CuttingsError):
    """Base of what can be wrong with the index.

    Attributes:
        path: the folder of the index.
        public: the message for strangers, who are not told where the folder is, nor what was
            found in it.
    """

    def __init__(self, path: Path, message: str, public: str) -> None:
        super().__init__(message)
        self.path = path
        self.public = public


_IN_THE_LOG = "The log of the server names the folder and what was found."


class NoIndexError(IndexStateError):
    """There is no index at this place yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"There is no index in {path} yet. "
            f"Make one with: python -m indexer sync ARTICLES --index {path}",
            f"There is no index yet. Make one with python -m indexer sync ARTICLES. {_IN_THE_LOG}",
        )


class IndexDamagedError(IndexStateError):
    """The index is there and cannot be read.

    Attributes:
        detail: what was found, for the log.
    """

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(
            path,
            f"The index in {path} is damaged ({detail}). "
            f"Mend it with: python -m indexer rebuild ARTICLES --index {path}",
            f"The index is damaged. Mend it with python -m indexer rebuild ARTICLES. {_IN_THE_LOG}",
        )
        self.detail = detail


class IndexUnreadableError(IndexStateError):
    """The operating system does not let this program read the index, which may well be whole."""

    def __init__(self, path: Path, error: OSError | MemoryError) -> None:
        detail = why(error) if isinstance(error, OSError) else f"memory ran out ({error})"
        remedy = (
            "Let the user that this program runs as read all files in it."
            if isinstance(error, PermissionError)
            else "The index itself may be whole: try again. "
            f"If it stays so, look at it with: python -m indexer check --index {path}"
        )
        super().__init__(
            path,
            f"The index in {path} cannot be read: {detail}. {remedy}",
            "The index cannot be read; it may be whole. If it stays so, look at it with "
            f"python -m indexer check. {_IN_THE_LOG}",
        )


class SchemaVersionError(IndexStateError):
    """The index was written by another version of Cuttings, or is not one of its."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"The index in {path} was written with another schema version. "
            f"Write it anew with: python -m indexer rebuild ARTICLES --index {path}",
            "The index was written with another schema version. "
            f"Write it anew with python -m indexer rebuild ARTICLES. {_IN_THE_LOG}",
        )


_ANOTHER_SYNC = "Another sync is running"


class IndexLockedError(IndexStateError):
    """Another sync is writing to the index; or another Whoosh program is, or has just done so.

    Attributes:
        seen: what was seen, as a clause without a full stop.
    """

    def __init__(self, path: Path, *, by_other_program: bool = False) -> None:
        writing = "Another program is writing, or has just written, to the index"
        self.seen = f"{writing} in {path}" if by_other_program else f"{_ANOTHER_SYNC} on {path}"
        public = writing if by_other_program else _ANOTHER_SYNC
        wait = "Wait until it is done, then run this again."
        super().__init__(path, f"{self.seen}. {wait}", f"{public}. {wait}")


def why(error: OSError) -> str:
    """Return one sentence on a failed disk operation that names what it concerned."""
    reason = error.strerror or str(error)
    if error.errno == errno.ENOSPC:
        reason = "no space is left on the disk"
    return f"{error.filename}: {reason}" if error.filename else reason
