"""What a commit has to know of the articles of the state that it changes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from indexer.cluster.remembered import Remembered
from indexer.cluster.versions import read_values
from indexer.contract.cluster.cluster_errors import ClusterDamagedError, understanding
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.connection import Cluster
from indexer.contract.cluster.stored_articles import unpacked
from indexer.contract.codec.arrays import Ints
from indexer.stories.discovery import Found


class CurrentVersions(NamedTuple):
    """What is known, by number.

    Attributes:
        since: the generation of each article's version, -1 where there is none, shape (n,).
        story, copies: as they are noted there, shape (n,).
        signatures: of each; empty where there is none.
        found: the stories, if they are known in full.
    """

    since: Ints
    story: Ints
    copies: Ints
    signatures: list[bytes]
    found: Found | None


def current_versions(
    cluster: Cluster, state: ClusterState, known: Remembered | None, count: int
) -> CurrentVersions:
    """Return what is known of the articles of a state.

    Args:
        cluster: that has the archive.
        state: its newest one.
        known: what is remembered of it, if anything is.
        count: of all numbers, those of new articles included.

    Raises:
        ClusterError: the cluster cannot be asked.
        ClusterDamagedError: articles are missing.
    """
    since = np.full(count, -1, np.int64)
    story, copies = np.arange(count), np.arange(count)
    signatures = [b""] * count
    if known is not None and known.found is not None:
        size = len(known.since)
        since[:size] = known.since
        there = known.since >= 0
        story[:size][there] = known.found.story[there]
        copies[:size][there] = known.found.text[there]
        signatures[:size] = known.signatures
        return CurrentVersions(since, story, copies, signatures, known.found)
    fields = ("number", "from", "story", "copies", "signature")
    with understanding(cluster.name):
        for values in read_values(cluster, state, fields):
            number = values["number"][0]
            since[number] = values["from"][0]
            story[number], copies[number] = values["story"][0], values["copies"][0]
            signatures[number] = unpacked(values["signature"][0])
    if np.count_nonzero(since >= 0) != state.articles:
        raise ClusterDamagedError(cluster.name, "articles of the state are missing")
    return CurrentVersions(since, story, copies, signatures, None)
