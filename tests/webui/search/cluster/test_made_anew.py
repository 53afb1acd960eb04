"""An archive that is deleted and made anew under a server is not taken for the one before."""

from __future__ import annotations

from uuid import uuid4

import pytest

from indexer.cluster.committing_articles import commit
from indexer.cluster.writing import article_indexes
from indexer.contract.article import Fingerprint
from indexer.contract.cluster.connection import connect
from indexer.contract.cluster.index_names import state_index
from indexer.contract.settings import Settings
from tests.webui.search.library import article
from webui.search.cluster.state_holder import StateHolder
from webui.search.local.engine import ByteCache

pytestmark = pytest.mark.cluster


def test_a_new_archive_of_the_name_and_generation_is_another_one(cluster_url: str) -> None:
    """What was loaded of the one that is gone, and its point in time, are used no more."""
    name = f"test-{uuid4().hex[:12]}"
    cluster = connect(Settings(opensearch_url=cluster_url, opensearch_index=name))
    holder = StateHolder(cluster, ByteCache(10_000_000))

    def remove() -> None:
        for index in (state_index(name), *article_indexes(cluster)):
            cluster.request("DELETE", f"/{index}")

    def ids() -> list[bytes]:
        holder._checked = float("-inf")
        with holder.snapshot() as snapshot:
            assert snapshot.generation == 1
            return list(snapshot.arrays.ids)

    try:
        commit(cluster, [(article("old", "One"), Fingerprint(1, 1, "00"), None)], shards=1)
        assert ids() == [b"old"]
        remove()
        commit(cluster, [(article("new", "Two"), Fingerprint(1, 1, "00"), None)], shards=1)
        assert ids() == [b"new"]
    finally:
        holder.close()
        remove()
        cluster.close()
