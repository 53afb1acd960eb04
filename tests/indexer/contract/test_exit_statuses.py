"""What commands return to the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.contract import exit_statuses
from indexer.contract.errors import (
    ArticlesFolderError,
    CuttingsError,
    DeletionsRefusedError,
    IndexDamagedError,
    IndexLockedError,
    IndexUnreadableError,
    NoIndexError,
    SchemaVersionError,
    SettingsError,
)

HERE = Path("index")
COMMANDS = Path(__file__).parents[3] / "docs" / "commands.md"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SettingsError("jobs", "--jobs is wrong"), 2),
        (ArticlesFolderError(HERE, "is missing"), 2),
        (NoIndexError(HERE), 2),
        (IndexUnreadableError(HERE, PermissionError(13, "denied")), 2),
        (IndexLockedError(HERE), 3),
        (IndexDamagedError(HERE, "garbled"), 4),
        (SchemaVersionError(HERE), 4),
        (DeletionsRefusedError(HERE, HERE, 0, 101, 101), 5),
    ],
)
def test_errors_have_a_status(error: CuttingsError, status: int) -> None:
    """Who has to wait or to rebuild is told so by a number of its own; all else is 2."""
    assert exit_statuses.status_of(error) == status


def test_the_statuses_are_documented() -> None:
    """Every number but that of a mistake of ours stands in the table of the commands."""
    numbers = {
        value for name, value in vars(exit_statuses).items() if name.isupper() and name != "BUG"
    }
    text = COMMANDS.read_text()
    assert numbers == {number for number in range(10) if f"\n| {number} | " in text}
