"""What a command of either side returns to the shell; docs/commands.md promises these numbers."""

from __future__ import annotations

from indexer.contract.errors import (
    CuttingsError,
    DeletionsRefusedError,
    DeliveryRunningError,
    IndexDamagedError,
    IndexLockedError,
    SchemaVersionError,
)

DONE = 0

SOME_FAILED = 1
"""Done, and some files could not be read."""

WRONG_COMMAND = 2
"""The command was wrong, or the system refused."""

LOCKED = 3
"""Another sync is running, or another program writes to the index."""

UNUSABLE_INDEX = 4
"""The index has to be rebuilt."""

REFUSED = 5
"""Nothing was done, because it would have deleted too much."""

BUG = 70
"""What ``sysexits.h`` calls an internal error: it must not look like :data:`SOME_FAILED`."""


def status_of(error: CuttingsError) -> int:
    """Return the exit status of a command that an error ended."""
    if isinstance(error, IndexLockedError | DeliveryRunningError):
        return LOCKED
    if isinstance(error, IndexDamagedError | SchemaVersionError):
        return UNUSABLE_INDEX
    if isinstance(error, DeletionsRefusedError):
        return REFUSED
    return WRONG_COMMAND
