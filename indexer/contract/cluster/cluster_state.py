"""Which state an archive in a cluster is in: one document, whose writing is the commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.cluster.cluster_errors import (
    ClusterDamagedError,
    ClusterMissingError,
    ClusterSchemaError,
    NoClusterIndexError,
)
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.index_names import LAST_SYNC, STATE, document_path, state_index
from indexer.contract.cluster.mapping import CLUSTER_SCHEMA
from indexer.contract.syncs.last_sync import LastSync


@dataclass(frozen=True, slots=True)
class ClusterState:
    """The newest state of an archive.

    Attributes:
        index: of the articles.
        generation: grows with every commit.
        committed: when it was committed, in microseconds since 1970.
        synced: when the last sync ended well, whether it changed anything or not, likewise.
        next_number: above the numbers of all articles that there ever were in the index.
        articles: how many there are.
        purged: versions that ended with this generation, or before, may have been deleted: states
            before it can only be read at a point in time that is open already.
        aliases: that are in force.
        seq_no, primary_term: of the document, by which it is replaced.
    """

    index: str
    generation: int
    committed: int
    synced: int
    next_number: int = 0
    articles: int = 0
    purged: int = 0
    aliases: Aliases = NO_ALIASES
    seq_no: int = -1
    primary_term: int = 0


def read_state(cluster: Cluster, timeout: float | None = None) -> ClusterState:
    """Read the newest state of an archive; what was committed is seen at once.

    Args:
        cluster: that has the archive.
        timeout: seconds, if not as for all requests.

    Raises:
        NoClusterIndexError: there is none.
        ClusterSchemaError: it is of another version.
        ClusterDamagedError: it makes no sense.
        ClusterError: the cluster cannot be asked.
    """
    index = state_index(cluster.name)
    try:
        found = cluster.request("GET", document_path(index, STATE), timeout=timeout)
    except ClusterMissingError as error:
        raise NoClusterIndexError(cluster.name) from error
    source = found.get("_source")
    if not isinstance(source, dict) or source.get("schema") != CLUSTER_SCHEMA:
        raise ClusterSchemaError(cluster.name, index)
    try:
        return ClusterState(
            index=str(source["index"]),
            **{name: _number(source[name]) for name in _NUMBERS},
            aliases=Aliases.of_entries((name, many) for name, many in source["aliases"]),
            seq_no=int(found["_seq_no"]),
            primary_term=int(found["_primary_term"]),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ClusterDamagedError(cluster.name, f"its state cannot be read: {error!r}") from error


_NUMBERS = ("generation", "committed", "synced", "next_number", "articles", "purged")


# Such a moment, in microseconds, is in the year 2255.
_MOST = 2**53


def _number(value: Any) -> int:
    number = int(value)
    if not 0 <= number < _MOST:
        raise ValueError(f"{number} cannot be")
    return number


def state_source(state: ClusterState) -> dict[str, Any]:
    """Return the document of a state."""
    return {
        "schema": CLUSTER_SCHEMA,
        "index": state.index,
        **{name: getattr(state, name) for name in _NUMBERS},
        "aliases": [[name, list(many)] for name, many in state.aliases.entries],
    }


def visible(generation: int) -> list[dict[str, Any]]:
    """Return the filters by which a search finds the articles of a state, and no others."""
    return [
        {"range": {"from": {"lte": generation}}},
        {"range": {"until": {"gt": generation}}},
    ]


def read_cluster_last_sync(cluster: Cluster, timeout: float | None = None) -> LastSync | None:
    """Return what the last sync did; None where nobody knows.

    Args:
        cluster: that has the archive.
        timeout: seconds, if not as for all requests.

    Raises:
        ClusterError: the cluster cannot be asked.
    """
    try:
        path = document_path(state_index(cluster.name), LAST_SYNC)
        found = cluster.request("GET", path, timeout=timeout)
        return LastSync.model_validate(found["_source"])
    except (ClusterMissingError, ValueError, KeyError, TypeError):
        return None
