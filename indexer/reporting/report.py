"""What a sync did: as JSON, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from indexer.contract.errors import DeletionsRefusedError
from indexer.reporting.failure import Failure, by_cause

# As many as a person reads. All are in the JSON.
_MAX_LISTED = 20


@dataclass(slots=True)
class Counts:
    """How many articles a sync changed, and what the other files were; counted as it goes on.

    Attributes:
        added, updated, deleted: articles that the commit changed.
        unchanged: files that hold what the index held already.
        removed: files that say ``removed: true``.
        renamed: how many of those that were added or updated are articles that went on under
            another name.
    """

    added: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    removed: int = 0
    renamed: int = 0

    @property
    def changed(self) -> bool:
        """Whether any article was changed."""
        return bool(self.added or self.updated or self.deleted)


@dataclass(frozen=True, slots=True)
class Report:
    """What a sync did.

    Attributes:
        counts: of articles and files.
        articles: in the index now.
        failed: files that could not be indexed.
        generation: of the index now.
        seconds: how long it took.
        notes: what else somebody should know, in sentences.
    """

    counts: Counts
    articles: int
    failed: tuple[Failure, ...]
    generation: int
    seconds: float
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        return {
            **asdict(self.counts),
            "articles": self.articles,
            "failed": [failure.as_json() for failure in self.failed],
            "generation": self.generation,
            "seconds": self.seconds,
            "notes": list(self.notes),
        }

    def headline(self) -> str:
        """Return what changed and what is in the index now, in one line."""
        changes = [
            f"{count:,} {what}"
            for what, count in (
                ("added", self.counts.added),
                ("updated", self.counts.updated),
                ("deleted", self.counts.deleted),
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
        removed = self.counts.removed
        if removed:
            lines.append(f"{removed:,} {_plural('file', removed)} marked as removed.")
        renamed = self.counts.renamed
        if renamed:
            stays = (
                "was renamed, and stays as old as it is"
                if renamed == 1
                else ("were renamed, and stay as old as they are")
            )
            lines.append(f"{renamed:,} {_plural('article', renamed)} {stays}.")
        if self.failed:
            lines.append(failure_summary(self.failed))
        return "\n".join(lines)


def refusal_as_json(error: DeletionsRefusedError, generation: int) -> dict[str, Any]:
    """Return the object that ``--json`` prints where nothing was done; ``refused`` says why.

    Args:
        error: why.
        generation: of the index, which is as it was.
    """
    nothing_done = Report(Counts(), error.articles, (), generation, 0.0).as_json()
    refused = {
        "files": error.files,
        "articles": error.articles,
        "deleted": error.deleted,
        "removed": error.removed,
        "versions": list(error.versions),
        "message": str(error),
    }
    return {**nothing_done, "refused": refused}


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
