"""Lines of the log: one object of JSON each, or one line to be read on a terminal.

The standard library's ``json`` is enough for both: what is logged of a request is one flat
object, made here, and it escapes all that is not ASCII, so that no text of a stranger can begin
a line or hide a part of one. Libraries for this merge attributes of records, which we do not use.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from webui.middleware.observing.floods import left_out_of
from webui.middleware.observing.request_outcome import Outcome
from webui.middleware.observing.requests import current_request

REQUESTS = logging.getLogger("webui.request")
"""Gets a record of each request, at the level INFO."""

_NO_ROUTE = "(no such address)"

# Of traces, which have lines of their own.
_INDENT = "    "


class RequestLog:
    """Logs each request when its answer has ended.

    Args:
        unlogged: rules of addresses that are asked all the time and say nothing.
        addresses: whether the address of who asks is logged.
    """

    def __init__(self, unlogged: frozenset[str], *, addresses: bool) -> None:
        self._unlogged = unlogged
        self._addresses = addresses

    def begun(self) -> None:
        """Nothing is logged before a request has ended."""

    def ended(self, outcome: Outcome) -> None:
        """Log it."""
        if outcome.route in self._unlogged or not REQUESTS.isEnabledFor(logging.INFO):
            return
        fields = {
            "id": outcome.id,
            "route": outcome.route,
            "method": _shortened(outcome.method),
            "parameters": outcome.parameters,
            "status": outcome.status,
            "ms": round(outcome.seconds * 1000, 1),
            "hits": outcome.hits,
            "waited": round(outcome.waited * 1000, 1),
            "bytes": outcome.sent,
        }
        if outcome.broken:
            fields["broken"] = outcome.broken
        if self._addresses:
            fields["client"] = outcome.client
        kind = f"{outcome.status} {outcome.route or _NO_ROUTE}" if outcome.status >= 400 else ""
        REQUESTS.info("%s", kind, extra={"request": fields})


class JsonLines(logging.Formatter):
    """Each record as an object of JSON, on one line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {"time": _time(record), "level": record.levelname.lower()}
        if asked := _asked_of(record):
            line |= {"logger": record.name, **asked}
        else:
            line |= {"logger": record.name, "message": record.getMessage()}
            line |= _asked_meanwhile(record)
            if record.exc_info:
                line["traceback"] = self.formatException(record.exc_info)
        if left_out := left_out_of(record):
            line["left_out"] = left_out
        return json.dumps(line, default=repr)


class TextLines(logging.Formatter):
    """Each record as a line for people; traces follow it, further in."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and those of a trace."""
        time = _time(record)[11:19]
        if asked := _asked_of(record):
            return f"{time} {_visible(_request_line(asked))}"
        line = f"{time} {record.levelname} {record.name}: {record.getMessage()}"
        if of := _asked_meanwhile(record):
            line += f" [{of['method']} {of['address']}, {of['id']}]"
        lines = [_visible(line)]
        if record.exc_info:
            trace = self.formatException(record.exc_info)
            lines += [_INDENT + _visible(each) for each in trace.split("\n")]
        return "\n".join(lines)


def _asked_of(record: logging.LogRecord) -> dict[str, Any] | None:
    asked: dict[str, Any] | None = getattr(record, "request", None)
    return None if left_out_of(record) else asked


def _asked_meanwhile(record: logging.LogRecord) -> dict[str, str]:
    """Return which request a record comes from; of one that stands for many, nothing."""
    return {} if left_out_of(record) else current_request()


def _request_line(asked: dict[str, Any]) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked["parameters"])
    parts = [
        f"{asked['status']} {asked['method']} {asked['route'] or _NO_ROUTE}",
        query and f"?{query}",
        f"{asked['ms']:,.1f} ms",
        asked["waited"] and f"{asked['waited']:,.1f} ms of them waiting",
        asked["hits"] is not None and f"{asked['hits']:,} hits",
        f"{asked['bytes']:,} bytes",
        "broken" in asked and f"broken off ({asked['broken']})",
        asked.get("client"),
        asked["id"],
    ]
    return "  ".join(str(part) for part in parts if part)


def _visible(text: str) -> str:
    """Escape what would not be seen, or end a line."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def _shortened(method: str) -> str:
    return method if len(method) <= 20 else method[:20] + "…"


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
