"""Why a file is not in the index: given where it is found out, counted where it is reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from indexer.contract.errors import CuttingsError


class Cause(Enum):
    """Why a file cannot be indexed; the value is how it reads after a number of files."""

    NOT_YAML = "not YAML"
    NO_TITLE = "without a title"
    NO_FRONT_MATTER = "without front matter"
    UNCLOSED = "with unclosed front matter"
    EMPTY = "empty"
    BINARY = "binary"
    NOT_UTF8 = "not UTF-8"
    TOO_LARGE = "too large"
    TOO_DEEP = "nested too deep"
    NOT_ACCESSIBLE = "not accessible"
    NOT_PLAIN_DATA = "more than plain data"
    WRONG_TYPE = "with a value of the wrong type"
    IMPOSSIBLE_VALUE = "with an impossible value"
    UNUSABLE_NAME = "with an unusable name"
    CONTRADICTION = "contradicting itself"
    OTHER = "other"
    """What nobody foresaw."""


def cause_counts(causes: Iterable[Cause]) -> list[tuple[Cause, int]]:
    """Count causes, the most frequent first, :attr:`Cause.OTHER` last."""
    return sorted(
        Counter(causes).items(),
        key=lambda item: (item[0] is Cause.OTHER, -item[1], item[0].value),
    )


def by_cause(causes: Iterable[Cause]) -> str:
    """Write how many there are of each cause, in that order."""
    return ", ".join(f"{count:,} {cause.value}" for cause, count in cause_counts(causes))


class ArticleError(CuttingsError):
    """A file is not an article that can be indexed.

    Attributes:
        cause: to count it by.
        reason: what is wrong, as a clause without a full stop.
        line, column: where, counted from 1 in the file; None when it concerns the whole file.
    """

    def __init__(
        self, cause: Cause, reason: str, line: int | None = None, column: int | None = None
    ) -> None:
        # All of them, as an exception is pickled by what its base was given.
        super().__init__(cause, reason, line, column)
        self.cause = cause
        self.reason = reason
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed.

    Attributes:
        path: below the articles folder.
        line, column: where, from 1; None when it concerns the whole file.
        cause: to count it by.
        reason: what is wrong.
        kept: whether an earlier version of the article stays in the index.
    """

    path: str
    line: int | None
    column: int | None
    cause: Cause
    reason: str
    kept: bool

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``sync --json`` prints; its names are a contract."""
        return {name: value for name, value in asdict(self).items() if name != "cause"}
