"""Each request of a sync outlives what a cluster cannot do for a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from indexer.cluster.bulk import send, updating
from indexer.cluster.cleaning import clean_up
from indexer.cluster.current_versions import current_versions
from indexer.cluster.versions import read_files, search, take_census
from indexer.cluster.writer_lock import WriterLock
from indexer.cluster.writing import (
    article_indexes,
    ensure_state_index,
    fenced_state,
    garbled_state,
    refresh,
    write_state,
)
from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.cluster.cluster_state import ClusterState, state_source
from indexer.contract.cluster.connection import Cluster
from indexer.contract.errors import IndexStateError
from indexer.contract.syncs.last_sync import LastSync
from indexer.syncing.targets.cluster_archive import NotesInCluster
from tests.indexer.cluster.stub_cluster import Answer, Asked, stub_cluster

STATE = ClusterState("cuttings-000001-0a1b2c3d", 3, 5, 6, next_number=1, articles=1)
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


@pytest.mark.parametrize(
    "ask",
    [
        lambda cluster: refresh(cluster, "a"),
        lambda cluster: take_census(cluster, "a", 1),
        lambda cluster: send(cluster, "a", [updating("0-1", until=3)], lambda: None),
        lambda cluster: write_state(cluster, STATE),
        lambda cluster: read_files(cluster, STATE),
        lambda cluster: current_versions(cluster, STATE, None, 1),
        lambda cluster: clean_up(cluster, STATE, lambda: None),
        ensure_state_index,
        fenced_state,
        garbled_state,
        _lock,
    ],
    ids=[
        *("refresh", "census", "bulk", "state", "files", "versions", "cleaning", "mapping"),
        *("fence", "garbled", "lock"),
    ],
)
@pytest.mark.parametrize("said", [{}, {"_shards": 5, "items": 5, "cuttings-state": 5}])
def test_answers_that_make_no_sense_are_told(ask: Callable[..., Any], said: Any) -> None:
    """They are no crash, whatever stands in the place of a cluster."""
    more = (0,) if ask is ensure_state_index else ()
    with stub_cluster(lambda _: (200, said)) as cluster, pytest.raises(IndexStateError):
        ask(cluster, *more)


@pytest.mark.parametrize("hits", [{"hits": [{}]}, {"hits": 5, "total": {"value": 1}}, {}])
def test_hits_that_make_no_sense_are_told(hits: Any) -> None:
    """A search may be answered in full, and with nothing that was asked for."""
    answer = {"_shards": SHARDS, "timed_out": False, "hits": {"total": {"value": 1}, **hits}}
    state = replace(STATE, next_number=3)
    with stub_cluster(lambda _: (200, answer)) as cluster:
        for look in (lambda: read_files(cluster, state), lambda: take_census(cluster, "a", 1)):
            with pytest.raises(IndexStateError):
                look()


def test_a_cluster_that_is_not_there_is_told_at_once(pauses: list[float]) -> None:
    """Whoever has mistaken its address need not wait for it."""
    with stub_cluster(_answer) as cluster:
        pass
    with pytest.raises(ClusterError, match="cannot be reached"):
        ensure_state_index(cluster, 0)
    assert pauses == []


def test_who_begins_is_told_sooner(monkeypatch: pytest.MonkeyPatch, pauses: list[float]) -> None:
    """Nothing is lost by then."""
    monkeypatch.setattr("indexer.cluster.writing._FIRST_SECONDS", 0)
    with (
        stub_cluster(lambda _: (503, NO_MANAGER)) as cluster,
        pytest.raises(ClusterError, match="no cluster-manager"),
    ):
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
