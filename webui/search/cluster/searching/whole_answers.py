"""Whether a cluster has all of a state, and has answered as a whole, or what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.contract.cluster.cluster_errors import ClusterDamagedError, ClusterError
from indexer.contract.cluster.cluster_state import ClusterState, read_state
from indexer.contract.cluster.connection import Cluster
from webui.search.cluster.searching.request_times import seconds_for_a_document


def make_sure_it_is_whole(cluster: Cluster, answer: Mapping[str, Any]) -> None:
    """Look at the answer to a search.

    Raises:
        ClusterError: not all shards have answered, or not in time.
        ClusterDamagedError: not everything was counted.
    """
    shards = answer["_shards"]
    if answer["timed_out"] or shards["failed"] or shards["successful"] != shards["total"]:
        raise partial_answer(cluster, shards)
    if answer["hits"]["total"]["relation"] != "eq":
        raise ClusterDamagedError(cluster.name, "a total is no exact one")


def make_sure_it_is_there(cluster: Cluster, state: ClusterState) -> None:
    """Look whether a state can be read at a point in time that has just been opened.

    Raises:
        ClusterError: articles of it may have been deleted, or its index.
    """
    newest = read_state(cluster, seconds_for_a_document(cluster))
    if newest.index != state.index or newest.purged > state.generation:
        raise ClusterError(
            cluster.name,
            "The archive in the cluster has gone on meanwhile. Try again.",
            kind="purged",
            passing=True,
        )


def partial_answer(cluster: Cluster, shards: Mapping[str, Any]) -> ClusterError:
    """Return the error that says how many shards have answered."""
    return ClusterError(
        cluster.name,
        f"Of the cluster at {cluster.address} only {shards['successful']} of "
        f"{shards['total']} shards have answered. Its index may be whole: try again. If it "
        "stays so, look at it with: python -m indexer check",
        kind="partial",
        passing=True,
    )


def is_lost(error: ClusterError) -> bool:
    """Whether another point in time may be answered: the copies that it was opened on are gone."""
    if error.kind in ("timeout", "unreachable", "purged"):
        return False
    return error.status == 404 or error.kind == "partial" or (error.passing and error.status != 429)
