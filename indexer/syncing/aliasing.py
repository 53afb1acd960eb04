"""Which aliases a sync goes by: those of the file, or those of before where it is broken."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NamedTuple

from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.settings import Settings
from indexer.parsing.alias_file import parse_aliases
from indexer.reporting.failure import ArticleError, Cause, Failure
from indexer.scanning.scan import printable
from indexer.syncing.files import read_bytes_of
from indexer.syncing.targets.writable import WritableArchive

FILE_NAME = "providers.yml"
"""Of the file of aliases in the articles folder."""


class InForce(NamedTuple):
    """The aliases that a sync goes by.

    Attributes:
        before: in force until then; None where the index does not say.
        now: in force from then on.
        failures: why those of the file are not, if so.
    """

    before: Aliases | None
    now: Aliases
    failures: tuple[Failure, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the index has yet to take note of them."""
        return self.before != self.now


def alias_path(folder: Path, settings: Settings) -> Path:
    """Return where the aliases of a folder of articles are written down."""
    return settings.providers or folder / FILE_NAME


def aliases_in_force(folder: Path, settings: Settings, archive: WritableArchive) -> InForce:
    """Read the file of aliases. Where it is broken, what the index goes by stays in force.

    Without the file there are none, unless it was named: one that somebody has named and that
    is not there is as good as broken.

    Raises:
        IndexUnreadableError: the system does not let this program read the index.
    """
    recorded, before = archive.aliases()
    path = alias_path(folder, settings)
    try:
        data, _ = read_bytes_of(os.fspath(path), settings.max_file_bytes)
        return InForce(before, parse_aliases(data))
    except ArticleError as error:
        problem = error
    except OSError as error:
        missing = error.errno in (None, errno.ENOENT, errno.ENOTDIR)
        if missing and settings.providers is None and not path.is_symlink() and not path.exists():
            return InForce(before, NO_ALIASES)
        reason = f"cannot be read: {error.strerror or 'it is no regular file'}"
        problem = ArticleError(Cause.NOT_ACCESSIBLE, reason)
    now = recorded or NO_ALIASES
    name = FILE_NAME if settings.providers is None else printable(os.fspath(path))
    failure = Failure(
        name, problem.line, problem.column, problem.cause, problem.reason, kept=bool(now.entries)
    )
    return InForce(before, now, (failure,))
