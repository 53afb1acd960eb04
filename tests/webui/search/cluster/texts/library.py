"""One state twice: in an index on this machine and in a cluster, with the same numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, count
from typing import Any

from indexer.cluster.cluster_documents import cluster_document
from indexer.contract.article import Article, Fingerprint
from indexer.contract.cluster.cluster_state import visible
from indexer.contract.cluster.connection import Cluster, connect
from indexer.contract.cluster.mapping import CURRENT, article_index_body
from indexer.contract.settings import load_settings
from tests.webui.search.library import opened
from webui.search.cluster.texts.asking import Clause
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.story_lookup import stories_of

_GENERATION = 7
_names = count()


class PlainSearching:
    """Searches an index of articles without a point in time.

    Args:
        cluster: to ask.
        index: of the articles.
    """

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index
        self.asked = 0

    def search(self, query: Clause, *, scored: bool = False, **more: Any) -> Mapping[str, Any]:
        """Search the articles of the state."""
        self.asked += 1
        found = {"bool": {"must": [query], "filter": visible(_GENERATION)}}
        kind = "dfs_query_then_fetch" if scored else "query_then_fetch"
        params = {"search_type": kind, "allow_partial_search_results": "false"}
        body = {"track_total_hits": True, **more, "query": found}
        answer: Mapping[str, Any] = self._cluster.request(
            "POST", f"/{self._index}/_search", body, params
        )
        assert answer["_shards"]["successful"] == answer["_shards"]["total"] == 2
        return answer

    def several(self, queries: Sequence[Clause], **more: Any) -> list[Mapping[str, Any]]:
        """Search for each of some queries."""
        return [self.search(query, **more) for query in queries]

    def pages(self, query: Clause, size: int, **more: Any) -> Iterator[list[Mapping[str, Any]]]:
        """Yield all hits of a search by their numbers, so many at a time."""
        place: dict[str, Any] = {}
        while hits := self.search(
            query, size=size, sort=[{"number": "asc"}], **more, **place
        )["hits"]["hits"]:  # fmt: skip
            yield hits
            place = {"search_after": hits[-1]["sort"]}


@contextmanager
def twice(
    urls: str, *segments: Sequence[Article], replicas: int = 0
) -> Iterator[tuple[LocalSnapshot, PlainSearching]]:
    """Keep articles in an index here, and in one of a cluster beside others that are no more.

    Args:
        urls: of the cluster.
        segments: of the index here.
        replicas: of each shard in the cluster.
    """
    settings = load_settings(
        {"backend": "opensearch", "opensearch_url": urls, "opensearch_index": "cuttings-texts"},
        environment={},
    )
    cluster = connect(settings)
    index = f"cuttings-texts-{next(_names)}-{id(cluster):x}"
    with opened(*segments) as snapshot:
        cluster.request("PUT", f"/{index}", article_index_body(2, replicas))
        try:
            _fill(cluster, index, list(chain.from_iterable(segments)), snapshot)
            yield snapshot, PlainSearching(cluster, index)
        finally:
            cluster.request("DELETE", f"/{index}")
            cluster.close()


def _fill(
    cluster: Cluster, index: str, articles: Sequence[Article], snapshot: LocalSnapshot
) -> None:
    story = stories_of(snapshot).story.tolist()
    lines: list[Any] = []
    for number, article in enumerate(articles):
        fields = cluster_document(article, Fingerprint(0, 0, ""))
        common = {**fields, "number": number, "story": story[number]}
        # Another state had the same article, and the next one will have it, too.
        for start, end in ((1, _GENERATION), (_GENERATION, CURRENT), (_GENERATION + 1, CURRENT)):
            lines.append({"index": {"_index": index, "_id": f"{number}-{start}"}})
            lines.append({**common, "from": start, "until": end})
    if lines:
        body = "".join(f"{json.dumps(line)}\n" for line in lines)
        answer = cluster.request("POST", "/_bulk", body, {"refresh": "true"})
        assert not answer["errors"], answer
