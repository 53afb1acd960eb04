"""Checking again and again, beside a server: every round is told in one line."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from indexer.checking.check import Health, check_index
from indexer.contract.errors import IndexDamagedError, IndexStateError, IndexUnreadableError
from indexer.contract.exit_statuses import DONE, status_of
from indexer.reporting.report import visible

# Told in a line; check by itself lists them all.
_MOST_TOLD = 3

# The lowest but for those that run only when nothing else does; on Linux the disk goes by it, too.
_NICENESS = 15


_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
# At least a second, so that a mistake keeps no disk busy; at most some years.
_DURATION = re.compile(r"([1-9][0-9]{0,5})([smhd])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Round:
    """One check of several.

    Attributes:
        time: when it ended, in UTC.
        health: what was found; None where the index could not be looked at.
        error: that is told to whoever runs it; None where the index is whole.
    """

    time: datetime
    health: Health | None
    error: IndexStateError | None

    @property
    def status(self) -> int:
        """The exit status that it would have by itself."""
        return DONE if self.error is None else status_of(self.error)

    def as_text(self) -> str:
        """Return its line."""
        said = str(self.error) if self.error or not self.health else self.health.summary()
        remarks = self.health.remarks if self.health else ()
        return f"{self._moment} {visible(' '.join([said, *(f'{each}.' for each in remarks)]))}"

    def as_json(self) -> str:
        """Return it as an object in one line."""
        found: dict[str, Any] = {"time": self._moment, "ok": self.error is None}
        found |= self.health.as_json() if self.health else {"problems": [str(self.error)]}
        return json.dumps(found)

    @property
    def _moment(self) -> str:
        return self.time.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def seconds_of(text: str) -> int | None:
    """Return how many seconds a time such as 90s, 30m, 12h or 1d has; None where it is none."""
    found = _DURATION.fullmatch(text.strip())
    return int(found[1]) * _SECONDS[found[2]] if found else None


def check_again(
    path: Path,
    seconds: float,
    say: Callable[[Round], None],
    wait: Callable[[float], None] = time.sleep,
    look: Callable[[], Health] | None = None,
    damaged: Callable[[str], IndexStateError] | None = None,
) -> None:
    """Check an index again and again, until something is raised, such as an interruption.

    It leaves processor and disk to others.

    Args:
        path: of the index.
        seconds: from the beginning of one round to that of the next, at the least.
        say: is told of each round.
        wait: until the next one.
        look: checks it, if it is not an index in a folder.
        damaged: makes the error that says what was found, likewise.
    """
    look = look or partial(check_index, path, gently=True)
    damaged = damaged or partial(IndexDamagedError, path)
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(_NICENESS)
    while True:
        started = time.monotonic()
        say(_round(path, look, damaged))
        wait(max(seconds - (time.monotonic() - started), 0))


def _round(
    path: Path, look: Callable[[], Health], damaged: Callable[[str], IndexStateError]
) -> Round:
    health: Health | None = None
    error: IndexStateError | None = None
    try:
        health = look()
        if not health.ok:
            told = "; ".join(health.problems[:_MOST_TOLD])
            more = len(health.problems) - _MOST_TOLD
            error = damaged(f"{told}; and {more} more" if more > 0 else told)
    except IndexStateError as found:
        error = found
    except OSError as refused:
        error = IndexUnreadableError(path, refused)
    return Round(datetime.now(UTC), health, error)
