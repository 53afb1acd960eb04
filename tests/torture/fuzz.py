"""Runs the oracle's tests again and again, on other examples each time.

``python -m tests.torture.fuzz [MINUTES]`` goes on for so many minutes, or until it is interrupted,
and ends at the first failure: with the failing example, and the line that repeats it.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def main(arguments: list[str]) -> int:
    """Run rounds until the time is over; return the exit status."""
    seconds = 60 * float(arguments[0]) if arguments else float("inf")
    started = time.monotonic()
    rounds = 0
    try:
        while not rounds or time.monotonic() - started < seconds:
            rounds += 1
            seed = secrets.randbelow(2**32)
            status = one_round(seed)
            minutes = (time.monotonic() - started) / 60
            if status:
                print(f"Found in round {rounds}. To repeat it: {' '.join(command(seed))}")  # noqa: T201
                return status
            print(f"Round {rounds}, seed {seed}: nothing found. {minutes:.0f} minutes.")  # noqa: T201
    except KeyboardInterrupt:
        print(f"Interrupted in round {rounds}; nothing found.")  # noqa: T201
    return 0


def command(seed: int) -> list[str]:
    """Return the command of a round."""
    return [
        sys.executable, "-m", "pytest", "-m", "oracle", "-x", "-q", "-n", "2",
        "-p", "no:cacheprovider", "--timeout", "3600",
        "--hypothesis-profile", "fuzz", "--hypothesis-seed", str(seed), "tests",
    ]  # fmt: skip


def one_round(seed: int) -> int:
    """Run every test of the oracle; return the exit status."""
    return subprocess.run(command(seed), cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
