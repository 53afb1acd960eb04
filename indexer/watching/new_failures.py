"""Which failures of a sync are news, when syncs follow one another."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from indexer.reporting.failure import Failure
from indexer.reporting.report import failure_summary

STEADY_SECONDS = 3.0
"""A broken file that changed less long ago may be half-written: it is not told yet."""

# What is written to without end is told after this time all the same.
_LONGEST_SECONDS = 30.0

_State: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Look:
    state: _State
    since: float
    first: float


@dataclass(frozen=True, slots=True)
class News:
    """What one sync found, compared with those before it.

    Attributes:
        new: failures that were not told yet, or for another reason.
        ended: how many that were told do not fail any more.
        known: how many that were told still fail.
        unsteady: whether files were left out that may be half-written.
    """

    new: Sequence[Failure]
    ended: int
    known: int
    unsteady: bool

    def __str__(self) -> str:
        """Return it in one line; empty when there is none."""
        text = []
        if self.new:
            text.append(failure_summary(self.new))
        if self.ended:
            text.append(f"{self.ended:,} that could not be read {_are(self.ended)} mended or gone.")
        if text and self.known:
            text.append(f"{self.known:,} told before {_are(self.known)} still not mended.")
        return " ".join(text)


class FailuresTold:
    """Remembers what was told of the failures in a folder.

    Args:
        folder: of the articles.
        clock: returns seconds since 1970.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._told: dict[str, str] = {}
        self._looks: dict[str, _Look] = {}

    def compare(self, failed: Sequence[Failure]) -> News:
        """Return what is new in the failures of a sync; from now on it counts as told."""
        new: list[Failure] = []
        told: dict[str, str] = {}
        looks: dict[str, _Look] = {}
        for failure in failed:
            path, reason = failure.path, failure.reason
            before = self._told.get(path)
            look = None if reason == before else self._unsteady(path)
            if look is not None:
                looks[path] = look
                if before is not None:
                    told[path] = before
                continue
            told[path] = reason
            if reason != before:
                new.append(failure)
        ended = len(self._told.keys() - told.keys())
        known = len(told) - len({failure.path for failure in new})
        self._told, self._looks = told, looks
        return News(new, ended, known, bool(looks))

    def _unsteady(self, path: str) -> _Look | None:
        """Look at a file; return None when it has not changed for long enough."""
        try:
            status = (self._folder / path).stat()
        except OSError:
            return None
        now = self._clock()
        # The second is when its data or its name changed, and cannot be set by a copy.
        if now - max(status.st_mtime, status.st_ctime) >= STEADY_SECONDS:
            return None
        state = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        last = self._looks.get(path, _Look(state, now, now))
        # A file server's clock may be wrong; what counts then is what was seen.
        look = _Look(state, last.since if last.state == state else now, last.first)
        if now - look.since >= STEADY_SECONDS or now - look.first >= _LONGEST_SECONDS:
            return None
        return look


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
