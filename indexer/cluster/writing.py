"""Writes the documents by which readers of a cluster find the newest state."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from indexer.cluster.patience import patiently
from indexer.contract.cluster.cluster_errors import (
    ClusterConflictError,
    ClusterDamagedError,
    ClusterError,
    ClusterLockedError,
    ClusterMissingError,
    ClusterSchemaError,
    NoClusterIndexError,
    understanding,
)
from indexer.contract.cluster.cluster_state import ClusterState, read_state, state_source
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.index_names import (
    LAST_SYNC,
    STATE,
    article_index,
    article_index_number,
    document_path,
    state_index,
)
from indexer.contract.cluster.mapping import article_index_body, check_mapping, state_index_body

_REFRESH_SECONDS = 600.0
# Nothing is lost by then, and whoever waits has seen nothing of the sync.
_FIRST_SECONDS = 10.0


def ensure_state_index(cluster: Cluster, replicas: int) -> None:
    """Make the index of an archive's state, unless it is there.

    Raises:
        ClusterSchemaError: there is one of this name that is not ours.
        ClusterError: the cluster cannot be asked, or does not let one be made.
    """
    index = state_index(cluster.name)
    # That nobody is at its address is said at once.
    _ = cluster.version
    try:
        patiently(partial(check_mapping, cluster, index, any_version=True), _FIRST_SECONDS)
    except ClusterMissingError:
        make_index(cluster, index, state_index_body(replicas))


def make_index(cluster: Cluster, index: str, body: dict[str, Any]) -> None:
    """Make an index, unless it is there.

    Raises:
        ClusterError: the cluster cannot be asked, or does not let one be made.
    """
    try:
        patiently(partial(cluster.request, "PUT", f"/{index}", body))
    except ClusterError as error:
        if error.kind != "resource_already_exists_exception":
            raise


def make_article_index(cluster: Cluster, shards: int, replicas: int) -> str:
    """Make an index of articles whose number no other one of the archive has; return its name."""
    known = [article_index_number(cluster.name, each) for each in article_indexes(cluster)]
    index = article_index(cluster.name, max(known, default=0) + 1)
    make_index(cluster, index, article_index_body(shards, replicas))
    return index


def state_of_new_index(
    cluster: Cluster, before: ClusterState | None, shards: int, replicas: int
) -> ClusterState:
    """Make an index of articles; return the state in its place from which its first one is made.

    Args:
        cluster: that has the archive.
        before: the newest state of the archive, in another index; None if there is none.
        shards, replicas: of the new index.
    """
    index = make_article_index(cluster, shards, replicas)
    generation = before.generation if before else 0
    return ClusterState(
        index=index,
        generation=generation,
        committed=0,
        synced=0,
        purged=generation + 1,
        seq_no=before.seq_no if before else -1,
        primary_term=before.primary_term if before else 0,
    )


def garbled_state(cluster: Cluster) -> ClusterState | None:
    """Return what can be told of a state that cannot be read, so that another can take its place.

    Returns:
        Its generation, 0 where that cannot be told; None where there is none at all.

    Raises:
        ClusterError: the cluster cannot be asked.
    """
    try:
        path = document_path(state_index(cluster.name), STATE)
        found = patiently(partial(cluster.request, "GET", path))
    except ClusterMissingError:
        return None
    source = found.get("_source")
    generation = source.get("generation") if isinstance(source, dict) else None
    with understanding(cluster.name):
        return ClusterState(
            index="",
            generation=generation if isinstance(generation, int) else 0,
            committed=0,
            synced=0,
            seq_no=found["_seq_no"],
            primary_term=found["_primary_term"],
        )


def article_indexes(cluster: Cluster) -> list[str]:
    """Return the names of all indexes of articles that an archive has, in use or left behind."""
    try:
        path = f"/{cluster.name}-*/_settings/index.uuid"
        answer = patiently(partial(cluster.request, "GET", path))
    except ClusterMissingError:
        return []
    return sorted(index for index in answer if article_index_number(cluster.name, index))


def remove_other_indexes(cluster: Cluster, kept: str) -> None:
    """Remove the indexes of articles that the newest state does not have.

    What cannot be removed stays until the next time, and so does what another program has made.
    """
    with suppress(ClusterError):
        for index in article_indexes(cluster):
            if index != kept:
                with suppress(ClusterSchemaError):
                    check_mapping(cluster, index, any_version=True)
                    remove_index(cluster, index)


def remove_index(cluster: Cluster, index: str) -> None:
    """Remove an index, if it can be removed."""
    with suppress(ClusterError):
        cluster.request("DELETE", f"/{index}")


def put_last_sync(cluster: Cluster, record: Mapping[str, Any]) -> None:
    """Note down what the last sync did.

    Raises:
        ClusterError: the cluster cannot be asked.
    """
    cluster.request("PUT", document_path(state_index(cluster.name), LAST_SYNC), record)


def write_state(cluster: Cluster, state: ClusterState) -> ClusterState:
    """Put a state in the place of the one whose number in the sequence it has.

    Returns:
        The same, with its own number.

    Raises:
        ClusterLockedError: somebody else has written another one.
        ClusterError: the cluster cannot be asked. It may be written nevertheless.
    """
    path = document_path(state_index(cluster.name), STATE)
    params: dict[str, Any] = dict(cluster.given_up)
    if state.seq_no < 0:
        path = path.replace("/_doc/", "/_create/")
    else:
        params |= {"if_seq_no": state.seq_no, "if_primary_term": state.primary_term}

    def put() -> ClusterState:
        done = cluster.request("PUT", path, state_source(state), params)
        with understanding(cluster.name):
            return replace(state, seq_no=done["_seq_no"], primary_term=done["_primary_term"])

    try:
        return patiently(put)
    except ClusterConflictError as error:
        # The answer may have been lost, and the request sent again.
        if (now := _same(cluster, state)) is not None:
            return now
        raise ClusterLockedError(cluster.name) from error


def refresh(cluster: Cluster, index: str) -> None:
    """Let searches see what was written.

    Raises:
        ClusterError: the cluster cannot be asked, or a part of it has failed.
    """
    patiently(lambda: _refresh(cluster, index))


def _refresh(cluster: Cluster, index: str) -> None:
    # Of very much it takes a while.
    seconds = max(_REFRESH_SECONDS, cluster.timeout)
    answer = cluster.request("POST", f"/{index}/_refresh", timeout=seconds)
    with understanding(cluster.name):
        failed = answer["_shards"]["failed"]
    if failed:
        raise ClusterError(
            cluster.name,
            f"The cluster at {cluster.address} has lost a part of {index} for now. "
            "Nothing was changed: run this again.",
            passing=True,
        )


def fenced_state(cluster: Cluster) -> ClusterState | None:
    """Write the newest state once more, so that no earlier writer can put one in its place.

    Returns:
        That state; None where there is no archive yet.

    Raises:
        ClusterSchemaError, ClusterDamagedError: it cannot be read.
        ClusterError: the cluster cannot be asked.
    """
    try:
        return write_state(cluster, patiently(partial(read_state, cluster)))
    except NoClusterIndexError:
        return None


def _same(cluster: Cluster, state: ClusterState) -> ClusterState | None:
    with suppress(NoClusterIndexError, ClusterDamagedError):
        now = patiently(partial(read_state, cluster))
        if state_source(now) == state_source(state):
            return now
    return None
