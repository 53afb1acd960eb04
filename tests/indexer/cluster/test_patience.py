"""What a cluster cannot do for now is asked for again, and what will not pass is not."""

from __future__ import annotations

import pytest

from indexer.cluster.cluster_batch import ClusterBatch
from indexer.cluster.patience import patiently
from indexer.cluster.remembered import NO_FILES
from indexer.cluster.versions import search
from indexer.cluster.writing import refresh, write_state
from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.cluster.cluster_state import ClusterState, state_source
from indexer.contract.errors import IndexLockedError, IndexUnreadableError
from tests.indexer.cluster.stub_cluster import Answer, Asked, stub_cluster

WHOLE = {"total": 2, "successful": 2, "failed": 0}
HALF = {"total": 2, "successful": 1, "failed": 0}
GONE = (500, {"error": {"type": "node_not_connected_exception", "reason": "[n1]"}})
STATE = ClusterState("a-000001", 3, 5, 6, seq_no=4, primary_term=1)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let nobody wait; return for how long it would have been."""
    pauses: list[float] = []
    monkeypatch.setattr("indexer.cluster.patience.time.sleep", pauses.append)
    return pauses


def found(shards: object, *, timed_out: bool = False) -> Answer:
    """Return what a search answers."""
    return 200, {"_shards": shards, "timed_out": timed_out, "hits": {"hits": []}}


def test_a_search_is_asked_again_until_all_parts_answer(no_pauses: list[float]) -> None:
    """A node that went away, a part that is missing and no time are no answers."""
    answers = [found(WHOLE), found(HALF), found(WHOLE, timed_out=True), GONE]
    with stub_cluster(lambda _: answers.pop()) as cluster:
        assert search(cluster, "a", {})["_shards"] == WHOLE
    assert (answers, len(no_pauses)) == ([], 3)


def test_a_part_that_stays_missing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never the count of what is left."""
    monkeypatch.setattr("indexer.cluster.patience.PATIENCE_SECONDS", 0)
    with stub_cluster(lambda _: found(HALF)) as cluster:
        with pytest.raises(ClusterError, match="has lost a part of a for now"):
            search(cluster, "a", {})
        batch = ClusterBatch(cluster, STATE, NO_FILES, lambda: None)
        with batch, pytest.raises(IndexUnreadableError):
            batch.commit()


def test_a_refresh_that_fails_somewhere_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would not show would be missing from the new state."""
    monkeypatch.setattr("indexer.cluster.patience.PATIENCE_SECONDS", 0)
    shards = {"_shards": {"total": 2, "successful": 1, "failed": 1}}
    with (
        stub_cluster(lambda _: (200, shards)) as cluster,
        pytest.raises(ClusterError, match="lost a part"),
    ):
        refresh(cluster, "a")


def test_what_will_not_pass_is_asked_for_once() -> None:
    """Such as what is forbidden."""
    asked: list[int] = []

    def ask() -> None:
        asked.append(1)
        raise ClusterError("a", "forbidden", status=403)

    with pytest.raises(ClusterError, match="forbidden"):
        patiently(ask)
    assert len(asked) == 1


@pytest.mark.parametrize("ours", [True, False])
def test_a_state_whose_answer_was_lost_is_looked_at(ours: bool) -> None:
    """It was written, if it is there; else somebody else has written."""
    seen: list[str] = []

    def answer(asked: Asked) -> Answer:
        seen.append(asked.method)
        if asked.method == "GET":
            source = state_source(STATE) | ({} if ours else {"committed": 77})
            return 200, {"_source": source, "_seq_no": 5, "_primary_term": 1}
        if len(seen) == 1:
            return GONE
        return 409, {"error": {"type": "version_conflict_engine_exception", "reason": "x"}}

    with stub_cluster(answer) as cluster:
        if ours:
            assert write_state(cluster, STATE).seq_no == 5
        else:
            with pytest.raises(IndexLockedError):
                write_state(cluster, STATE)
    assert seen == ["PUT", "PUT", "GET"]
