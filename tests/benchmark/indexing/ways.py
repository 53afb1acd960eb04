"""The ways of getting a folder of articles into an index, each as a command."""

from __future__ import annotations

import json
import sqlite3
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.benchmark import machine
from tests.benchmark.indexing.listing import Files
from tests.benchmark.indexing.watching import Watched


@dataclass(frozen=True, slots=True)
class Way:
    """One of the ways.

    Attributes:
        name: what the report calls it.
        kind: of the peer, or empty for Cuttings.
        jobs: processes that Cuttings may use.
    """

    name: str
    kind: str = ""
    jobs: int = 0

    def command(self, files: Files, index: Path) -> list[str]:
        """Return the command that writes a new index of files."""
        if not self.kind:
            return sync_command(files.folder, index, self.jobs)
        module = "tests.benchmark.indexing.peers.peer"
        arguments = [self.kind, str(files.folder), str(index), str(files.every)]
        return [sys.executable, "-m", module, *arguments]

    def missing(self) -> str:
        """Return what has to be installed first, or nothing."""
        return "tantivy" if self.kind == "tantivy" and find_spec("tantivy") is None else ""


PLAIN = Way("the plain way: PyYAML, Whoosh", "whoosh")
"""What the others are compared with."""

CUTTINGS = (Way("Cuttings, 1 job", jobs=1), Way("Cuttings, 2 jobs", jobs=2))

WAYS = (
    PLAIN,
    *CUTTINGS,
    Way("PyYAML, tantivy", "tantivy"),
    Way("PyYAML, SQLite FTS5", "sqlite"),
)


def sync_command(folder: Path, index: Path, jobs: int) -> list[str]:
    """Return the command with which a user syncs."""
    options = ["--index", str(index), "--jobs", str(jobs), "--json"]
    return [sys.executable, "-m", "indexer", "sync", str(folder), *options]


def outcome(watched: Watched) -> dict[str, Any] | None:
    """Return the JSON that a command printed, or None when it did not succeed."""
    # 1 is how Cuttings says that some files could not be read.
    if watched.status not in (0, 1):
        return None
    try:
        found = json.loads(watched.output)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def reason(watched: Watched) -> str:
    """Return why a command failed, without the names of folders."""
    lines = watched.errors.strip().splitlines()
    words = (lines[-1] if lines else "no message").split()
    shown = " ".join("…" if "/" in word else word for word in words)
    return f"exit status {watched.status}, {shown}"


def surroundings() -> str:
    """Return the machine, and the versions of what the ways are made of, in a sentence."""
    found = {}
    for name in ("whoosh-reloaded", "PyYAML", "numpy", "tantivy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    found["SQLite"] = sqlite3.sqlite_version
    made_of = ", ".join(f"{name} {number}" for name, number in found.items())
    return f"{machine.description()}; {made_of}."
