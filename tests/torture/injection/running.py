"""Runs a plan in a process of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.commands import IMPORTED, environment
from tests.support.forking import launch
from tests.torture.injection.plan import Plan

_SCRIPT = "import sys; from tests.torture.injection.traced import run; run(sys.argv[1])"


def run_plan(plan: Plan, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a plan to its end; the status is minus the signal that ended the process, if one did."""
    process = launch(
        ["-c", _SCRIPT, plan.to_text()],
        environment(OPENBLAS_NUM_THREADS="1"),
        (*IMPORTED, "tests.torture.injection.traced"),
        alone=True,
    )
    try:
        out, err = process.communicate(timeout=timeout)
    except BaseException:
        process.kill()
        raise
    assert process.returncode is not None
    return subprocess.CompletedProcess([], process.returncode, out, err)


def clean(log: Path) -> Path:
    """Remove a journal, so that another can be written."""
    for path in (log, Path(f"{log}.count")):
        path.unlink(missing_ok=True)
    return log
