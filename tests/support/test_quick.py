"""What make check runs is make test, but for what is slow."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def commands(target: str) -> list[list[str]]:
    """Return the commands that a target of the Makefile runs, its environment being ready."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MAKE")}
    ready = ["--assume-old", ".venv/dev/ready"]
    done = subprocess.run(
        ["make", "--dry-run", *ready, target],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return [shlex.split(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")
def test_check_leaves_out_only_what_is_slow() -> None:
    """The commands are those of make test: no browser is looked for, nor a slow test run."""
    *checks, _, tests = commands("test")
    assert commands("check") == [*checks, [*tests, "-m", "not slow"]]


def test_what_drives_a_browser_is_slow(request: pytest.FixtureRequest) -> None:
    """Of all tests that are run, those that use the browser are called slow."""
    for item in request.session.items:
        if "browser" in getattr(item, "fixturenames", ()):
            assert item.get_closest_marker("slow"), item.nodeid
