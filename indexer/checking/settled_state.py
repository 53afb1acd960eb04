"""One state of an archive in a cluster is looked at, while syncs may go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from indexer.contract.cluster.cluster_errors import ClusterError, understanding
from indexer.contract.cluster.cluster_state import ClusterState, read_state
from indexer.contract.cluster.connection import Cluster
from indexer.contract.errors import IndexStateError

_T = TypeVar("_T")

_TRIES = 3


def of_one_state(cluster: Cluster, look: Callable[[ClusterState], _T]) -> _T:
    """Return what is seen in the newest state.

    Where a sync removes what was part of it meanwhile, the state after that is looked at.

    Args:
        cluster: that has the archive.
        look: reads a state in some requests.

    Raises:
        IndexStateError: there is none, or it cannot be read.
        ClusterError: syncs went on faster than could be looked.
    """
    for _ in range(_TRIES):
        state = read_state(cluster)
        try:
            with understanding(cluster.name):
                found = look(state)
        except IndexStateError:
            if _is_there(cluster, state):
                raise
        else:
            if _is_there(cluster, state):
                return found
    raise ClusterError(
        cluster.name,
        f"Syncs of the archive “{cluster.name}” in the cluster went on while it was looked at. "
        "Try again when none is running.",
        kind="purged",
        passing=True,
    )


def _is_there(cluster: Cluster, state: ClusterState) -> bool:
    """Whether nothing of a state can have been removed yet."""
    now = read_state(cluster)
    return now.index == state.index and now.purged <= state.generation
