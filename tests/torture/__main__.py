"""Runs tortures one after the other, and prints what each tried.

``python -m tests.torture [--minutes M] [--seed S] [--list] [NAME …]``; the exit status is 1
where anything failed.
"""

from __future__ import annotations

import argparse
import importlib
import secrets
import sys
import traceback
from typing import Any

from tests.torture.registered import MODULES
from tests.torture.tally import Report


def main(arguments: list[str]) -> int:
    """Run what is asked for; return the exit status."""
    options = _options(arguments)
    tortures = {module.NAME: module for module in map(importlib.import_module, MODULES)}
    if options.list:
        for name, module in tortures.items():
            print(f"{name:12} {(module.__doc__ or '').partition(chr(10))[0]}")  # noqa: T201
        return 0
    unknown = [name for name in options.names if name not in tortures]
    if unknown:
        print(f"There is no torture {unknown[0]}; there are: {', '.join(tortures)}.")  # noqa: T201
        return 2
    chosen = options.names or list(tortures)
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    print(f"Seed {seed}, {options.minutes:g} minutes.", flush=True)  # noqa: T201
    reports = []
    left = 60 * options.minutes
    for place, name in enumerate(chosen):
        report = Report(name)
        reports.append(report)
        before = left
        share = left / (len(chosen) - place)
        _run(tortures[name], seed, share, report)
        left = max(before - (share - report.left(share)), 0)
        print(report.row(), flush=True)  # noqa: T201
    print("\n| test | tried | failed | worst |\n| --- | --: | --: | --- |")  # noqa: T201
    for report in reports:
        print(report.row())  # noqa: T201
    failed = any(report.failures for report in reports)
    if failed:
        names = " ".join(report.name for report in reports if report.failures)
        print(f"\nAgain: python -m tests.torture --seed {seed} {names}")  # noqa: T201
    return 1 if failed else 0


def _run(module: Any, seed: int, seconds: float, report: Report) -> None:
    try:
        module.run(seed, seconds, report)
    # One torture that cannot go on must not hide what the others find.
    except Exception:
        report.fail(f"seed {seed}: it broke off:\n{traceback.format_exc()}")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them, if not given")
    parser.add_argument("--minutes", type=float, default=10, help="for all together  [10]")
    parser.add_argument("--seed", type=int, help="another one each time, if not given")
    parser.add_argument("--list", action="store_true", help="list what there is")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
