"""Kills notify while it notes what it delivered, loses power then, and lets the disk refuse.

What is noted must be what was noted before or what is noted now, and only the latter once the
note is said to be done; and the next note must succeed.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from indexer.contract.errors import DeliveryStateError
from tests.torture.injection.crash_states import Disk
from tests.torture.injection.journal import Change, read_journal
from tests.torture.injection.losses import lay_out, losses, signature
from tests.torture.injection.plan import Plan
from tests.torture.injection.running import clean, run_plan
from tests.torture.tally import Report
from webui.search.standing.state_files import Delivered, Noted, held, note, noted

NAME = "notes"

_SCRIPT = """
from pathlib import Path
from webui.search.standing.state_files import Noted, held, note
folder = Path({folder!r})
with held(folder):
    note(folder, "floods", Noted.model_validate_json({noted!r}))
"""


def run(seed: int, seconds: float, report: Report) -> None:
    """Try everything that can happen to a first note and to a later one."""
    dice = random.Random(seed)  # noqa: S311 # no secret
    with tempfile.TemporaryDirectory() as folder:
        for first in (True, False):
            _try_all(Path(folder) / f"{first}", first, dice, report)


def _noted(generation: int) -> Noted:
    delivered = Delivered(
        generation=generation, synced="2021-09-01", sent="2021-09-01", asked="q: flood", reading="x"
    )
    return Noted(title="Floods" * generation, channels={"mail": delivered})


def _try_all(folder: Path, first: bool, dice: random.Random, report: Report) -> None:
    disk, log = folder / "disk", folder / "log"
    state = disk / "deep" / "state"
    before, after = None if first else _noted(2), _noted(1)
    plan = Plan(
        str(disk), str(log), script=_SCRIPT.format(folder=str(state), noted=after.model_dump_json())
    )

    def prepare() -> None:
        shutil.rmtree(disk, ignore_errors=True)
        disk.mkdir(parents=True)
        clean(log)
        if before:
            with held(state):
                note(state, "floods", before)

    def judge(how: str, done: bool = False) -> None:
        report.attempt()
        try:
            found = noted(state, "floods")
            if found != after and (done or found != before):
                report.fail(f"{how}: {found} is noted")
            with held(state):
                note(state, "floods", _noted(3))
            if noted(state, "floods") != _noted(3):
                report.fail(f"{how}: the next note does not stand there")
            names = {path.name for path in state.iterdir()}
            if names != {"floods.json", "notify.lock"}:
                report.fail(f"{how}: {sorted(names)}")
        except DeliveryStateError as error:
            report.fail(f"{how}: {error}")

    prepare()
    at_first = Disk(disk)
    assert run_plan(plan).returncode == 0
    changes = read_journal(log)
    _lose(at_first, changes, disk, dice, judge)
    count = sum(change.kind != "done" for change in changes)
    for at in range(1, count + 1):
        for what in ("kill", "EIO", "ENOSPC"):
            for half in (False, True):
                prepare()
                run_plan(replace(plan, at=at, what=what, half=half))
                judge(f"{what} at {at}, half: {half}")


def _lose(
    disk: Disk,
    changes: list[Change],
    root: Path,
    dice: random.Random,
    judge: Callable[[str, bool], None],
) -> None:
    seen = set()
    done = False
    for number, change in enumerate(changes, 1):
        done = done or change.kind == "done"
        disk.apply(change)
        for remains in losses(disk, dice, 4):
            if (key := (signature(remains), done)) not in seen:
                seen.add(key)
                shutil.rmtree(root)
                lay_out(remains, root)
                judge(f"power lost after change {number}, left: {sorted(remains)}", done)
