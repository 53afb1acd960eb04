"""Running the command line as a user does, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(**variables: str) -> dict[str, str]:
    """Return an environment without settings, but for the given variables."""
    # Whoosh does not close its files when it is interrupted or its files are damaged.
    warnings = "error,ignore::ResourceWarning"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("CUTTINGS_")}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": warnings, **variables}


def indexer(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m indexer`` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "indexer", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment(**variables),
        timeout=60,
        check=False,
    )


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a Python script with ``arguments``; its output can be read line by line."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
