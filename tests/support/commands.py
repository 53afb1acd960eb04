"""Running the command line as a user does, in a process of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.support.forking import Forked, launch, run

ROOT = Path(__file__).parents[2]
IMPORTED = ("indexer.cli", "indexer.watching.watch")


def environment(**variables: str) -> dict[str, str]:
    """Return an environment without settings, but for the given variables."""
    # Whoosh does not close its files when it is interrupted or its files are damaged.
    warnings = "error,ignore::ResourceWarning"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("CUTTINGS_")}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": warnings, **variables}


def indexer(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m indexer`` to its end."""
    return run(["-m", "indexer", *map(str, arguments)], environment(**variables), IMPORTED)


def start(script: str, *arguments: object) -> subprocess.Popen[str] | Forked:
    """Start a Python script with ``arguments``; its output can be read line by line.

    What it imports of the indexer may have been imported already.
    """
    return launch(["-c", script, *map(str, arguments)], environment(), IMPORTED)
