"""Kills a sync at every single change of the disk, before it and in the middle of it.

After each the readers must see the state before or the state after, the next sync must make
the same of it as if nothing had happened, and nothing may be left behind.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tests.torture.injection.judging import Stage
from tests.torture.injection.running import clean, run_plan
from tests.torture.injection.scenarios import SCENARIOS
from tests.torture.tally import Report

NAME = "kills"


class Kill(NamedTuple):
    """Where a sync is killed.

    Attributes:
        at: number of the change.
        half: whether half of it is made.
        what: as in ``Plan``.
    """

    at: int
    half: bool = False
    what: str = "kill"


def run(seed: int, seconds: float, report: Report) -> None:
    """Kill at every change of every scenario, in the seed's order, until time is over."""
    order = random.Random(seed)  # noqa: S311 # no secret
    scenarios = list(SCENARIOS)
    order.shuffle(scenarios)
    # Several processes take seconds to start.
    scenarios.sort(key=lambda scenario: scenario.jobs)
    left_out = 0
    with tempfile.TemporaryDirectory() as folder:
        for place, scenario in enumerate(scenarios):
            share = report.left(seconds) / (len(scenarios) - place)
            until = report.left(seconds) - share
            stage = Stage(scenario, Path(folder))
            kills = list(kills_of(stage))
            order.shuffle(kills)
            tried = 0
            for kill in kills:
                if scenario.jobs > 1 and report.left(seconds) < until:
                    break
                if report.left(seconds) < 0:
                    break
                attempt(stage, kill, report)
                tried += 1
            left_out += len(kills) - tried
        report.measure(left_out, f"{left_out:,} kills left out for want of time")


def kills_of(stage: Stage) -> Iterator[Kill]:
    """Yield every kill that there can be."""
    changes = [change for change in stage.changes if change.kind != "done"]
    for at, change in enumerate(changes, 1):
        yield Kill(at)
        if change.kind == "write":
            yield Kill(at, half=True)
        if stage.scenario.jobs > 1 and change.path.endswith(".seg"):
            yield Kill(at, what="kill one")


def attempt(stage: Stage, kill: Kill, report: Report) -> None:
    """Kill once, and look at what is there."""
    report.attempt()
    place = stage.anew()
    plan = stage.scenario.plan(place, clean(stage.log))
    result = run_plan(replace(plan, **kill._asdict()))
    wrong = stage.judge(place)
    # With several processes, one of them more or less is traced before the end.
    if result.returncode == 0 and stage.scenario.jobs == 1:
        wrong.append("it was not killed")
    if "Traceback" in result.stderr:
        wrong.append(result.stderr)
    for what in wrong:
        report.fail(f"{stage.scenario.name}, {kill}: {what}")
