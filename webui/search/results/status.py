"""What is answered about the index: the JSON of ``/api/status``, as a type."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from webui.search.results.base import IndexState, Result


class FailedFile(Result):
    """A file that could not be read.

    ``path`` is below the articles folder; ``line`` and ``column`` count from 1, and are null where
    it concerns the whole file. ``kept`` says whether an earlier version of the article stays.
    ``since`` is when a sync first failed for it, null where that is not known.
    """

    path: str
    line: int | None
    column: int | None
    cause: str
    reason: str
    kept: bool
    since: str | None


class CauseCount(Result):
    """How many files could not be read for a cause."""

    cause: str
    count: int


class RefusedSync(Result):
    """What a sync saw that did nothing, because it would have deleted too much.

    ``files`` are those of the folder, ``articles`` those of the index, of which ``deleted`` would
    have been deleted, ``removed`` of them because they say that they are removed; ``versions``
    counts last good versions that would have been lost.
    """

    files: int
    articles: int
    deleted: int
    removed: int
    versions: int


class LastSync(Result):
    """What the last sync did, and which files could not be read.

    ``added`` to ``renamed`` are its counts, 0 where it was not done; ``refused`` is what it saw
    then, if that is why. ``done`` is when the last one ended that was done, ``failed`` how many
    files it could not read, ``causes`` why, the most frequent first, and ``failures`` which, at
    most 1,000. Times are UTC, ISO 8601.
    """

    command: Literal["sync", "rebuild"]
    result: Literal["done", "refused", "failed"]
    time: str
    seconds: float
    added: int
    updated: int
    deleted: int
    unchanged: int
    removed: int
    renamed: int
    refused: RefusedSync | None
    done: str | None
    failed: int
    causes: list[CauseCount]
    failures: list[FailedFile]

    @cached_property
    def digest(self) -> str:
        """What tells it from any other, in 64 digits; worked out once."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def age(self, now: datetime) -> float | None:
        """Return how many seconds ago the last one ended that was done; None if not known."""
        return (
            None if self.done is None else (now - datetime.fromisoformat(self.done)).total_seconds()
        )


class Overview(Result):
    """The answer of ``/api/status``.

    ``first`` and ``last`` are the days of the oldest and the newest article. ``last_sync`` is null
    where nobody knows.
    """

    index: IndexState
    first: str | None
    last: str | None
    undated: int
    providers: int
    topics: int
    stories: int
    last_sync: LastSync | None


class CacheUse(NamedTuple):
    """What is kept in memory of an archive.

    Attributes:
        bytes: in use.
        limit: bytes that it may take.
        hits: how often something was there, since the start.
        misses: how often it was not.
    """

    bytes: int
    limit: int
    hits: int
    misses: int
