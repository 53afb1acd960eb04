"""What a torture has tried, and what of it failed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

_MOST_SHOWN = 20


class Torture(Protocol):
    """What a registered module looks like.

    Attributes:
        NAME: one word, by which it can be asked for.
        run: takes the seed, for how many seconds it goes on, and a report. The same seed
            tries the same, as far as it gets.
    """

    NAME: str
    run: Callable[[int, float, Report], None]


@dataclass
class Report:
    """Counts attempts; the first failures are told at once.

    Attributes:
        name: of the torture.
        tried: how many attempts there were.
        failures: how to repeat each attempt that failed, and what was seen.
        worst: the worst figure seen, with its unit; empty where nothing is measured.
    """

    name: str
    tried: int = 0
    failures: list[str] = field(default_factory=list)
    worst: str = ""
    _worst: float = float("-inf")
    _started: float = field(default_factory=time.monotonic)

    def attempt(self, count: int = 1) -> None:
        """Count attempts."""
        self.tried += count

    def fail(self, how: str) -> None:
        """Note that an attempt failed.

        Args:
            how: the command or the case that repeats it, and what was seen.
        """
        self.failures.append(how)
        if len(self.failures) <= _MOST_SHOWN:
            print(f"{self.name}: FAILED: {how}", flush=True)  # noqa: T201

    def measure(self, figure: float, text: str) -> None:
        """Note a figure, of which the greatest is kept, as ``text`` says it."""
        if figure > self._worst:
            self._worst, self.worst = figure, text

    def left(self, seconds: float) -> float:
        """Return how many of so many seconds are left since the beginning."""
        return seconds - (time.monotonic() - self._started)

    def row(self) -> str:
        """Return the line of a table: test, tried, failed, worst figure."""
        return f"| {self.name} | {self.tried:,} | {len(self.failures):,} | {self.worst or '–'} |"
