"""Lets the system refuse: full disks, quotas, failing disks, too many files, read-only ones.

Each change of a sync meets each error that it may meet, in this process or in those that read,
once or from then on; and real file systems of every size are filled. The message must say what
happened and whether the index is as it was, nothing may be left behind, and the next sync must
go on when there is room again.
"""

from __future__ import annotations

import errno
import os
import random
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tests.support.commands import IMPORTED, environment
from tests.support.forking import run as run_python
from tests.torture.injection.judging import Stage
from tests.torture.injection.running import clean, run_plan
from tests.torture.injection.scenarios import SCENARIOS, Place
from tests.torture.injection.states import files_of, read_state
from tests.torture.tally import Report

NAME = "full-disks"

_MAKING = ("create", "write", "mkdir")
_CHANGING = (*_MAKING, "rename", "unlink", "rmdir", "truncate")

_SAID = re.compile(
    r"Error: (.*?)(; the index is as it was|; the new index was complete already)?\.\n", re.DOTALL
)


class Refusal(NamedTuple):
    """What the system refuses.

    Attributes:
        what: the name of the error.
        kinds: of changes.
        lasting: whether it goes on to.
    """

    what: str
    kinds: tuple[str, ...]
    lasting: bool = False


REFUSALS = (
    Refusal("ENOSPC", _MAKING, lasting=True),
    Refusal("EDQUOT", ("write",)),
    Refusal("EIO", ("write",)),
    Refusal("EIO", ("fsync",)),
    Refusal("EIO", ("rename",)),
    Refusal("EIO", ("unlink", "rmdir")),
    Refusal("EMFILE", ("create",)),
    Refusal("EROFS", _CHANGING, lasting=True),
)


def run(seed: int, seconds: float, report: Report) -> None:
    """Refuse every change of every scenario; then fill real disks, and files with a limit."""
    dice = random.Random(seed)  # noqa: S311 # no secret
    scenarios = list(SCENARIOS)
    dice.shuffle(scenarios)
    # Several processes take seconds to start.
    scenarios.sort(key=lambda scenario: scenario.jobs)
    with tempfile.TemporaryDirectory() as folder:
        for number, scenario in enumerate(scenarios):
            share = report.left(seconds) / (len(scenarios) - number)
            until = report.left(seconds) - share
            stage = Stage(scenario, Path(folder) / "stage")
            tries = [(each, at) for each in REFUSALS for at in range(1, count(stage, each) + 1)]
            dice.shuffle(tries)
            for refusal, at in tries:
                if report.left(seconds) < until + share / 5:
                    break
                refuse(stage, refusal, at, report)
            sizes = list(range(0, 160 * 1024, 4096))
            dice.shuffle(sizes)
            for size in sizes:
                if report.left(seconds) < until:
                    break
                limit_files(stage, size, report)
                if can_mount(Path(folder)):
                    fill(stage, size, report)


def count(stage: Stage, refusal: Refusal) -> int:
    """Return how many changes of a scenario it may meet."""
    return sum(change.kind in refusal.kinds for change in stage.changes)


def refuse(stage: Stage, refusal: Refusal, at: int, report: Report) -> None:
    """Refuse one change, or all from one on."""
    report.attempt()
    place = stage.anew()
    files = files_of(place.index)
    plan = stage.scenario.plan(place, clean(stage.log))
    result = run_plan(replace(plan, at=at, **refusal._asdict()))
    reason = "no space is left" if refusal.what == "ENOSPC" else _told(refusal.what)
    kept = not {"unlink", "rmdir"} & set(refusal.kinds)
    wrong = _look(stage, place, result, reason, files if kept else None)
    for what in wrong + stage.judge_next(place):
        report.fail(f"{stage.scenario.name}, {refusal.what} at {refusal.kinds} {at}: {what}")


def _told(what: str) -> str:
    return os.strerror(getattr(errno, what))


def _look(
    stage: Stage,
    place: Place,
    result: subprocess.CompletedProcess[str],
    reason: str,
    files: set[str] | None,
) -> list[str]:
    """Say what is wrong with what a command said, and with the index after it.

    Args:
        files: that were there before; None where what is left could not be removed.
    """
    state = read_state(place.index)
    if result.returncode == 0:
        # What could not be removed is removed the next time.
        return [] if state == stage.after else ["it said that it was done, and was not"]
    said = _SAID.fullmatch(result.stderr)
    wrong = []
    if result.returncode != 2 or not said:
        return [f"it ended with {result.returncode} and said: {result.stderr}"]
    if reason not in said[1]:
        wrong.append(f"it did not say why: {result.stderr}")
    done = said[2] is not None and "complete" in said[2]
    if state != (stage.after if done else stage.before):
        wrong.append(f"it said: {said[2]}, and it is not")
    if not done and files is not None and files_of(place.index) != files:
        wrong.append(f"left behind: {files_of(place.index) ^ files}")
    return wrong


def limit_files(stage: Stage, size: int, report: Report) -> None:
    """Let no file grow beyond so many bytes."""
    report.attempt()
    place = stage.anew()
    files = files_of(place.index)
    script = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, resource.RLIM_INFINITY))
from tests.torture.injection.scenarios import NOW
from indexer.syncing import pool
from indexer.syncing.known import past
vars(past)["time_ns"] = lambda: NOW
pool._WORTH_PROCESSES_SECONDS = 0.0
from indexer.cli import main
main()
"""
    arguments = stage.scenario.plan(place, stage.log).arguments
    result = run_python(["-c", script, *arguments], environment(), IMPORTED)
    wrong = _look(stage, place, result, _told("EFBIG"), files)
    for what in wrong + stage.judge_next(place):
        report.fail(f"{stage.scenario.name}, files of {size} bytes: {what}")


def fill(stage: Stage, size: int, report: Report) -> None:
    """Put the index on a file system with room for so many bytes more."""
    report.attempt()
    place = stage.anew()
    used = 4096 * (2 + sum(path.stat().st_size // 4096 + 2 for path in place.disk.rglob("*")))
    with tempfile.TemporaryDirectory() as folder, mounted(Path(folder), used + size) as disk:
        subprocess.run(["cp", "-a", f"{place.disk}/.", disk], check=True)
        place = replace(place, apart=disk)
        files = files_of(place.index)
        result = run_plan(replace(stage.scenario.plan(place, clean(stage.log)), root=str(folder)))
        wrong = _look(stage, place, result, "no space is left", files)
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        for what in wrong + stage.judge_next(place):
            report.fail(f"{stage.scenario.name}, a disk with {size} bytes left: {what}")


def can_mount(folder: Path) -> bool:
    """Tell whether this user may mount file systems here."""
    try:
        with tempfile.TemporaryDirectory(dir=folder) as below, mounted(Path(below), 1 << 20):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    """Mount a file system of so many bytes."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
