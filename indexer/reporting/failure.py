"""Why a file is not in the index, as it is raised and as it is reported."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed.

    Attributes:
        path: below the articles folder.
        line, column: where, from 1; None when it concerns the whole file.
        reason: what is wrong.
        kept: whether an earlier version of the article stays in the index.
    """

    path: str
    line: int | None
    column: int | None
    reason: str
    kept: bool
