"""When the last sync ended well, whether it changed anything or not.

A commit tells by its table of contents. A sync without changes touches a file of its own instead:
readers open the index anew when its table of contents is another one, which takes a while.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

# Beside the index's files; Whoosh and the removal of leftovers go by names unlike it.
_NAME = "synced"


def beat(path: Path) -> None:
    """Note that a sync of the index in ``path`` ended well just now, and had nothing to commit."""
    # It is no part of the index: whoever may not write another user's file, or finds no room
    # for it, loses no more than it.
    with suppress(OSError):
        (path / _NAME).touch()


def last_synced(path: Path, committed: datetime) -> datetime:
    """Return when the last sync of the index in ``path`` ended well, in UTC; it takes 10 µs.

    Args:
        path: of the index.
        committed: when the newest commit was made, in UTC.
    """
    try:
        beaten = (path / _NAME).stat().st_mtime
    except OSError:
        return committed
    return max(committed, datetime.fromtimestamp(beaten, UTC))
