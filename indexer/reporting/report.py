"""What a sync did: as JSON, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from indexer.reporting.failure import Failure, by_cause

# As many as a person reads. All are in the JSON.
_MAX_LISTED = 20


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
        return {**asdict(self), "failed": [failure.as_json() for failure in self.failed]}

    def headline(self) -> str:
        """Return what changed and what is in the index now, in one line."""
        changes = [
            f"{count:,} {what}"
            for what, count in (
                ("added", self.added),
                ("updated", self.updated),
                ("deleted", self.deleted),
            )
            if count
        ]
        text = f"{', '.join(changes) or 'Nothing changed'}: "
        text += f"{self.articles:,} {_plural('article', self.articles)}"
        text += f", generation {self.generation}."
        return f"{text} Took {self.seconds:.1f} s." if changes else text

    def summary(self) -> str:
        """Return what happened, in a few lines."""
        lines = [self.headline()]
        if self.removed:
            lines.append(f"{self.removed:,} {_plural('file', self.removed)} marked as removed.")
        if self.failed:
            lines.append(failure_summary(self.failed))
        return "\n".join(lines)


def failure_summary(failed: Sequence[Failure]) -> str:
    """Return how many files could not be read, by cause, in one line."""
    kept = sum(failure.kept for failure in failed)
    text = f"{len(failed):,} could not be read: {by_cause(failure.cause for failure in failed)}"
    return f"{text}; of {kept:,} an earlier version stays." if kept else f"{text}."


def failure_lines(failed: Sequence[Failure]) -> Iterator[str]:
    """Yield a line for each failure, but for no more than a person reads."""
    for failure in failed[:_MAX_LISTED]:
        place = "" if failure.line is None else f":{failure.line}:{failure.column}"
        kept = " (its earlier version stays)" if failure.kept else ""
        yield visible(f"{failure.path}{place}: {failure.reason}{kept}")
    if len(failed) > _MAX_LISTED:
        yield f"and {len(failed) - _MAX_LISTED:,} more (sync --json lists all)"


def visible(text: str) -> str:
    """Return text with everything that would move a terminal's cursor written out."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"
