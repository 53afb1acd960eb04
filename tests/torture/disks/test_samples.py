"""A sample of what ``make torture`` tries for hours."""

from __future__ import annotations

import random
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.torture.disks import full_disks, kills, lost_writes, mixed, notes
from tests.torture.injection.crash_states import Choosing, Disk, File
from tests.torture.injection.journal import Change, read_journal
from tests.torture.injection.judging import Stage
from tests.torture.injection.running import clean, run_plan
from tests.torture.injection.scenarios import SCENARIOS
from tests.torture.tally import Report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks descriptors up in /proc"),
]

_NAMES = ("first", "merge", "rebuild")


def dice() -> random.Random:
    """Return dice that always fall alike."""
    return random.Random(1)  # noqa: S311 # no secret


@pytest.fixture
def report() -> Report:
    """Return a report that nothing was told yet."""
    return Report("sample")


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    """Return some scenarios, made."""
    return {
        scenario.name: Stage(scenario, tmp_path_factory.mktemp("stage"))
        for scenario in SCENARIOS
        if scenario.name in _NAMES
    }


@pytest.mark.parametrize("name", _NAMES)
def test_every_change_of_the_disk_is_seen(stages: dict[str, Stage], name: str) -> None:
    """Played back, the journal gives what is there, byte by byte: nothing changes it unseen."""
    stage = stages[name]
    place = stage.anew()
    disk = Disk(place.disk)
    assert run_plan(stage.scenario.plan(place, clean(stage.log))).returncode == 0
    for change in read_journal(stage.log):
        disk.apply(change)
    there = {
        f"{path.relative_to(place.disk)}{'/' * path.is_dir()}": path.read_bytes()
        if path.is_file()
        else b""
        for path in place.disk.rglob("*")
    }
    assert disk.remains(Choosing(lambda count: count, File.content)) == there


@pytest.mark.parametrize("name", _NAMES)
def test_kills_leave_one_state_or_the_other(
    stages: dict[str, Stage], name: str, report: Report
) -> None:
    """Killed at some of its writes, and at all last steps, a sync is whole or nothing."""
    stage = stages[name]
    every = list(kills.kills_of(stage))
    for kill in [*every[:-5:40], *every[-5:]]:
        kills.attempt(stage, kill, report)
    assert report.tried
    assert report.failures == []


@pytest.mark.parametrize("name", ["first", "merge"])
def test_a_loss_of_power_leaves_one_state_or_the_other(
    stages: dict[str, Stage], name: str, report: Report
) -> None:
    """Whatever the disk loses of the last changes; and once the command is done, the new state."""
    stage = stages[name]
    begin = len(stage.changes) - 5
    lost_writes.lose(stage, stage.disk, stage.changes, dice(), report, begin=begin, randomly=0)
    assert report.tried
    assert report.failures == []


@pytest.mark.parametrize("refusal", full_disks.REFUSALS, ids=str)
def test_what_the_system_refuses_is_said_and_changes_nothing(
    stages: dict[str, Stage], refusal: full_disks.Refusal, report: Report
) -> None:
    """A full or failing disk: one sentence, the state that it tells, and nothing left behind."""
    stage = stages["first"]
    count = full_disks.count(stage, refusal)
    for at in {1, count // 2, count}:
        full_disks.refuse(stage, refusal, at, report)
    assert report.failures == []


def test_a_disk_that_is_full_is_said_and_changes_nothing(
    stages: dict[str, Stage], tmp_path: Path, report: Report
) -> None:
    """A real one, with room for some of the files; and files that may not grow."""
    full_disks.limit_files(stages["merge"], 4096, report)
    if full_disks.can_mount(tmp_path):
        full_disks.fill(stages["merge"], 8192, report)
    assert report.failures == []


def test_a_disk_that_is_full_for_one_process_of_several(tmp_path: Path, report: Report) -> None:
    """What a process that reads cannot write is said as if there were one only."""
    (scenario,) = (each for each in SCENARIOS if each.name == "change with workers")
    stage = Stage(scenario, tmp_path)
    of_processes = next(
        place
        for place, change in enumerate(
            (each for each in stage.changes if each.kind in full_disks.REFUSALS[0].kinds), 1
        )
        if change.path.endswith(".seg") and change.kind == "write"
    )
    full_disks.refuse(stage, full_disks.REFUSALS[0], of_processes, report)
    assert report.failures == []


def test_a_name_that_was_not_synced_is_missed(stages: dict[str, Stage], report: Report) -> None:
    """Without the fsync of folders the same attempts fail: they would see a lack of one."""
    stage = stages["merge"]
    changes = [
        change
        for change in stage.changes
        if change.kind != "fsync" or change.path.endswith((".seg", ".npz"))
    ]
    begin = len(changes) - 5
    seen = partial(bool, report.failures)
    lost_writes.lose(stage, stage.disk, changes, dice(), report, late=seen, begin=begin)
    assert report.failures


def test_a_loss_leaves_nothing_that_could_not_be(tmp_path: Path) -> None:
    """What was synced is there; a rename's old name does not go without the new one."""
    (tmp_path / "old").write_bytes(b"before")
    number = (tmp_path / "old").stat().st_ino
    disk = Disk(tmp_path)
    disk.apply(Change("write", str(tmp_path / "old"), number, 0, b"behind"))
    disk.apply(Change("fsync", str(tmp_path / "old"), number))
    disk.apply(Change("rename", str(tmp_path / "old"), other=str(tmp_path / "new")))
    chosen = iter([0, 1])
    found = disk.remains(Choosing(lambda count: next(chosen), File.content))
    assert found == {"new": b"behind"}
    assert disk.remains(Choosing(lambda count: 0, File.content)) == {"old": b"behind"}


def test_readers_see_one_generation_or_another_whatever_happens(report: Report) -> None:
    """For a second, with commits and kills: each answer is what its generation's articles say."""
    mixed.run(1, 1, report)
    assert report.tried
    assert report.failures == []


def test_notes_of_deliveries_are_whole(report: Report) -> None:
    """Whatever happens meanwhile, what was delivered is known from before or from now."""
    notes.run(1, 1, report)
    assert report.tried
    assert report.failures == []
