"""Whether an index is as it must be after something went wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

from indexer.checking.check import check_index
from indexer.contract.errors import CuttingsError
from tests.torture.injection.crash_states import Disk
from tests.torture.injection.journal import Change, read_journal
from tests.torture.injection.running import clean, run_plan
from tests.torture.injection.scenarios import Place, Scenario, sync_now
from tests.torture.injection.states import State, names_of, read_state


class Stage:
    """A scenario, made once, with the state before and after; each attempt begins as it did.

    Attributes:
        scenario: that is played.
        place: where it is prepared.
        attempt: where it is attempted.
        before, after: the states; None where there is no index.
        disk: before the command.
        changes: of it, when nothing goes wrong.
    """

    def __init__(self, scenario: Scenario, folder: Path) -> None:
        self.scenario = scenario
        self.place = scenario.prepare(folder / "prepared")
        self.log = folder / "journal"
        self.attempt = Place(folder / "attempt")
        self.before = read_state(self.place.index)
        place = self.anew()
        self.disk = Disk(place.disk)
        result = run_plan(scenario.plan(place, clean(self.log)))
        if result.returncode:
            raise RuntimeError(f"{scenario.name}: {result}")
        self.changes: list[Change] = read_journal(self.log)
        after = read_state(place.index)
        assert after is not None
        assert after != self.before
        self.after: State = after
        self._names = names_of(place.index)

    def anew(self) -> Place:
        """Return a place in which all is as before the command."""
        shutil.rmtree(self.attempt.folder, ignore_errors=True)
        shutil.copytree(self.place.folder, self.attempt.folder, symlinks=True)
        return self.attempt

    def judge(self, place: Place, only_after: bool = False) -> list[str]:
        """Say what is wrong with an index after something happened, and after the next sync.

        Args:
            place: where it is.
            only_after: whether the command said that it was done.
        """
        wrong = []
        try:
            state = read_state(place.index)
            if state != self.after and (only_after or state != self.before):
                wrong.append(
                    f"readers see neither: {state.difference(self.after)}"
                    if state
                    else "readers see no index"
                )
        except CuttingsError as error:
            wrong.append(f"readers: {error}")
        return wrong + self.judge_next(place)

    def judge_next(self, place: Place) -> list[str]:
        """Say what is wrong with the next sync."""
        try:
            sync_now(place)
            state = read_state(place.index)
        except (CuttingsError, OSError) as error:
            return [f"the next sync: {type(error).__name__}: {error}"]
        if state != self.after:
            what = state.difference(self.after) if state else "no index"
            return [f"after the next sync, others are: {what}"]
        wrong = []
        if not (health := check_index(place.index)).ok:
            wrong.append(f"check: {health.problems}")
        if left := names_of(place.index) - self._names:
            wrong.append(f"left behind: {sorted(left)}")
        if (place.disk / "deep" / "index" / ".building").exists():
            wrong.append("left behind: .building")
        return wrong
