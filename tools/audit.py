"""Asks whether anything is known against the locked versions: make audit.

pip-audit passes over what its service does not know, or cannot be asked about, and calls that
success. Here, nothing is called success that was not looked at.

Exit statuses: 0 nothing is known, 1 something is, 3 it could not be found out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCKS = ("run", "dev", "audit", "uv")
NOT_FOUND_OUT = 3

_REQUIREMENTS = Path(__file__).parent.parent / "requirements"


def ask(lock: str) -> tuple[Any, str]:
    """Return what pip-audit found out about a lock file, None if nothing, and what it said."""
    command = [
        *(str(Path(sys.executable).with_name("pip-audit")), "--progress-spinner", "off"),
        *("--format", "json", "--disable-pip", "--require-hashes"),
        *("--requirement", str(_REQUIREMENTS / f"{lock}.txt")),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(told.stdout), told.stderr
    except ValueError:
        return None, told.stderr


def judge(lock: str, found: Any, said: str) -> tuple[int, list[str]]:
    """Return the exit status for a lock file, and what to say of it."""
    if found is None:
        lines = said.strip().splitlines() or ["pip-audit said nothing"]
        return NOT_FOUND_OUT, [f"{lock}.txt could not be looked up: {lines[-1]}"]
    packages = found["dependencies"]
    known = [
        f"{lock}.txt: {each['name']} {each['version']}: {vulnerability['id']}, mended in "
        f"{', '.join(vulnerability['fix_versions']) or 'no version'}"
        for each in packages
        for vulnerability in each.get("vulns", ())
    ]
    if known:
        return 1, known
    if skipped := [each for each in packages if "skip_reason" in each]:
        return NOT_FOUND_OUT, [
            f"{lock}.txt: of {len(packages)} packages, {len(skipped)} could not be looked up: "
            "the service cannot be reached from here, or does not know them"
        ]
    return 0, [f"{lock}.txt: nothing is known against its {len(packages)} packages"]


def main() -> int:
    """Ask about each lock file; the worst of the statuses."""
    statuses = set()
    for lock in LOCKS:
        status, lines = judge(lock, *ask(lock))
        statuses.add(status)
        print(*lines, sep="\n", flush=True)
    return 1 if 1 in statuses else max(statuses)


if __name__ == "__main__":
    raise SystemExit(main())
