"""Keeps what is said again and again from filling the log: the first times, then a count."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, TextIO

WINDOW_SECONDS = 60.0
MOST_EQUAL = 20
"""Equal messages that are written in a window."""

MOST_OF_A_PLACE = 100
"""Messages of one line of the code, whatever they say, that are written in a window."""

_COMPARED_CHARACTERS = 200
_LEFT_OUT = "left_out"


def left_out_of(record: logging.LogRecord) -> int:
    """Return how many records this one stands for, which were not written; 0 for most."""
    return int(getattr(record, _LEFT_OUT, 0))


class BoundedHandler(logging.StreamHandler[TextIO]):
    """Writes to a stream; of what is equal only some in each minute, and then how many more.

    Requests that were answered without an error are never left out. How many were left out is
    written before the next record after the minute, and at the end.

    Args:
        stream: to write to.
        clock: seconds.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(stream)
        self._clock = clock
        self._counting = Lock()
        self._ends = clock() + WINDOW_SECONDS
        self._counts = Counter[Any]()
        self._left_out: dict[Any, tuple[logging.LogRecord, int]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, or count it."""
        for due in self._due():
            super().emit(due)
        if self._is_wanted(record):
            super().emit(record)

    def close(self) -> None:
        """Write what was counted."""
        for due in self._summaries():
            super().emit(due)
        super().close()

    def _due(self) -> list[logging.LogRecord]:
        if self._clock() < self._ends:
            return []
        return self._summaries()

    def _summaries(self) -> list[logging.LogRecord]:
        with self._counting:
            self._ends = self._clock() + WINDOW_SECONDS
            self._counts.clear()
            left_out, self._left_out = self._left_out, {}
        return [_summary(record, count) for record, count in left_out.values()]

    def _is_wanted(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if not message:
            return True
        place = (record.name, record.lineno, "", "")
        key = (*place[:2], message[:_COMPARED_CHARACTERS], _kind_of_error(record))
        with self._counting:
            if self._counts[place] < MOST_OF_A_PLACE and self._counts[key] < MOST_EQUAL:
                self._counts[place] += 1
                self._counts[key] += 1
                return True
            # What was never written is not told apart either: there may be any number of it.
            key = key if self._counts[key] else place
            first, count = self._left_out.get(key, (record, 0))
            self._left_out[key] = (first, count + 1)
            return False


def _summary(record: logging.LogRecord, count: int) -> logging.LogRecord:
    message = f"… and {count:,} more like this: {record.getMessage()[:_COMPARED_CHARACTERS]}"
    summary = logging.LogRecord(
        record.name, record.levelno, record.pathname, record.lineno, message, None, None
    )
    setattr(summary, _LEFT_OUT, count)
    return summary


def _kind_of_error(record: logging.LogRecord) -> str:
    return record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
