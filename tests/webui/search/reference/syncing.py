"""What a sync noted down, told field by field."""

from __future__ import annotations

from datetime import datetime

from indexer.contract.syncs.last_sync import LastSync as SyncRecord
from webui.search.results.status import LastSync


def told(record: SyncRecord) -> LastSync:
    """Return what is answered of a record: times as texts, and of other folders the names only."""
    noted = record.model_dump()
    failures = [
        {**each, "path": name_of(each["path"]), "since": text(each["since"])}
        for each in noted["failures"]
    ]
    return LastSync.model_validate(
        {
            **noted["changed"],
            **{name: noted[name] for name in ("command", "result", "seconds", "refused", "failed")},
            "time": text(noted["time"]),
            "done": text(noted["done"]),
            "causes": [{"cause": name, "count": noted["causes"][name]} for name in noted["causes"]],
            "failures": failures,
        }
    )


def text(moment: datetime | None) -> str | None:
    """Write a moment in UTC."""
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def name_of(path: str) -> str:
    """Return a path below the articles folder, and the last part of any other."""
    parts = path.replace("\\", "/").split("/")
    outside = path[:1] == "/" or path[1:2] == ":" or ".." in parts
    return parts[-1] if outside else path
