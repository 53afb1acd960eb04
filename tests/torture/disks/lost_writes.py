"""Lets the power fail during a sync: what was not synced is lost, in any order POSIX allows.

The changes of a sync are written down, and each state of the disk that a loss of power after
any of them may leave is laid out. Readers must see the state before or the state after (only
the latter once the command has said that it is done), and the next sync must mend everything.
The same with a sync that was killed or that met an error, and the one after it.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path

from tests.torture.injection.crash_states import Disk
from tests.torture.injection.journal import Change, read_journal
from tests.torture.injection.judging import Stage
from tests.torture.injection.losses import lay_out, losses, signature
from tests.torture.injection.running import clean, run_plan
from tests.torture.injection.scenarios import SCENARIOS
from tests.torture.tally import Report

NAME = "lost-writes"

_RANDOMLY = 6
"""States that dice choose, after each change."""


def run(seed: int, seconds: float, report: Report) -> None:
    """Lose power after every change of every scenario; then also around kills and errors."""
    dice = random.Random(seed)  # noqa: S311 # no secret
    with tempfile.TemporaryDirectory() as folder:
        stages = [
            Stage(scenario, Path(folder) / str(number)) for number, scenario in enumerate(SCENARIOS)
        ]
        for number, stage in enumerate(stages):
            until = report.left(seconds) / 2 * (1 - (number + 1) / len(stages))
            late = partial(_late, report, seconds, until)
            lose(stage, stage.disk, stage.changes, dice, report, late=late)
        while report.left(seconds) > 0:
            stage = dice.choice(stages)
            if stage.scenario.jobs == 1:
                after_accident(stage, dice, report, partial(_late, report, seconds, 0))


def _late(report: Report, seconds: float, until: float) -> bool:
    return report.left(seconds) < until


def _never() -> bool:
    return False


def after_accident(
    stage: Stage, dice: random.Random, report: Report, late: Callable[[], bool] = _never
) -> None:
    """Lose power after a sync was killed or met an error, or in the sync after it."""
    place = stage.anew()
    disk = Disk(place.disk)
    plan = stage.scenario.plan(place, clean(stage.log))
    count = sum(change.kind != "done" for change in stage.changes)
    what = dice.choice(("kill", "EIO", "ENOSPC"))
    # Errors are rare among the last changes, where they matter most.
    at = dice.randint(1, count) if dice.random() < 0.5 else max(1, count - dice.randrange(14))
    run_plan(replace(plan, at=at, what=what))
    met = len(read_journal(stage.log))
    run_plan(replace(plan, arguments=["sync", *plan.arguments[1:]]))
    how = f"{what} at {at}, then "
    lose(stage, disk, read_journal(stage.log), dice, report, how, late, met)


def lose(
    stage: Stage,
    disk: Disk,
    changes: Sequence[Change],
    dice: random.Random,
    report: Report,
    how: str = "",
    late: Callable[[], bool] = _never,
    begin: int = 0,
    randomly: int = _RANDOMLY,
) -> None:
    """Lose power after each change, in some ways.

    Args:
        stage: where the changes were made.
        disk: before the changes.
        changes: of it.
        dice: choose some of the ways.
        report: is told.
        how: these changes came about, for messages.
        late: says when to stop.
        begin: after how many changes power is lost for the first time.
        randomly: how many ways dice choose after each change.
    """
    disk = deepcopy(disk)
    attempt = stage.attempt.disk
    seen: set[tuple[bytes, bool]] = set()
    done = False
    for number, change in enumerate(changes):
        done = done or change.kind == "done"
        disk.apply(change)
        if number < begin:
            continue
        for remains in losses(disk, dice, randomly):
            key = signature(remains), done
            if key in seen:
                continue
            seen.add(key)
            if late():
                return
            report.attempt()
            shutil.rmtree(attempt, ignore_errors=True)
            lay_out(remains, attempt)
            for wrong in stage.judge(stage.attempt, only_after=done):
                report.fail(
                    f"{stage.scenario.name}: {how}power lost after change {number + 1}"
                    f" ({change.kind} {Path(change.path).name}), left: {_told(remains)}: {wrong}"
                )


def _told(remains: dict[str, bytes]) -> str:
    return ", ".join(
        f"{path.rpartition('index/')[2]} {len(data)}" for path, data in remains.items()
    )
