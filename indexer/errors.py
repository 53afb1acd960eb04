"""What can go wrong on the write side, beyond the state of the index."""

from __future__ import annotations

from pathlib import Path

from indexer.contract.errors import CuttingsError


class ArticleError(CuttingsError):
    """A file is not an article that can be indexed.

    Attributes:
        reason: what is wrong, as a clause without a full stop.
        line, column: where, counted from 1 in the file; None when it concerns the whole file.
    """

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


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


class ReadingProcessError(CuttingsError):
    """A process that read articles was killed from outside."""

    def __init__(self) -> None:
        super().__init__(
            "A process that read articles was killed, perhaps because memory ran out. "
            "The index is as it was. Run this again with --jobs 1."
        )
