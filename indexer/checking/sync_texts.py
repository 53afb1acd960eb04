"""What the last sync did, as ``status`` says it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from indexer.contract.syncs.last_sync import FailedFile, LastSync
from indexer.reporting.report import visible

# As many as a person reads. All that are noted down are in the JSON.
_MOST_LISTED = 20


def last_sync_as_json(record: LastSync) -> dict[str, Any]:
    """Return the object of what the last sync did; times are ISO 8601 with Z."""
    return {
        "command": record.command,
        "result": record.result,
        "time": iso(record.time),
        "seconds": record.seconds,
        "message": record.message or None,
        **record.changed.model_dump(),
        "refused": record.refused and record.refused.model_dump(),
        "done": record.done and iso(record.done),
        "failed": record.failed,
        "causes": record.causes,
        "failures": [
            {**failure.model_dump(), "since": failure.since and iso(failure.since)}
            for failure in record.failures
        ],
    }


def last_sync_lines(record: LastSync) -> Iterator[str]:
    """Yield what is wrong, in lines; nothing if nothing is."""
    if record.result != "done":
        what = "did nothing" if record.result == "refused" else "failed"
        yield ""
        yield visible(f"The last {record.command}, of {iso(record.time)}, {what}: {record.message}")
    if record.failed:
        causes = ", ".join(f"{count:,} {cause}" for cause, count in record.causes.items())
        yield ""
        yield f"{record.failed:,} could not be read: {causes}."
        for failure in record.failures[:_MOST_LISTED]:
            yield visible(_line(failure))
        if record.failed > _MOST_LISTED:
            noted = len(record.failures)
            which = "all" if noted == record.failed else f"{noted:,}"
            yield f"and {record.failed - _MOST_LISTED:,} more (--json lists {which})"


def _line(failure: FailedFile) -> str:
    place = "" if failure.line is None else f":{failure.line}:{failure.column}"
    notes = [f"since {iso(failure.since)}"] if failure.since else []
    notes += ["its earlier version stays"] if failure.kept else []
    return f"{failure.path}{place}: {failure.reason}" + (f" ({'; '.join(notes)})" if notes else "")


def iso(moment: datetime) -> str:
    """Write a moment in UTC as ISO 8601, to the second, with Z."""
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
