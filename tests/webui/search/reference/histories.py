"""Made-up histories, so that every archive of these tests has some."""

from __future__ import annotations

from zlib import crc32

from indexer.contract.history import History, Moment

_BEGIN = 1_600_000_000_123_456


def made_up(id: str) -> History | None:
    """Return when an article came in: no other than its id says, and of some nobody knows."""
    number = crc32(id.encode())
    if number % 4 == 0:
        return None
    added = Moment(_BEGIN + number % 100_000_000 * 1_000_000, 1 + number % 3)
    later = Moment(added.time + number % 7, added.generation + number // 3 % 3)
    # Some were renamed since.
    return History(added, later, f"was/{id}" if number % 5 == 1 else "")
