"""When the last sync ended well, whether it changed anything or not.

A commit tells by its table of contents. A sync without changes touches a file of its own instead:
readers open the index anew when its table of contents is another one, which takes a while.
The file holds the generation that was the newest then.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

# Beside the index's files; Whoosh and the removal of leftovers go by names unlike it.
_NAME = "synced"

# Digits of a generation, and more.
_LONGEST = 32

# Indexes of which is remembered what their files say.
_REMEMBERED = 16


def beat(path: Path, generation: int) -> None:
    """Note that a sync of the index in ``path`` ended well just now, and had nothing to commit.

    Args:
        path: of the index.
        generation: of the state that it found in order.
    """
    # It is no part of the index: whoever may not write another user's file, or finds no room
    # for it, loses no more than it.
    with suppress(OSError):
        (path / _NAME).write_text(f"{generation}\n", encoding="ascii")


def last_synced(path: Path, committed: datetime, generation: int) -> datetime:
    """Return when the last sync of the index in ``path`` ended well, in UTC; it takes 10 µs.

    The generations say which was the last one: by the clock, which may have been put back,
    an earlier one may be later.

    Args:
        path: of the index.
        committed: when a state was committed, in UTC.
        generation: of that state.
    """
    try:
        status = (path / _NAME).stat()
        beaten = datetime.fromtimestamp(status.st_mtime, UTC)
        noted = _noted(path, status.st_ino, status.st_size, status.st_mtime_ns)
    except (OSError, ValueError, OverflowError):
        return committed
    if not noted.isdigit():  # one of an earlier version, which noted none
        return max(committed, beaten)
    return beaten if int(noted) >= generation else committed


@lru_cache(_REMEMBERED)
def _noted(path: Path, *_seen: int) -> bytes:
    """Return what the file says, read once as long as it looks the same.

    It is asked for with each answer, and each call of the system lets other threads go first.
    """
    with (path / _NAME).open("rb") as file:
        return file.read(_LONGEST).strip()
