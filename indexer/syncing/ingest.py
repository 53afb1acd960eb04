"""One file → a document in the segment that is being built, or why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from indexer.committing.documents import document
from indexer.syncing.files import (
    FileToRead,
    Loaded,
    SameBytes,
    Unreadable,
    Vanished,
    Withdrawn,
    read_file,
)


@dataclass(frozen=True, slots=True)
class Added:
    """The file's article is a document now."""


Result: TypeAlias = Added | SameBytes | Withdrawn | Vanished | Unreadable


def ingest(
    folder: Path, file: FileToRead, max_bytes: int, add: Callable[[Mapping[str, Any]], None]
) -> Result:
    """Read one file below ``folder``, and add its article, if it holds one."""
    outcome = read_file(folder, file, max_bytes)
    if not isinstance(outcome, Loaded):
        return outcome
    add(document(outcome.article, outcome.fingerprint))
    return Added()
