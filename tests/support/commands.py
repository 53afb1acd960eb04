"""Running the command line as a user does, in a process of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.support.forking import Forked, launch, run

ROOT = Path(__file__).parents[2]
IMPORTED = ("indexer.cli", "indexer.watching.watch")

STOPPING = """
import importlib, sys, time
place, module_name, calls = sys.argv[1], sys.argv[2], int(sys.argv[3])
module = importlib.import_module(module_name)
*path, name = place.split(".")
owner = module
for part in path:
    owner = getattr(owner, part)
original = getattr(owner, name)
def waiting(*arguments, **named):
    global calls
    calls -= 1
    if calls == 0:
        print("there", flush=True)
        while True:
            time.sleep(60)
    return original(*arguments, **named)
setattr(owner, name, waiting)
sys.argv = ["cuttings-index", *sys.argv[4:]]
from indexer.cli import main
main()
"""
"""Runs the command line, and waits for ever where it is told to: in the function ``argv[1]`` of the
module ``argv[2]``, when it has been called ``argv[3]`` times."""


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
