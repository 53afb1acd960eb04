"""A node gives a shard to another one, as OpenSearch does whenever it balances them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indexer.syncing.sync import sync
from tests.cluster.archives import archive, opened
from tests.cluster.faults.asking import answers
from tests.cluster.faults.contents import index_of
from tests.cluster.nodes import Cluster, ask
from tests.support.articles import write_article
from tests.webui.serving import until

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(120)]


def _move(cluster: Cluster, index: str) -> None:
    """Move all shards of an index to a node that has none of it, so that the others close it."""
    url = cluster.urls[0]
    # What the cluster moves by itself meanwhile cannot be moved by anybody else.
    ask(url, "PUT", f"/{index}/_settings", {"index.routing.rebalance.enable": "none"})
    until(lambda: _states(url, index) == {"STARTED"})
    shards = _shards(url, index)
    elsewhere = {node.name for node in cluster.nodes} - {shard["node"] for shard in shards}
    moves = [
        {
            "index": index,
            "shard": int(shard["shard"]),
            "from_node": shard["node"],
            "to_node": min(elsewhere),
        }
        for shard in shards
    ]
    ask(url, "POST", "/_cluster/reroute", {"commands": [{"move": move} for move in moves]})
    until(lambda: _states(url, index) == {"STARTED"})


def _states(url: str, index: str) -> set[str]:
    return {shard["state"] for shard in _shards(url, index)}


def _shards(url: str, index: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(url, "GET", f"/_cat/shards/{index}?format=json")
    return found


def test_a_reader_goes_on_when_a_shard_has_moved(
    tmp_path: Path, cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    """Its point in time cannot be asked for words any more, so that it opens another one."""
    for number in range(20):
        write_article(tmp_path, f"{number}", title=f"{('Storm', 'Calm')[number % 2]} at sea")
    options = {"opensearch_shards": "2", "opensearch_replicas": "0"}
    with archive(",".join(cluster.urls), **options) as settings:
        sync(tmp_path, settings)
        with opened(settings) as backend:
            with backend.searcher() as searcher:
                expected = answers(searcher)
            _move(cluster, index_of(settings))

            def is_lost() -> bool:
                with backend.searcher() as searcher:
                    assert answers(searcher) == expected
                return "A point in time is lost" in caplog.text

            # A node closes what it has given away a moment later.
            until(is_lost)
