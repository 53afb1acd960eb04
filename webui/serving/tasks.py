"""Answers as waitress sends them: the application's, and those of the server itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from waitress.task import ErrorTask, Task, WSGITask

from webui.middleware.security import HEADERS


class _Ending:
    """A task that tells its client when the connection is not to be used any more."""

    channel: Any

    def build_response_header(self) -> bytes:
        # What the client has sent beyond this request is answered before the connection ends.
        if self.channel.server.draining and not self.channel.asks_for_more:
            self.set_close_on_finish()  # type: ignore[attr-defined]
        header: bytes = super().build_response_header()  # type: ignore[misc]
        return header


class RequestTask(_Ending, WSGITask):  # type: ignore[misc]
    """The answer of the application."""

    def get_environment(self) -> dict[str, Any]:
        """Add since when and whether the client waits, for whoever works on an answer."""
        environ: dict[str, Any] = super().get_environment()
        environ["cuttings.received"] = self.request.complete_since
        environ["cuttings.client_gone"] = self.channel.client_gone
        return environ


class MalformedTask(_Ending, ErrorTask):  # type: ignore[misc]
    """Waitress's own answer to what is not a request, with our headers."""

    def execute(self) -> None:
        """Send it."""
        self.response_headers.extend(HEADERS.items())
        super().execute()


@dataclass(frozen=True)
class Answer:
    """What the server itself answers, always the same."""

    status: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()


ALIVE = Answer("200 OK", "ok\n")
OVERLOADED = Answer(
    "503 Service Unavailable",
    "The server has too much to do. Try again in a moment.\n",
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
        body = self._answer.text.encode()
        self.status = self._answer.status
        self.content_length = len(body)
        self.response_headers.extend(
            [
                *HEADERS.items(),
                *self._answer.headers,
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Cache-Control", "no-store"),
            ]
        )
        self.write(b"" if self.request.command == "HEAD" else body)
