"""Looking for the newest state of an archive in a cluster."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.errors import IndexStateError
from tests.webui.search.cluster.answering import INDEX, Answering, failure, state
from webui.search.cluster import cluster_snapshot
from webui.search.cluster.backend import LastSyncRecord
from webui.search.cluster.loading import Loaded
from webui.search.cluster.receiving.label_numbers import LabelNumbers, Numbered
from webui.search.cluster.receiving.state_columns import no_articles
from webui.search.cluster.searching.point_in_time import PointInTime
from webui.search.cluster.state_holder import StateHolder
from webui.search.deadlines.deadline import Deadline, PreparingError, limited
from webui.search.local.engine import ByteCache


class _Failing(Answering):
    """A cluster whose document of the state cannot be read at first."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__(state(4))
        self.left = list(errors)

    def request(self, method: str, path: str, *more: Any, **others: Any) -> Any:
        """Answer."""
        if path.endswith("/_doc/state") and self.left:
            raise self.left.pop(0)
        return super().request(method, path, *more, **others)


def _holder(cluster: Answering) -> StateHolder:
    return StateHolder(cluster.cluster, ByteCache(2**20))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)


def test_what_is_wrong_for_a_moment_is_asked_again() -> None:
    """A node that has gone away is known by all others soon."""
    gone = failure(500, "node_not_connected_exception", "node_left")
    assert _holder(_Failing(gone, gone)).newest() == ("news-000001", 4, 1)
    with pytest.raises(ClusterError):
        _holder(_Failing(gone, gone, gone)).newest()


def test_what_stays_wrong_is_not() -> None:
    """A password does not become right."""
    cluster = _Failing(failure(401, "security_exception"))
    with pytest.raises(ClusterError):
        _holder(cluster).newest()
    assert _holder(cluster).newest() == ("news-000001", 4, 1)


class _Nonsense(Answering):
    """A cluster that answers to some paths what nobody would expect."""

    def __init__(self, path: str, said: Any) -> None:
        super().__init__(state(4))
        self.path, self.said = path, said

    def request(self, method: str, path: str, *more: Any, **others: Any) -> Any:
        """Answer."""
        if path.endswith(self.path):
            return self.said
        return super().request(method, path, *more, **others)


@pytest.mark.parametrize("said", [[], None, 5, "text", {INDEX: 5}, {INDEX: {"mappings": []}}])
@pytest.mark.parametrize(
    "path", ["/_doc/state", "/index.uuid", "/_mapping", "/_search", "/point_in_time"]
)
def test_nonsense_is_told_as_what_it_is(path: str, said: Any) -> None:
    """Whatever it is, it is no crash of the program."""
    holder = _holder(_Nonsense(path, said))
    with pytest.raises(IndexStateError), holder.snapshot():
        pass


@pytest.mark.parametrize("said", [[], None, 5, {"hits": 5}])
def test_nonsense_is_told_when_a_state_is_lent_again(
    said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it is made sure that the cluster still answers."""
    monkeypatch.setattr(cluster_snapshot, "_CHECK_SECONDS", 0)
    cluster = Answering(state(4))
    numbered = Numbered(LabelNumbers(), LabelNumbers(), LabelNumbers())
    loaded = Loaded(INDEX, 4, no_articles(), numbered)
    point = PointInTime(cluster.cluster, state(4))
    snapshot = cluster_snapshot.ClusterSnapshot(point, loaded, ByteCache(2**20))
    snapshot.check()
    cluster.searched = lambda _: said
    with pytest.raises(IndexStateError):
        snapshot.check()


@pytest.mark.parametrize("said", [[], None, {"_source": 5}, {"_source": []}, {}])
def test_a_record_that_makes_no_sense_is_none(said: Any) -> None:
    """What the last sync did is not known then."""
    assert LastSyncRecord(_Nonsense("/_doc/last_sync", said).cluster).read() is None


class _Rebuilt(Answering):
    """A cluster in which an index is removed that the state has just named."""

    def request(self, method: str, path: str, *more: Any, **others: Any) -> Any:
        """Answer."""
        if path.startswith(f"/{INDEX}/"):
            self.newest = replace(self.newest, index="news-000002")
            raise failure(404, "index_not_found_exception")
        if path.startswith("/news-000002/"):
            raise failure(401, "security_exception")
        return super().request(method, path, *more, **others)


def test_a_state_that_has_made_room_is_not_looked_for() -> None:
    """The newer one is opened, in whichever step that is seen."""
    holder = _holder(_Rebuilt(state(4)))
    with pytest.raises(ClusterError, match="does not let this user in"), holder.snapshot():
        pass


class _Waiting(Answering):
    """A cluster that answers no search until it is told to."""

    def __init__(self) -> None:
        super().__init__(state(4), self._searched)
        self.go_on = threading.Event()

    def _searched(self, _: Any) -> Any:
        assert self.go_on.wait(10)
        raise failure(400, "parsing_exception")


def test_whoever_asks_first_does_not_wait_for_the_columns() -> None:
    """They are loaded for all, however long it takes; what came of it is told who asks next."""
    cluster = _Waiting()
    holder = _holder(cluster)
    for _ in range(2):
        with pytest.raises(PreparingError), limited(Deadline(0.1)), holder.snapshot():
            pass
    assert len(cluster.opened) == 1
    cluster.go_on.set()
    with pytest.raises(ClusterError, match="refused"), limited(Deadline(10)), holder.snapshot():
        pass
    holder.close()


def test_without_a_thread_one_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than that nobody is answered."""

    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none_left)
    cluster = _Waiting()
    cluster.go_on.set()
    holder = _holder(cluster)
    with pytest.raises(ClusterError, match="refused"), limited(Deadline(10)), holder.snapshot():
        pass
    holder.close()


def test_a_document_has_two_seconds() -> None:
    """Where it does not come soon, neither would anything else; with a deadline it has less."""
    cluster = Answering(state(4))
    _holder(cluster).newest()
    PointInTime(cluster.cluster, state(4)).check()
    with limited(Deadline(1)):
        PointInTime(cluster.cluster, state(4)).check()
    first, second, third = (
        timeout for _, path, _, _, timeout in cluster.asked if path.endswith("/_doc/state")
    )
    assert first == second == 2
    assert third is not None
    assert 0 < third <= 1
