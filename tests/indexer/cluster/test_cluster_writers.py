"""Several writers to an archive in a real cluster, and what is left of them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from indexer.checking.cluster_check import check_cluster
from indexer.cluster.cluster_batch import ClusterBatch
from indexer.cluster.cluster_documents import cluster_document
from indexer.cluster.committing_articles import commit
from indexer.cluster.versions import read_files
from indexer.cluster.writer_lock import WriterLock
from indexer.cluster.writing import ensure_state_index, fenced_state
from indexer.contract.article import Article, Fingerprint
from indexer.contract.cluster.cluster_state import read_state
from indexer.contract.cluster.connection import connect
from indexer.contract.cluster.mapping import CURRENT
from indexer.contract.errors import IndexLockedError
from indexer.contract.settings import Settings
from indexer.syncing.sync import rebuild, sync
from tests.indexer.cluster.reading_back import contents_of
from tests.support.articles import write_article

pytestmark = pytest.mark.cluster

FILE = Fingerprint(1, 1, "00" * 16)


def test_two_writers_exclude_each_other(folder: Path, archive: Settings) -> None:
    """While one holds the archive another does nothing; afterwards it may."""
    write_article(folder, "a")
    cluster = connect(archive)
    ensure_state_index(cluster, 0)
    with WriterLock(cluster):
        for action in (sync, rebuild):
            with pytest.raises(IndexLockedError, match="process"):
                action(folder, archive)
    assert sync(folder, archive).articles == 1


def test_a_writer_that_was_taken_over_commits_nothing(archive: Settings) -> None:
    """It sees it before it sends, and if not, its state is not taken."""
    cluster = connect(archive)
    ensure_state_index(cluster, 0)
    commit(cluster, [(Article("a", "One"), FILE, None)], replicas=0)
    with WriterLock(cluster) as first:
        before = fenced_state(cluster)
        assert before is not None
        document = cluster_document(Article("b", "Two"), FILE)
        files = read_files(cluster, before)
        with ClusterBatch(cluster, before, files, first.check) as batch:
            batch.add(document)
            with WriterLock(cluster, stale=0):
                after = fenced_state(cluster)
                time.sleep(1.1)
                with pytest.raises(IndexLockedError):
                    batch.commit()
        with ClusterBatch(cluster, before, files, lambda: None) as blind:
            blind.add(document)
            with pytest.raises(IndexLockedError):
                blind.commit()
    assert after is not None
    assert read_state(cluster).generation == after.generation == 1
    assert set(contents_of(archive).articles) == {"a"}


def test_what_a_killed_writer_sent_may_come_late(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later commit finds versions that it has not written, and leaves none of them."""
    cluster = connect(archive)
    commit(cluster, [(Article("a", "One"), FILE, None)], replicas=0)
    original = cluster.request
    late: list[str] = []

    def request(method: str, path: str, *more: Any, **named: Any) -> Any:
        if path.endswith("_bulk") and not late:
            late.append(path)
            state = read_state(cluster)
            stray = {
                **cluster_document(Article("stray", "Three"), FILE),
                **{"number": 5, "from": 2, "until": CURRENT, "story": 5, "copies": 5},
            }
            original("PUT", f"/{state.index}/_doc/5-2", stray)
            original("POST", f"/{state.index}/_update/0-1", {"doc": {"until": 2}})
        return original(method, path, *more, **named)

    monkeypatch.setattr(cluster, "request", request)
    made = commit(cluster, [(Article("b", "Two"), FILE, None)], replicas=0)
    assert late
    assert made.articles == 2
    assert set(contents_of(archive).articles) == {"a", "b"}
    assert check_cluster(connect(archive)).ok
