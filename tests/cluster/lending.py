"""Empty archives in the cluster, quickly: an index that was used is emptied and lent again.

To make and to remove an index takes a cluster longer than most cases of a suite.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from indexer.cluster.committing_articles import commit
from indexer.contract.cluster.connection import connect
from indexer.contract.cluster.index_names import LAST_SYNC, STATE, state_index
from indexer.contract.settings import Settings
from tests.cluster.archives import remove, settings_of
from tests.cluster.nodes import ask
from tests.cluster.shared import shared_urls

# What was deleted stays in the statistics of an index for a while, and takes some of its time.
_MOST_USES = 40


@dataclass(slots=True)
class _Lent:
    """An archive.

    Attributes:
        settings: that name it.
        index: of its articles.
        empty: its state without any, as the document that says so.
        uses: how often it was lent.
    """

    settings: Settings
    index: str
    empty: dict[str, Any]
    uses: int = 0


_free: defaultdict[int, list[_Lent]] = defaultdict(list)


@contextmanager
def lent_archive(shards: int) -> Iterator[Settings]:
    """Lend the settings of an archive without articles, whose state is the first one.

    Args:
        shards: of its index of articles.
    """
    lent = _free[shards].pop() if _free[shards] else _made(shards)
    lent.uses += 1
    try:
        yield lent.settings
    finally:
        _give_back(shards, lent)


def _made(shards: int) -> _Lent:
    settings = settings_of(",".join(shared_urls()), opensearch_shards=shards, opensearch_replicas=0)
    cluster = connect(settings)
    try:
        state = commit(cluster, shards=shards, replicas=0)
    finally:
        cluster.close()
    path = f"/{state_index(settings.opensearch_index)}/_doc/{STATE}"
    return _Lent(settings, state.index, ask(_url(settings), "GET", path)["_source"])


def _give_back(shards: int, lent: _Lent) -> None:
    url, name = _url(lent.settings), lent.settings.opensearch_index
    if lent.uses >= _MOST_USES:
        remove(url, name)
        return
    state = state_index(name)
    ask(url, "POST", f"/{lent.index}/_refresh")
    # More than a case has; documents of earlier states are among them.
    found = ask(url, "POST", f"/{lent.index}/_search", {"size": 10_000, "_source": False})
    gone = [{"delete": {"_index": lent.index, "_id": hit["_id"]}} for hit in found["hits"]["hits"]]
    emptied = [
        {"delete": {"_index": state, "_id": LAST_SYNC}},
        {"index": {"_index": state, "_id": STATE}},
        lent.empty,
    ]
    for item in ask(url, "POST", "/_bulk", [*gone, *emptied])["items"]:
        (done,) = item.values()
        assert done["status"] in (200, 201, 404), done
    _free[shards].append(lent)


def _url(settings: Settings) -> str:
    return settings.opensearch_url.partition(",")[0]
