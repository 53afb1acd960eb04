"""Articles → a commit, in one call: for whoever has them at hand."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.cluster.cluster_batch import ClusterBatch
from indexer.cluster.cluster_documents import cluster_document
from indexer.cluster.remembered import NO_FILES
from indexer.cluster.versions import read_files
from indexer.cluster.writer_lock import WriterLock
from indexer.cluster.writing import (
    ensure_state_index,
    fenced_state,
    remove_other_indexes,
    state_of_new_index,
)
from indexer.contract.aliases import NO_ALIASES, Aliases
from indexer.contract.article import Article, Fingerprint
from indexer.contract.cluster.cluster_state import ClusterState
from indexer.contract.cluster.connection import Cluster
from indexer.contract.history import History

Written = tuple[Article, Fingerprint, History | None]
"""An article, its file, and its past."""


def commit(
    cluster: Cluster,
    articles: Iterable[Written] = (),
    deleted: Iterable[str] = (),
    aliases: Aliases = NO_ALIASES,
    *,
    shards: int = 2,
    replicas: int = 0,
    now: int | None = None,
    anew: bool = False,
) -> ClusterState:
    """Make a new state of an archive: articles are added, or take the place of those of their ids.

    Args:
        cluster: that has the archive, or is to have it.
        articles: added and changed ones.
        deleted: ids of articles that go; those that are not there are passed over.
        aliases: that are in force in the new state.
        shards, replicas: of indexes that have to be made.
        now: the time of the commit, in microseconds since 1970, if not that of the clock.
        anew: whether to begin without articles, in another index.

    Raises:
        ClusterLockedError: another writer is at work.
        IndexStateError: the archive is not one of ours, damaged, or cannot be asked.
    """
    ensure_state_index(cluster, replicas)
    with WriterLock(cluster) as lock:
        state = fenced_state(cluster)
        remove_other_indexes(cluster, state.index if state else "")
        files = NO_FILES
        if state is None or anew:
            state = state_of_new_index(cluster, state, shards, replicas)
        else:
            files = read_files(cluster, state)
        numbers = files.numbers
        with ClusterBatch(cluster, state, files, lock.check, aliases=aliases) as batch:
            for id in deleted:
                if id in numbers:
                    batch.delete(numbers[id])
            for article, fingerprint, history in articles:
                if article.id in numbers:
                    batch.delete(numbers[article.id])
                batch.add(cluster_document(article, fingerprint, history))
            return batch.commit(now)
