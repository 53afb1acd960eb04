"""A cluster that answers what it is told to, without a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from indexer.contract.cluster.cluster_errors import ClusterError, error_of_answer
from indexer.contract.cluster.cluster_state import ClusterState, state_source
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.mapping import article_index_body

NAME, INDEX = "news", "news-000001"

SHARDS = {"total": 2, "successful": 2, "skipped": 0, "failed": 0}

EMPTY = {
    "_shards": SHARDS,
    "timed_out": False,
    "hits": {"total": {"value": 0, "relation": "eq"}, "hits": []},
}


def state(generation: int = 3, **more: Any) -> ClusterState:
    """Return a state of the archive."""
    return ClusterState(INDEX, generation, committed=1, synced=2, **more)


class Answering:
    """Stands for a :class:`Cluster`.

    Args:
        newest: the state that it has.
        searched: makes the answer to a search from its body; may raise.
        unopened: why no point in time can be opened, if so.
    """

    def __init__(
        self,
        newest: ClusterState | None = None,
        searched: Callable[[Mapping[str, Any]], Any] = lambda _: EMPTY,
        unopened: ClusterError | None = None,
    ) -> None:
        self.name, self.address, self.timeout = NAME, "http://cluster", 30.0
        self.version = (2, 19, 6)
        self.newest = newest or state()
        self.searched = searched
        self.unopened = unopened
        self.shards: Mapping[str, Any] = SHARDS
        self.opened: list[str] = []
        self.closed: list[str] = []
        self.asked: list[tuple[str, str, Any, Mapping[str, Any], float | None]] = []

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Answer."""
        self.asked.append((method, path, body, dict(params or {}), timeout))
        if path.endswith("/_doc/state"):
            return {"_source": state_source(self.newest), "_seq_no": 1, "_primary_term": 1}
        if path.endswith("/point_in_time") and method == "POST":
            if self.unopened is not None:
                raise self.unopened
            self.opened.append(f"point {len(self.opened)}")
            return {"pit_id": self.opened[-1], "_shards": self.shards}
        if path.endswith("/_mapping"):
            return {INDEX: article_index_body(shards=2, replicas=0)}
        if path.endswith("/_settings/index.uuid"):
            return {INDEX: {"settings": {"index": {"uuid": "one"}}}}
        if method == "DELETE":
            self.closed += body["pit_id"]
            return {}
        if path == "/_msearch":
            lines = [json.loads(line) for line in body.splitlines()]
            assert all(head == {"allow_partial_search_results": False} for head in lines[::2])
            return {"responses": [self.searched(each) for each in lines[1::2]]}
        assert path == "/_search"
        return self.searched(body)

    @property
    def cluster(self) -> Cluster:
        """Return itself, as what it stands for."""
        return cast("Cluster", self)


def failure(status: int, kind: str, reason: str = "", cause: Any = None) -> ClusterError:
    """Return what the connection raises for an answer."""
    error: dict[str, Any] = {"type": kind, "reason": reason, "root_cause": []}
    if cause is not None:
        error["failed_shards"] = [{"shard": 0, "reason": {**error, "caused_by": cause}}]
    answer = {"error": error, "status": status}
    return error_of_answer(NAME, "http://cluster", status, answer)
