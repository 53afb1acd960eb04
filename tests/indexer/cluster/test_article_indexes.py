"""Which indexes of an archive in a cluster are removed, and when."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.checking.cluster_check import check_cluster
from indexer.cluster.writing import article_indexes, write_state
from indexer.contract.cluster.cluster_errors import ClusterError
from indexer.contract.cluster.cluster_state import ClusterState, read_state
from indexer.contract.cluster.connection import connect
from indexer.contract.errors import IndexLockedError
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article

pytestmark = pytest.mark.cluster


def test_a_rebuild_leaves_the_index_before_it_to_those_who_read_it(
    folder: Path, archive: Settings
) -> None:
    """The next sync removes it; what another program has made stays, whatever it is called."""
    write_article(folder, "a")
    sync(folder, archive)
    cluster = connect(archive)
    others = [f"{archive.opensearch_index}-{end}" for end in ("20261129", "000007-0123abcd")]
    for other in others:
        cluster.request("PUT", f"/{other}")
    before = read_state(cluster).index
    rebuild(folder, archive)
    after = read_state(cluster).index
    assert set(article_indexes(cluster)) == {before, after, others[1]}
    sync(folder, archive)
    assert set(article_indexes(cluster)) == {after, others[1]}
    assert cluster.request("GET", f"/{others[0]}/_count")["count"] == 0


def test_a_commit_that_comes_after_it_was_given_up_is_refused(
    folder: Path, archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No state has an index that is gone."""
    write_article(folder, "a")
    sync(folder, archive)
    cluster = connect(archive)
    before = read_state(cluster)
    late: list[ClusterState] = []

    def lost(_: object, state: ClusterState) -> ClusterState:
        late.append(state)
        raise KeyboardInterrupt

    with monkeypatch.context() as patching:
        patching.setattr("indexer.cluster.cluster_batch.write_state", lost)
        with pytest.raises(KeyboardInterrupt):
            rebuild(folder, archive)
    assert article_indexes(cluster) == [before.index]
    with pytest.raises(IndexLockedError):
        write_state(cluster, late[0])
    assert read_state(cluster).index == before.index
    assert check_cluster(cluster).ok


def test_what_a_first_sync_has_left_is_removed_by_the_next_one(
    folder: Path, archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can tell whether its commit still comes."""
    write_article(folder, "a")

    def lost(_: object, __: ClusterState) -> ClusterState:
        raise ClusterError("x", "no answer", passing=True)

    with monkeypatch.context() as patching:
        patching.setattr("indexer.cluster.cluster_batch.write_state", lost)
        with pytest.raises(ClusterError, match="no answer"):
            sync(folder, archive)
    cluster = connect(archive)
    assert len(article_indexes(cluster)) == 1
    sync(folder, archive)
    assert article_indexes(cluster) == [read_state(cluster).index]
