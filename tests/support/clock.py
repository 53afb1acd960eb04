"""A clock that syncs look at, and the histories of articles that follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.contract.history import History, Moment
from indexer.contract.settings import Settings
from indexer.reporting.report import Report
from indexer.syncing.known import past
from indexer.syncing.sync import sync
from tests.support.articles import write_article

SECOND = 1_000_000
"""In microseconds."""

BEGIN = 1_700_000_000 * SECOND
"""When tests begin, in microseconds since 1970."""


class Clock:
    """What the computer says of the time, in microseconds since 1970."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = BEGIN
        monkeypatch.setattr(past, "time_ns", lambda: self.now * 1000)

    def go(self, seconds: int) -> None:
        """Let time pass, or turn it back."""
        self.now += seconds * SECOND


def moment(seconds: int, generation: int) -> Moment:
    """Return the moment of a commit so many seconds after the beginning."""
    return Moment(BEGIN + seconds * SECOND, generation)


def once(seconds: int, generation: int) -> History:
    """Return the history of an article that came in and has not changed since."""
    return History(moment(seconds, generation), moment(seconds, generation))


def put(folder: Path, settings: Settings, clock: Clock, *names: str) -> Report:
    """Write the files of some articles, each time others, and sync a minute later."""
    for name in names:
        write_article(folder, name, title=f"{name} at {clock.now}")
    clock.go(60)
    return sync(folder, settings)
