"""Each request of a sync outlives what a cluster cannot do for a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from indexer.cluster.versions import search
from indexer.cluster.writer_lock import WriterLock
from indexer.cluster.writing import (
    article_indexes,
    ensure_state_index,
    fenced_state,
    refresh,
)
from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.cluster.cluster_state import ClusterState, state_source
from indexer.contract.cluster.connection import Cluster
from indexer.contract.syncs.last_sync import LastSync
from indexer.syncing.targets.cluster_archive import NotesInCluster
from tests.indexer.cluster.stub_cluster import Answer, Asked, stub_cluster

STATE = ClusterState(index="cuttings-000001-0a1b2c3d", generation=3, committed=5, synced=6)
DONE = LastSync(command="sync", result="done", time=datetime(2022, 5, 1, tzinfo=UTC), seconds=0.5)
SHARDS = {"successful": 2, "total": 2, "failed": 0}
OURS = {"cuttings-state": {"mappings": {"_meta": {"cuttings_schema": 1}}}}
NO_MANAGER = {"error": {"type": "cluster_block_exception", "reason": "no cluster-manager"}}


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let nobody wait; return for how long it would have been."""
    found: list[float] = []
    monkeypatch.setattr("indexer.cluster.patience.time.sleep", found.append)
    return found


def _lock(cluster: Cluster) -> None:
    with WriterLock(cluster) as lock:
        lock.check()


def _answer(asked: Asked) -> Answer:
    path = asked.path.partition("?")[0]
    if path.endswith("_search"):
        return 200, {"_shards": SHARDS, "timed_out": False, "hits": {}}
    if path.endswith("_refresh"):
        return 200, {"_shards": SHARDS}
    if path.endswith("_mapping"):
        return 200, OURS
    place = {"_seq_no": 1, "_primary_term": 1}
    return 200, {"_source": state_source(STATE), **place} if asked.method == "GET" else place


@pytest.mark.parametrize(
    "ask",
    [
        lambda cluster: search(cluster, "a", {}),
        lambda cluster: refresh(cluster, "a"),
        lambda cluster: ensure_state_index(cluster, 0),
        lambda cluster: NotesInCluster(cluster).write(DONE),
        lambda cluster: NotesInCluster(cluster).read(),
        fenced_state,
        article_indexes,
        _lock,
    ],
    ids=["search", "refresh", "mapping", "note", "notes", "state", "indexes", "lock"],
)
@pytest.mark.parametrize("answer", [(503, NO_MANAGER), (502, "<html>")])
def test_every_request_of_a_sync_outlives_an_error_that_passes(
    ask: Callable[[Cluster], Any], answer: Answer
) -> None:
    """Each of them is answered so once, and well when it is made again."""
    failed: set[str] = set()

    def once(asked: Asked) -> Answer:
        place = f"{asked.method} {asked.path}"
        if place in failed:
            return _answer(asked)
        failed.add(place)
        return answer

    with stub_cluster(once) as cluster:
        ask(cluster)
    assert failed


def test_a_cluster_that_is_not_there_is_told_at_once(pauses: list[float]) -> None:
    """Whoever has mistaken its address need not wait for it."""
    with stub_cluster(_answer) as cluster:
        pass
    with pytest.raises(ClusterError, match="cannot be reached"):
        ensure_state_index(cluster, 0)
    assert pauses == []


def test_changes_are_given_up_by_the_cluster_first() -> None:
    """What is made again is not waited for there any more."""
    asked: list[Asked] = []

    def noting(request: Asked) -> Answer:
        asked.append(request)
        return _answer(request)

    with stub_cluster(noting, opensearch_timeout_seconds=10) as cluster:
        fenced_state(cluster)
        _lock(cluster)
    changes = [each.path for each in asked if each.method == "PUT"]
    assert len(changes) == 2
    assert all("timeout=8000ms" in path for path in changes)
