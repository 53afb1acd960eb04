"""A sync that is killed anywhere changes nothing that readers see, and the next one mends it."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.checking.chosen_checks import checks_of
from indexer.cluster import bulk, patience
from indexer.contract.cluster.index_names import WRITER, state_index
from indexer.contract.errors import CuttingsError
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.cluster.archives import archive, opened
from tests.cluster.building import ClusterError
from tests.cluster.comparing.agreement import told
from tests.cluster.comparing.questions import everything
from tests.cluster.nodes import ask
from tests.cluster.relay import Asked, Decide, Fate, Relay, relay
from tests.support.articles import write_article

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(300)]

# More than there are: the test counts them.
MOST_REQUESTS = 100


@dataclass(frozen=True, slots=True)
class Rig:
    """An archive that is written to through a relay, and read past it.

    Attributes:
        folder: of the articles.
        direct: settings of the archive.
        through: the same archive, by way of the relay.
        relay: between a writer and the cluster.
    """

    folder: Path
    direct: Settings
    through: Settings
    relay: Relay

    def change(self, turn: int) -> None:
        """Let an article come, one change, and one go."""
        write_article(self.folder, f"new-{turn}", title=f"Arrived {turn}")
        write_article(self.folder, "always", title=f"Storm {turn}")
        (self.folder / f"new-{turn - 2}.md").unlink(missing_ok=True)

    def seen(self) -> Any:
        """Return all that a new reader is told of all articles, and the generation."""
        with opened(self.direct) as backend, backend.searcher() as searcher:
            return searcher.state.generation, told(everything(searcher))

    def end_the_writer(self) -> None:
        """Let a lock that was left behind be that of a process that has ended."""
        with subprocess.Popen(["true"]) as ended:
            pass
        name = self.direct.opensearch_index
        path = f"/{state_index(name)}/_update/{WRITER}"
        with suppress(ClusterError):
            ask(self.relay.node, "POST", path, {"doc": {"process": ended.pid}})


def killed_after(number: int) -> Decide:
    """Return the decision that a request is the last that is done, and nobody hears of it."""

    def decide(asked: Asked) -> Fate:
        if asked.number < number:
            return Fate.PASSED
        return Fate.UNANSWERED if asked.number == number else Fate.REFUSED

    return decide


@pytest.fixture
def rig(tmp_path: Path, cluster_url: str) -> Iterator[Rig]:
    """Return an archive with some articles."""
    with (
        archive(
            cluster_url,
            opensearch_timeout_seconds="10",
            opensearch_shards="1",
            opensearch_replicas="0",
        ) as direct,
        relay(cluster_url.split(",")[0]) as between,
    ):
        through = direct.model_copy(update={"opensearch_url": between.url})
        rig = Rig(tmp_path, direct, through, between)
        for turn in range(3):
            rig.change(turn)
        sync(rig.folder, rig.direct)
        yield rig


class Hurrying:
    """The clock of whoever tries again and again: its pauses are over at once."""

    def __init__(self) -> None:
        self._paused = 0.0

    def sleep(self, seconds: float) -> None:
        """Pause for no time, and take it for some."""
        self._paused += seconds

    def rest(self, given_up: threading.Event, seconds: float) -> bool:
        """Do the same, unless it is not worth going on."""
        self.sleep(seconds)
        return given_up.is_set()

    def monotonic(self) -> float:
        """Return the time, with all pauses."""
        return time.monotonic() + self._paused

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


def test_a_killed_sync_is_whole_or_nothing(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever request was the last that the cluster has done for it."""
    clock = Hurrying()
    for module in (bulk, patience):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(bulk, "rest", clock.rest)
    turn = 3
    before = rig.seen()
    for number in range(MOST_REQUESTS):
        rig.change(turn)
        rig.relay.asked.clear()
        rig.relay.decide = killed_after(number)
        failed = False
        try:
            sync(rig.folder, rig.through)
        except CuttingsError:
            failed = True
        reached = len(rig.relay.asked) > number
        seen = rig.seen()
        rig.end_the_writer()
        sync(rig.folder, rig.direct)
        after = rig.seen()
        assert after[1] != before[1]
        # Whole or nothing; what is reported to have been done has been.
        assert seen[1] in (before[1], after[1])
        assert failed or seen[1] == after[1]
        assert checks_of(rig.direct).check().ok
        before = after
        turn += 1
        if not reached:
            break
    else:
        pytest.fail("a sync has no end")
    assert number > 5
