"""What a writer that was killed has left behind, and what no reader can ask for any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from indexer.cluster.bulk import Operation, send, updating
from indexer.cluster.versions import search
from indexer.cluster.writing import refresh, write_state
from indexer.contract.cluster.cluster_errors import understanding
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.mapping import CURRENT

# As many as OpenSearch hands out at once, unless it is told otherwise.
_AT_ONCE = 10_000


def clean_up(cluster: Cluster, state: ClusterState, check: Callable[[], None]) -> ClusterState:
    """Leave nothing of the archive but its newest state; return that, as it is noted then.

    That earlier states are gone is noted before they are.

    Args:
        cluster: that has the archive.
        state: the newest one, which the caller has locked.
        check: raises where nothing may be written any more.

    Raises:
        ClusterError: the cluster does not take it, or cannot be asked.
    """
    generation = state.generation
    refresh(cluster, state.index)
    while hits := _leftovers(cluster, state):
        if any(hit["until"] <= generation for hit in hits) and state.purged < generation:
            state = write_state(cluster, replace(state, purged=generation))
        send(cluster, state.index, _operations(hits, generation), check)
        refresh(cluster, state.index)
    return state


def _leftovers(cluster: Cluster, state: ClusterState) -> list[dict[str, Any]]:
    generation = state.generation
    body = {
        "size": _AT_ONCE,
        "query": {
            "bool": {
                "should": [
                    {"range": {"from": {"gt": generation}}},
                    {"range": {"until": {"lt": CURRENT}}},
                ]
            }
        },
        "docvalue_fields": ["from", "until"],
        "_source": False,
    }
    answer = search(cluster, state.index, body)
    with understanding(cluster.name):
        return [
            {"id": hit["_id"], **{name: hit["fields"][name][0] for name in ("from", "until")}}
            for hit in answer["hits"]["hits"]
        ]


def _operations(hits: list[dict[str, Any]], generation: int) -> Iterator[Operation]:
    for hit in hits:
        if hit["from"] > generation or hit["until"] <= generation:
            yield Operation(hit["id"], "delete")
        else:
            yield updating(hit["id"], until=CURRENT)
