"""What a sync did: as JSON, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

_MAX_LISTED = 20


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


@dataclass(frozen=True, slots=True)
class Report:
    """What a sync did.

    Attributes:
        added, updated, deleted: articles that the commit changed.
        unchanged: files that hold what the index held already.
        removed: files that say ``removed: true``.
        articles: in the index now.
        failed: files that could not be indexed.
        generation: of the index now.
        seconds: how long it took.
    """

    added: int
    updated: int
    deleted: int
    unchanged: int
    removed: int
    articles: int
    failed: tuple[Failure, ...]
    generation: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        return asdict(self)

    def summary(self) -> str:
        """Return what happened, in a few lines."""
        changes = [
            f"{count:,} {what}"
            for what, count in (
                ("added", self.added),
                ("updated", self.updated),
                ("deleted", self.deleted),
            )
            if count
        ]
        state = f"{self.articles:,} {_plural('article', self.articles)}"
        state += f", generation {self.generation}"
        text = f"{', '.join(changes).capitalize() or 'Nothing changed'}: {state}."
        if changes:
            text += f" Took {self.seconds:.1f} s."
        if self.removed:
            text += f"\n{self.removed:,} {_plural('file', self.removed)} marked as removed."
        if self.failed:
            kept = sum(failure.kept for failure in self.failed)
            text += f"\n{len(self.failed):,} could not be read"
            text += f"; of {kept:,} an earlier version stays." if kept else "."
        return text

    def failure_lines(self) -> Iterator[str]:
        """Yield a line for each failure, but for no more than a person reads."""
        for failure in self.failed[:_MAX_LISTED]:
            place = "" if failure.line is None else f":{failure.line}:{failure.column}"
            kept = " (its earlier version stays)" if failure.kept else ""
            yield visible(f"{failure.path}{place}: {failure.reason}{kept}")
        if len(self.failed) > _MAX_LISTED:
            yield f"and {len(self.failed) - _MAX_LISTED:,} more (see --json)"


def visible(text: str) -> str:
    """Return text with everything that would move a terminal's cursor written out."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"
