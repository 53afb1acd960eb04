"""Many changes are sent in small requests, again where it helps, and every answer is looked at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cluster.bulk import Operation, parts, send, updating
from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.errors import IndexDamagedError, IndexLockedError
from tests.indexer.cluster.stub_cluster import Answer, Asked, bulk_answer, stub_cluster

BUSY = {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "too many"}}
NO_SHARD = {"status": 503, "error": {"type": "unavailable_shards_exception", "reason": "primary"}}
FULL = {
    "status": 429,
    "error": {
        "type": "cluster_block_exception",
        "reason": "index [a] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage "
        "watermark, index has read-only-allow-delete block];",
    },
}
STRICT = {
    "status": 400,
    "error": {"type": "strict_dynamic_mapping_exception", "reason": "[x] within [_doc]"},
}
MISSING = {
    "status": 404,
    "error": {"type": "document_missing_exception", "reason": "[1-1]: document missing"},
}
LATER = {
    "status": 409,
    "error": {"type": "version_conflict_engine_exception", "reason": "higher version"},
}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let nobody wait; return for how long it would have been."""
    pauses: list[float] = []
    monkeypatch.setattr("indexer.cluster.bulk.rest", lambda _, seconds: pauses.append(seconds))
    return pauses


def operations(count: int) -> list[Operation]:
    """Return so many operations."""
    return [Operation(f"{number}-1", "index", b'{"number":%d}' % number) for number in range(count)]


def sent(
    answer: Callable[[Asked], Answer], what: list[Operation], **options: Any
) -> tuple[int, list[Asked]]:
    """Send operations to a stub; return how many were sent, and the requests."""
    asked: list[Asked] = []

    def noting(request: Asked) -> Answer:
        asked.append(request)
        return answer(request)

    with stub_cluster(noting) as cluster:
        return send(cluster, "a", what, lambda: None, **options), asked


@given(st.lists(st.integers(0, 300), max_size=30), st.integers(100, 500))
def test_requests_are_as_small_as_they_are_to_be(sizes: list[int], limit: int) -> None:
    """None is larger, unless it has one operation only; all operations come, in their order."""
    what = [Operation(f"{place}", "index", b"x" * size) for place, size in enumerate(sizes)]
    found = list(parts(what, limit))
    assert [operation for part in found for operation in part] == what
    for part in found:
        assert len(part) == 1 or sum(len(each.lines()) for each in part) <= limit


def test_operations_become_lines() -> None:
    """Each names its document, and its version where it has one."""
    assert (
        updating("1-1", until=3).lines()
        == b'{"update": {"_id": "1-1", "retry_on_conflict": 3}}\n{"doc": {"until": 3}}\n'
    )
    assert Operation("1-1", "delete").lines() == b'{"delete": {"_id": "1-1"}}\n'
    version = b'"version": 7, "version_type": "external_gte"'
    assert Operation("1-1", "index", b"{}", 7).lines() == (
        b'{"index": {"_id": "1-1", ' + version + b"}}\n{}\n"
    )


def test_what_was_not_taken_is_sent_again_alone(no_pauses: list[float]) -> None:
    """Later and later, until it is taken; the others are not sent twice."""
    refused: list[str] = []

    def failing(id: str) -> Any:
        if id in ("1-1", "3-1") and refused.count(id) < 2:
            refused.append(id)
            return BUSY if id == "1-1" else NO_SHARD
        return None

    count, asked = sent(lambda each: bulk_answer(each, failing), operations(5))
    assert count == 5
    assert [[id for _, id in each.operations] for each in asked] == [
        ["0-1", "1-1", "2-1", "3-1", "4-1"],
        ["1-1", "3-1"],
        ["1-1", "3-1"],
    ]
    assert no_pauses == sorted(no_pauses)
    assert len(no_pauses) == 2


@pytest.mark.parametrize(
    "operation", [updating("0-1", until=3), Operation("0-1", "delete")], ids=["update", "delete"]
)
def test_a_request_that_meets_itself_is_sent_again(operation: Operation) -> None:
    """It may be at work still when it is repeated, as its answer took too long."""
    answers = [LATER, None]
    count, asked = sent(lambda each: bulk_answer(each, lambda _: answers.pop(0)), [operation])
    assert (count, len(asked)) == (1, 2)
    assert all("timeout=24000ms" in each.path for each in asked)


def test_a_whole_request_that_was_not_taken_is_sent_again() -> None:
    """So it is where the cluster is busy, or its node went away."""
    answers: list[Answer] = [
        (429, {"error": {"type": "circuit_breaking_exception", "reason": "data too large"}}),
        (500, {"error": {"type": "node_disconnected_exception", "reason": "[n][bulk]"}}),
    ]
    count, asked = sent(lambda each: answers.pop() if answers else bulk_answer(each), operations(2))
    assert (count, len(asked)) == (2, 3)


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        (FULL, ClusterError, "nearly full"),
        (STRICT, ClusterError, r"refuses an article \(strict_dynamic_mapping_exception"),
        (MISSING, IndexDamagedError, "the version 0-1 of an article is missing"),
        (LATER, IndexLockedError, "Another sync"),
    ],
)
def test_what_will_not_pass_is_an_error_at_once(
    wrong: Any, error: type[Exception], said: str, no_pauses: list[float]
) -> None:
    """Nothing is sent again then."""
    with pytest.raises(error, match=said):
        sent(lambda each: bulk_answer(each, lambda _: wrong), operations(1))
    assert no_pauses == []


def test_patience_ends() -> None:
    """A cluster that takes nothing for so long is an error, which says why."""
    with pytest.raises(ClusterError, match=r"cannot answer for now \(too many\)"):
        sent(lambda each: bulk_answer(each, lambda _: BUSY), operations(1), patience=0)


def test_a_document_that_is_gone_need_not_be_deleted() -> None:
    """That it was not there is no failure of its deletion."""
    gone = {"status": 404, "result": "not_found"}
    count, asked = sent(
        lambda each: bulk_answer(each, lambda _: gone), [Operation("1-1", "delete")]
    )
    assert (count, len(asked)) == (1, 1)


def test_few_requests_are_under_way_at_a_time() -> None:
    """Nor is more asked for than can be sent soon."""
    running, most, drawn = threading.Semaphore(2), [0], [0]
    done = [0]

    def answer(asked: Asked) -> Answer:
        assert running.acquire(blocking=False), "three at a time"
        most[0] = max(most[0], drawn[0] - done[0])
        done[0] += 1
        running.release()
        return bulk_answer(asked)

    def drawing() -> Any:
        for operation in operations(40):
            drawn[0] += 1
            yield operation

    with stub_cluster(answer) as cluster:
        assert send(cluster, "a", drawing(), lambda: None, request_bytes=1) == 40
    assert most[0] <= 5


def test_who_may_not_write_any_more_sends_nothing() -> None:
    """The check comes before every request."""
    asked: list[Asked] = []
    left = [3]

    def check() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise InterruptedError

    def answer(request: Asked) -> Answer:
        asked.append(request)
        return bulk_answer(request)

    with stub_cluster(answer) as cluster, pytest.raises(InterruptedError):
        send(cluster, "a", operations(9), check, request_bytes=1)
    assert len(asked) == 3


def test_an_interruption_does_not_wait_for_a_cluster_that_is_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is sent again and again is given up when anything else fails."""
    monkeypatch.undo()

    def drawing() -> Any:
        yield from operations(2)
        raise KeyboardInterrupt

    began = time.monotonic()
    with (
        stub_cluster(lambda each: bulk_answer(each, lambda _: BUSY)) as cluster,
        pytest.raises(KeyboardInterrupt),
    ):
        send(cluster, "a", drawing(), lambda: None, request_bytes=1)
    assert time.monotonic() - began < 60
