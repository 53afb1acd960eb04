"""A node is killed while many ask and while a sync writes: nothing is wrong, and nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.contract.errors import IndexUnreadableError
from indexer.contract.settings import Settings
from indexer.syncing.sync import sync
from tests.cluster.archives import archive, opened
from tests.cluster.faults.asking import answers, many_asking
from tests.cluster.nodes import Cluster
from tests.cluster.relay import Asked, Fate, relay
from tests.support.articles import write_article
from tests.support.clock import Clock
from tests.webui.serving import settings_for
from webui.search.backend import Backend

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(300)]

ARTICLES = 120
# Numbers of requests of a sync: those that read what is there, that write, that commit.
KILLED_AT = (4, 9, 14)
_WEATHER = ("Storm at sea", "Calm at last", "Rain")


@dataclass(frozen=True, slots=True)
class Rig:
    """Articles in a folder, and an archive of them.

    Attributes:
        folder: of the articles.
        settings: of the archive.
        local: settings of another one of the same articles, on this machine.
    """

    folder: Path
    settings: Settings
    local: Settings

    def write(self, first: int, last: int) -> None:
        """Write files of articles."""
        for number in range(first, last):
            write_article(
                self.folder,
                f"{number:04}",
                title=f"{_WEATHER[number % 3]} {number}",
                publishedDateTime=f"2021-{1 + number % 12:02}-03T00:00:00Z",
                provider={"name": ("Daily News", "The Post")[number % 2], "domain": "x.example"},
                topics=["Weather", f"Topic {number % 5}"],
            )

    def expected(self) -> Any:
        """Return what has to be answered of all articles in the folder."""
        sync(self.folder, self.local)
        return seen(self.local)


def seen(settings: Settings) -> Any:
    """Return what a new reader is answered."""
    with opened(settings) as backend, backend.searcher() as searcher:
        return answers(searcher)


@pytest.fixture
def rig(tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    """Return an archive over all nodes; the cluster is whole again afterwards."""
    # Both archives are told when articles came in.
    Clock(monkeypatch)
    folder = tmp_path / "articles"
    folder.mkdir()
    with archive(",".join(cluster.urls), opensearch_timeout_seconds="10") as settings:
        rig = Rig(folder, settings, settings_for(tmp_path / "index"))
        rig.write(0, ARTICLES)
        assert sync(folder, settings).failed == ()
        try:
            yield rig
        finally:
            cluster.heal()


def test_searches_go_on_while_nodes_are_killed(cluster: Cluster, rig: Rig) -> None:
    """One after the other; every answer is whole and right, or says that it cannot be given."""
    expected = rig.expected()
    with opened(rig.settings) as backend, many_asking(backend, [expected]) as heard:
        for number in range(2):
            cluster.kill(number)
            heard.more()
            cluster.restart(number)
            heard.more()
    heard.check()


def test_a_sync_goes_on_while_a_node_is_killed(cluster: Cluster, rig: Rig) -> None:
    """Whichever request it is at: the sync is done or says why not, and no article is lost."""
    before = rig.expected()
    with opened(rig.settings) as backend, ExitStack() as stack:
        relays = [stack.enter_context(relay(node.url)) for node in cluster.nodes]
        urls = ",".join(each.url for each in relays)
        through = rig.settings.model_copy(update={"opensearch_url": urls})
        for turn, request in enumerate(KILLED_AT):
            rig.write(ARTICLES + 40 * turn, ARTICLES + 40 * turn + 40)
            rig.write(turn, turn + 20)
            after = rig.expected()
            killing = Killing(cluster, turn % len(cluster.nodes), request)
            for each in relays:
                each.decide = killing
            with many_asking(backend, [before, after], threads=2) as heard:
                try:
                    sync(rig.folder, through)
                except IndexUnreadableError:
                    assert seen(rig.settings) in (before, after)
                    cluster.wait("yellow")
                    sync(rig.folder, rig.settings)
                heard.more()
            heard.check()
            assert killing.done
            assert seen(rig.settings) == after
            cluster.heal()
            assert seen(rig.settings) == after
            before = after


class Killing:
    """Kills a node when so many requests have been sent, and lets all pass.

    Args:
        cluster: that has the node.
        node: its number.
        requests: how many are before that.
    """

    def __init__(self, cluster: Cluster, node: int, requests: int) -> None:
        self._cluster, self._node, self._left = cluster, node, requests
        self._turn = threading.Lock()
        self.done = False

    def __call__(self, asked: Asked) -> Fate:
        """Decide on a request."""
        with self._turn:
            self._left -= 1
            if self._left < 0 and not self.done:
                self._cluster.kill(self._node)
                self.done = True
        return Fate.PASSED


def test_without_a_majority_nothing_is_written_and_nothing_wrong_said(
    cluster: Cluster, rig: Rig
) -> None:
    """With two of three nodes gone a sync is refused, and what is answered is whole."""
    expected = rig.expected()
    with opened(rig.settings) as backend:
        assert asked(backend) == expected
        cluster.kill(0)
        cluster.kill(1)
        rig.write(ARTICLES, ARTICLES + 5)
        with pytest.raises(IndexUnreadableError, match=r"cannot|did not answer"):
            sync(rig.folder, rig.settings)
        assert asked(backend) in (expected, None)
        cluster.heal()
        sync(rig.folder, rig.settings)
    assert seen(rig.settings) == rig.expected()


def asked(backend: Backend) -> Any:
    """Return what is answered; None where that is an error of the archive."""
    try:
        with backend.searcher() as searcher:
            return answers(searcher)
    except IndexUnreadableError:
        return None
