"""Answers as waitress sends them: the application's, and those of the server itself."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from waitress.task import ErrorTask, Task, WSGITask

from webui.middleware.error_pages import error_json, wants_json
from webui.middleware.security import HEADERS

# Between two lines of the log.
_SAID_SECONDS = 60.0

_log = logging.getLogger(__name__)


class OwnAnswers:
    """Counts what the server itself has answered: the application knows nothing of it.

    Args:
        clock: monotonic, in seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._all = Counter[str]()
        self._unsaid = Counter[str]()
        self._said: float | None = None

    def count(self, status: str) -> None:
        """Count an answer by its status: three digits."""
        with self._lock:
            self._all[status] += 1
            if status >= "400":
                self._unsaid[status] += 1

    def totals(self) -> dict[str, int]:
        """Return how many there were, by status."""
        with self._lock:
            return dict(self._all)

    def tell(self, *, last: bool = False) -> None:
        """Log how many were no good answers, once a minute at most, unless it is the last time."""
        now = self._clock()
        with self._lock:
            soon = self._said is not None and now - self._said < _SAID_SECONDS
            if not self._unsaid or (soon and not last):
                return
            self._said = now
            unsaid, self._unsaid = self._unsaid, Counter[str]()
        _log.warning(
            "The server itself has refused %s requests: %s",
            f"{unsaid.total():,}",
            ", ".join(f"{unsaid[status]:,} with {status}" for status in sorted(unsaid)),
        )


class _Ending:
    """A task that tells its client when the connection is not to be used any more."""

    channel: Any
    complete: bool
    wrote_header: bool

    def build_response_header(self) -> bytes:
        # What the client has sent beyond this request is answered before the connection ends.
        if self.channel.server.draining and not self.channel.asks_for_more:
            self.set_close_on_finish()  # type: ignore[attr-defined]
        header: bytes = super().build_response_header()  # type: ignore[misc]
        return header

    def write(self, data: bytes) -> None:
        """Send the header with what comes first: one packet, and one call of the system."""
        if self.wrote_header or not self.complete or not data:
            super().write(data)  # type: ignore[misc]
            return
        with self.channel.held_back():
            super().write(data)  # type: ignore[misc]


class RequestTask(_Ending, WSGITask):  # type: ignore[misc]
    """The answer of the application."""

    def get_environment(self) -> dict[str, Any]:
        """Add since when and whether the client waits, and what is counted."""
        environ: dict[str, Any] = super().get_environment()
        environ["cuttings.received"] = self.request.complete_since
        environ["cuttings.own_answers"] = self.channel.server.own_answers.totals
        environ["cuttings.client_gone"] = self.channel.client_gone
        return environ


class MalformedTask(_Ending, ErrorTask):  # type: ignore[misc]
    """Waitress's own answer to what is not a request, with our headers."""

    def execute(self) -> None:
        """Send it."""
        self.channel.server.own_answers.count(str(self.request.error.code))
        self.response_headers.extend(HEADERS.items())
        super().execute()


@dataclass(frozen=True)
class Answer:
    """What the server itself answers, always the same."""

    status: str
    message: str
    headers: tuple[tuple[str, str], ...] = ()


ALIVE = Answer("200 OK", "ok")
OVERLOADED = Answer(
    "503 Service Unavailable",
    "The server has too much to do. Try again in a moment.",
    (("Retry-After", "2"),),
)


class OwnTask(_Ending, Task):  # type: ignore[misc]
    """Sends an answer of the server itself."""

    complete = True

    def __init__(self, channel: Any, request: Any, answer: Answer) -> None:
        super().__init__(channel, request)
        self._answer = answer

    def execute(self) -> None:
        """Send it, with the headers that all answers have."""
        server = self.channel.server
        server.own_answers.count(self._answer.status[:3])
        path = "/" + self.request.path.lstrip("/").removeprefix(f"{server.adj.url_prefix[1:]}/")
        text, kind = f"{self._answer.message}\n", "text/plain; charset=utf-8"
        if self._answer is not ALIVE and wants_json(path):
            text, kind = error_json(self._answer.message), "application/json"
        body = text.encode()
        self.status = self._answer.status
        self.content_length = len(body)
        self.response_headers.extend(
            [
                *HEADERS.items(),
                *self._answer.headers,
                ("Content-Type", kind),
                ("Cache-Control", "no-store"),
            ]
        )
        self.write(b"" if self.request.command == "HEAD" else body)
