"""Being told that article files changed; where the system cannot tell, knowing that."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import Self

from watchfiles import Change, watch

from indexer.scanning.scan import SUFFIXES

# How long a wait lasts at most: so often the caller looks at everything else.
_TICK_SECONDS = 0.2

RENEWED_SECONDS = 300.0
"""The age at which a watch is set up anew: the system drops events when there are too
many, and with them, unnoticed, folders that should be watched from then on."""

# How often watchfiles looks whether something came, and whether a signal did.
_STEP_SECONDS = 0.05


class FileEvents:
    """Tells when a sync of a folder would find something new. A context manager.

    Args:
        folder: of the articles.
        index: folder of the index; it may lie among the articles, and what a sync
            does there is no reason for another one.

    Attributes:
        ended: the folder itself was removed or renamed.
        problem: why the system cannot tell of changes, or empty.
    """

    def __init__(self, folder: Path, index: Path) -> None:
        self._folder = folder
        self._root = folder
        self._index = Path(os.path.realpath(index))
        self._stream: Generator[set[tuple[Change, str]], None, None] | None = None
        self._lost = False
        self._begun = time.monotonic()
        self.ended = False
        self.problem = ""

    def __enter__(self) -> Self:
        self.renew()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @property
    def stale(self) -> bool:
        """Whether to renew before the next sync."""
        return self._lost or time.monotonic() - self._begun > RENEWED_SECONDS

    def renew(self) -> None:
        """Set up the watch anew. What changed until now is not told: sync after this."""
        self._close()
        self._root = Path(os.path.realpath(self._folder))
        self._lost = False
        self._begun = time.monotonic()
        self.problem = ""
        self._stream = watch(
            self._root,
            watch_filter=None,
            debounce=round(_TICK_SECONDS * 1000),
            step=round(_STEP_SECONDS * 1000),
            rust_timeout=round(_TICK_SECONDS * 1000),
            yield_on_timeout=True,
            # Ignoring them, it would not watch the other folders either.
            ignore_permission_denied=False,
        )
        try:
            next(self._stream)
        except FileNotFoundError as error:
            self._close()
            self.ended = not self._folder.exists()
            # One of the folders in it went just now.
            if not self.ended:
                self.problem = _in_short(error)
        except (OSError, RuntimeError) as error:
            self._close()
            self.problem = _in_short(error)

    def wait(self) -> set[Path]:
        """Wait for a moment; return what changed that a sync may have to see."""
        if self._stream is None:
            time.sleep(_TICK_SECONDS)
            return set()
        try:
            changes = next(self._stream)
        # A name that is not UTF-8, a new folder that cannot be watched: whatever it
        # is, it may hide other changes, and nothing more will be told.
        except (OSError, RuntimeError):
            self._close()
            self._lost = True
            return {self._root}
        return {path for change, name in changes if self._matters(change, path := Path(name))}

    def _matters(self, change: Change, path: Path) -> bool:
        if path == self._root:
            self.ended = self.ended or change is Change.deleted
            return True
        if not path.is_relative_to(self._root):
            return False
        if any(part.startswith(".") for part in path.relative_to(self._root).parts):
            return False
        if path.name.endswith(SUFFIXES):
            return True
        if path.is_relative_to(self._index):
            return False
        # What is gone may have been a folder.
        return change is Change.deleted or os.path.isdir(path)  # noqa: PTH112 - it never raises

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def _in_short(error: Exception) -> str:
    """Return what watchfiles says without the same once more for a debugger."""
    reason = str(error).partition(" (Error {")[0]
    if "limit" in reason or "Too many open files" in reason:
        reason += "; on Linux, sysctl fs.inotify raises the limits"
    return reason
