"""Searches of one state of an archive in a cluster, at a point in time that is opened once.

A point in time holds the shards' copies as they are, but only those of the nodes that it was
opened on: where one of these goes away, another is opened, in which the same state is searched.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from indexer.contract.cluster.cluster_errors import (
    ClusterError,
    ClusterMissingError,
    error_of_answer,
)
from indexer.contract.cluster.cluster_state import ClusterState, visible
from indexer.contract.cluster.connection import Cluster
from indexer.contract.errors import CuttingsError
from webui.search.cluster.searching.request_times import (
    LEAST_SECONDS,
    raise_late,
)
from webui.search.cluster.searching.whole_answers import (
    is_lost,
    make_sure_it_is_there,
    make_sure_it_is_whole,
    partial_answer,
)
from webui.search.cluster.translating.dsl_clauses import Clause
from webui.search.deadlines.deadline import (
    checkpoint,
    holding,
    limited,
    seconds_left,
)

_T = TypeVar("_T")

_log = logging.getLogger(__name__)

# A point in time is kept for so long after the last search of it; who comes later opens another.
_KEPT = "3m"
_ENDED = "search_context_missing_exception"
# A cluster that has too much to do is asked again after so many seconds.
_PAUSES = (0.05, 0.2, 0.8)
# One node may go away, and the next one while the shards move.
_REOPENED = 3


class PointInTime:
    """Searches one state. Safe to use from any thread.

    Args:
        cluster: to ask.
        state: to be searched.

    Attributes:
        cluster, state: the same.
        id: of the point in time that is open; None where none is.
    """

    def __init__(self, cluster: Cluster, state: ClusterState) -> None:
        self.cluster, self.state = cluster, state
        self._lock = threading.Lock()
        self.id: str | None = None

    def search(self, query: Clause, *, scored: bool = False, **more: Any) -> Mapping[str, Any]:
        """Search the articles of the state, and return the whole answer.

        Args:
            query: finds some of them.
            scored: whether scores matter: the statistics of all shards are then put together.
            more: of the body of the search, without the query.

        Raises:
            GivenUpError: the deadline has passed.
            ClusterError: the cluster cannot be asked, or gives no whole answer.
        """
        body = {**self._body(query), **more}
        # Without it each shard scores by its own statistics.
        kind = "dfs_query_then_fetch" if scored else "query_then_fetch"
        params = {"search_type": kind, "allow_partial_search_results": "false"}

        def ask(point: str) -> Mapping[str, Any]:
            whole = {**body, "pit": {"id": point, "keep_alive": _KEPT}}
            answer = self._asked("/_search", whole, params)
            make_sure_it_is_whole(self.cluster, answer)
            return answer

        return self._at_a_point(ask)

    def several(self, queries: Sequence[Clause], **more: Any) -> Sequence[Mapping[str, Any]]:
        """Search for each of some queries in one exchange; nothing is scored.

        Args:
            queries: at least one.
            more: of the body of each search, without the query.

        Returns:
            The whole answer of each. Raises as :meth:`search`.
        """
        bodies = [{**self._body(query), **more} for query in queries]
        head = json.dumps({"allow_partial_search_results": False})

        def look(answer: Mapping[str, Any]) -> None:
            for each in answer["responses"]:
                if "error" in each:
                    status = int(each["status"])
                    raise error_of_answer(self.cluster.name, self.cluster.address, status, each)
                make_sure_it_is_whole(self.cluster, each)

        def ask(point: str) -> Sequence[Mapping[str, Any]]:
            place = {"id": point, "keep_alive": _KEPT}
            lines = [f"{head}\n{json.dumps({**body, 'pit': place})}\n" for body in bodies]
            answer = self._asked("/_msearch", "".join(lines), {}, look)
            found: Sequence[Mapping[str, Any]] = answer["responses"]
            return found

        return self._at_a_point(ask)

    def _body(self, query: Clause) -> dict[str, Any]:
        found = {"bool": {"must": [query], "filter": visible(self.state.generation)}}
        return {"track_total_hits": True, "query": found}

    def _at_a_point(self, ask: Callable[[str], _T]) -> _T:
        """Return what is answered at the point in time; where it is lost, at another one."""
        for attempt in range(_REOPENED):
            point = None
            try:
                point = self._point()
                return ask(point)
            except ClusterError as error:
                if not is_lost(error) or attempt == _REOPENED - 1:
                    raise
                level = logging.INFO if error.kind == _ENDED else logging.WARNING
                _log.log(level, "A point in time is lost, so another one is opened: %s", error)
                if point is not None:
                    self._forget(point)
                # Shards move, and all nodes have to hear of it.
                time.sleep(min(_PAUSES[attempt], seconds_left()))
                checkpoint()
        raise AssertionError("unreachable")

    def pages(self, query: Clause, size: int, **more: Any) -> Iterator[list[Mapping[str, Any]]]:
        """Yield all hits of a search, by their numbers, so many at a time.

        Raises as :meth:`search`.
        """
        after: list[Any] | None = None
        while True:
            place: dict[str, Any] = {} if after is None else {"search_after": after}
            body = {"size": size, "sort": [{"number": "asc"}], **more, **place}
            answer = self.search(query, **body)
            hits = answer["hits"]["hits"]
            if hits:
                yield hits
            if len(hits) < size:
                return
            after = hits[-1]["sort"]

    def check(self) -> None:
        """Make sure that searches can be answered.

        Raises as :meth:`search`.
        """
        self.search({"match_none": {}}, size=0)

    def close(self) -> None:
        """Give the point in time back, if the cluster can be asked; it would end by itself."""
        with self._lock:
            point, self.id = self.id, None
        if point is not None:
            with suppress(CuttingsError), limited(None):
                self._delete(point)

    def _delete(self, point: str) -> None:
        body = {"pit_id": [point]}
        self.cluster.request("DELETE", "/_search/point_in_time", body, timeout=2)

    def _point(self) -> str:
        with holding(self._lock):
            if self.id is None:
                self.id = self._open()
            return self.id

    def _forget(self, point: str) -> None:
        with self._lock:
            if self.id != point:
                return
            self.id = None
        # Those of its shards that are still there take memory.
        with suppress(CuttingsError):
            self._delete(point)

    def _open(self) -> str:
        path = f"/{self.state.index}/_search/point_in_time"
        # One of only some of the shards would be opened else.
        params = {"keep_alive": _KEPT, "allow_partial_pit_creation": "false"}
        try:
            answer = self._asked(path, None, params)
        except ClusterMissingError:
            # A rebuild has filled another index.
            make_sure_it_is_there(self.cluster, self.state)
            raise
        shards = answer["_shards"]
        if shards["successful"] != shards["total"]:
            raise partial_answer(self.cluster, shards)
        # What was deleted before it was opened is not in it.
        make_sure_it_is_there(self.cluster, self.state)
        return str(answer["pit_id"])

    def _asked(
        self,
        path: str,
        body: Any,
        params: Mapping[str, Any],
        look: Callable[[Mapping[str, Any]], None] = lambda _: None,
    ) -> Mapping[str, Any]:
        for pause in (*_PAUSES, None):
            checkpoint()
            left = seconds_left()
            seconds = min(left, self.cluster.timeout)
            # The cluster, too, gives up what nobody waits for.
            timing = {"cancel_after_time_interval": f"{max(int(seconds * 1000), 1)}ms"}
            try:
                answer: Mapping[str, Any] = self.cluster.request(
                    "POST",
                    path,
                    body,
                    {**params, **(timing if path == "/_search" else {})},
                    timeout=max(seconds, LEAST_SECONDS),
                )
                look(answer)
            except ClusterError as error:
                if left < self.cluster.timeout and seconds_left() < LEAST_SECONDS:
                    raise_late(error)
                if error.status != 429 or pause is None or seconds_left() < pause:
                    raise
                time.sleep(pause)
            else:
                return answer
        raise AssertionError("unreachable")
