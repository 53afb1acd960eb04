"""Searches at a point in time, and what becomes of those that are not answered whole."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.errors import IndexStateError
from tests.webui.search.cluster.answering import EMPTY, SHARDS, Answering, failure, state
from webui.search.cluster.searching.point_in_time import PointInTime
from webui.search.deadlines.deadline import Deadline, DeadlineError, limited

EVERY: Mapping[str, Any] = {"match_all": {}}

LOST = failure(404, "search_context_missing_exception")
GONE = failure(500, "node_not_connected_exception", "node_left")
BUSY = failure(429, "rejected_execution_exception")
# As OpenSearch 2.19.6 says it.
MOVED = failure(
    400,
    "query_shard_exception",
    "failed to create query: this Analyzer is closed",
    {"type": "already_closed_exception", "reason": "this Analyzer is closed"},
)


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let no time pass between two tries; return how long it would have been."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


def _failing(*errors: Exception) -> Answering:
    left = list(errors)

    def answer(_: Any) -> Any:
        if left:
            raise left.pop(0)
        return EMPTY

    return Answering(searched=answer)


def test_only_articles_of_the_state_are_found() -> None:
    """Whatever else is in the index; and a total is counted to its end."""
    cluster = Answering()
    PointInTime(cluster.cluster, state(3)).search(EVERY, size=0)
    *_, (method, path, body, params, _) = cluster.asked
    assert (method, path) == ("POST", "/_search")
    assert body["query"]["bool"]["filter"] == [
        {"range": {"from": {"lte": 3}}},
        {"range": {"until": {"gt": 3}}},
    ]
    assert body["track_total_hits"] is True
    assert body["pit"]["id"] == "point 0"
    assert params["allow_partial_search_results"] == "false"


@pytest.mark.parametrize(
    ("scored", "kind"), [(True, "dfs_query_then_fetch"), (False, "query_then_fetch")]
)
def test_scores_are_by_the_statistics_of_all_shards(scored: bool, kind: str) -> None:
    """What has none is spared the way there."""
    cluster = Answering()
    PointInTime(cluster.cluster, state()).search(EVERY, scored=scored)
    assert cluster.asked[-1][3]["search_type"] == kind


def test_a_point_in_time_is_opened_once_and_given_back() -> None:
    """All searches of a state share it."""
    cluster = Answering()
    point = PointInTime(cluster.cluster, state())
    for _ in range(3):
        point.search(EVERY)
    assert cluster.opened == ["point 0"]
    point.close()
    point.close()
    assert cluster.closed == ["point 0"]


@pytest.mark.parametrize(
    ("error", "warnings"),
    [(LOST, 0), (GONE, 1), (MOVED, 1)],
    ids=["ended", "node gone", "shard moved"],
)
def test_a_point_in_time_that_is_lost_is_opened_anew(
    error: ClusterError, warnings: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The same state is searched in another one; that one ends after a pause is nothing to note."""
    caplog.set_level(logging.WARNING)
    cluster = _failing(error)
    assert PointInTime(cluster.cluster, state()).search(EVERY) == EMPTY
    assert cluster.opened == ["point 0", "point 1"]
    assert len(caplog.records) == warnings


def test_a_state_that_is_gone_is_not_searched_in_a_new_point_in_time() -> None:
    """What was deleted would be missing."""
    cluster = Answering(state(5, purged=4))
    with pytest.raises(ClusterError, match="gone on"):
        PointInTime(cluster.cluster, state(3)).search(EVERY)
    assert PointInTime(cluster.cluster, state(4)).search(EVERY) == EMPTY


def test_a_state_whose_index_is_gone_has_made_room_for_another_one() -> None:
    """After a rebuild, one is told to try again; and where nothing was rebuilt, what is wrong."""
    gone = failure(404, "index_not_found_exception", "no such index [news-000001]")
    for newest, said in (
        (replace(state(4), index="news-000002"), "gone on"),
        (state(3), "no such"),
    ):
        cluster = Answering(newest, unopened=gone)
        with pytest.raises(ClusterError, match=said):
            PointInTime(cluster.cluster, state(3)).search(EVERY)


def test_a_cluster_that_stays_broken_is_an_error() -> None:
    """After some tries."""
    cluster = _failing(*[GONE] * 9)
    with pytest.raises(ClusterError):
        PointInTime(cluster.cluster, state()).search(EVERY)
    assert len(cluster.opened) == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"_shards": {**SHARDS, "successful": 1}},
        {"_shards": {**SHARDS, "failed": 1}},
        {"timed_out": True},
        {"hits": {"total": {"value": 0, "relation": "gte"}, "hits": []}},
    ],
    ids=["a shard is missing", "a shard failed", "timed out", "not counted"],
)
def test_a_part_of_an_answer_is_none(changed: Mapping[str, Any]) -> None:
    """However successful the request was."""
    cluster = Answering(searched=lambda _: {**EMPTY, **changed})
    with pytest.raises(IndexStateError):
        PointInTime(cluster.cluster, state()).search(EVERY)


def test_a_part_of_the_shards_is_no_point_in_time() -> None:
    """It would be searched without the others."""
    cluster = Answering()
    cluster.shards = {**SHARDS, "successful": 1}
    with pytest.raises(ClusterError, match="only 1 of 2 shards"):
        PointInTime(cluster.cluster, state()).search(EVERY)


def test_a_cluster_with_too_much_to_do_is_asked_again(pauses: list[float]) -> None:
    """After longer and longer pauses, and not for ever."""
    cluster = _failing(BUSY, BUSY)
    assert PointInTime(cluster.cluster, state()).search(EVERY) == EMPTY
    assert pauses == sorted(pauses)
    assert len(pauses) == 2
    with pytest.raises(ClusterError):
        PointInTime(_failing(*[BUSY] * 9).cluster, state()).search(EVERY)


def test_a_request_has_the_time_that_is_left() -> None:
    """The cluster is told, so that it gives up as well."""
    cluster = Answering()
    with limited(Deadline(5)):
        PointInTime(cluster.cluster, state()).search(EVERY)
    *_, (_, _, _, params, timeout) = cluster.asked
    assert timeout is not None
    assert 4 < timeout <= 5
    assert 4000 < int(params["cancel_after_time_interval"].removesuffix("ms")) <= 5000


def test_what_comes_too_late_is_given_up() -> None:
    """Whatever the cluster says then."""
    now = iter(range(0, 1000, 2))
    cluster = _failing(GONE)
    with limited(Deadline(7, clock=lambda: next(now))), pytest.raises(DeadlineError):
        PointInTime(cluster.cluster, state()).search(EVERY)


def test_all_hits_come_in_pages() -> None:
    """Each page begins after the last hit of the one before."""

    def answer(body: Mapping[str, Any]) -> Any:
        first = body.get("search_after", [-1])[0] + 1
        hits = [{"sort": [number]} for number in range(first, min(first + body["size"], 5))]
        return {**EMPTY, "hits": {"total": {"value": 5, "relation": "eq"}, "hits": hits}}

    cluster = Answering(searched=answer)
    pages: Iterator[list[Any]] = PointInTime(cluster.cluster, state()).pages(EVERY, 2)
    assert [[hit["sort"][0] for hit in page] for page in pages] == [[0, 1], [2, 3], [4]]


def test_several_searches_are_one_exchange() -> None:
    """Each of the state, at the point in time, and counted to its end."""
    cluster = Answering()
    point = PointInTime(cluster.cluster, state(3))
    assert point.several([EVERY, {"match_none": {}}], size=0) == [EMPTY, EMPTY]
    *_, (method, path, body, _, _) = cluster.asked
    assert (method, path) == ("POST", "/_msearch")
    for line in body.splitlines()[1::2]:
        each = json.loads(line)
        assert each["query"]["bool"]["filter"][0] == {"range": {"from": {"lte": 3}}}
        assert (each["size"], each["track_total_hits"], each["pit"]["id"]) == (0, True, "point 0")


@pytest.mark.parametrize(
    ("failed", "asked", "opened"),
    [
        ({"error": {"type": "search_context_missing_exception"}, "status": 404}, 2, 2),
        ({"error": {"type": "rejected_execution_exception"}, "status": 429}, 2, 1),
        ({**EMPTY, "_shards": {**SHARDS, "successful": 1}}, 2, 2),
    ],
)
def test_one_of_several_that_is_not_whole_is_asked_again(
    failed: Any, asked: int, opened: int
) -> None:
    """With all others, at another point in time if this one is lost."""
    answers = [EMPTY, failed, EMPTY, EMPTY]
    cluster = Answering(searched=lambda _: answers.pop(0))
    assert PointInTime(cluster.cluster, state()).several([EVERY, EVERY]) == [EMPTY, EMPTY]
    assert sum(path == "/_msearch" for _, path, *_ in cluster.asked) == asked
    assert len(cluster.opened) == opened


def test_several_searches_fail_as_one_does() -> None:
    """What is wrong with the query is said."""
    failed = {
        "error": {"type": "parsing_exception", "reason": "no", "root_cause": []},
        "status": 400,
    }
    cluster = Answering(searched=lambda _: failed)
    with pytest.raises(ClusterError):
        PointInTime(cluster.cluster, state()).several([EVERY])
