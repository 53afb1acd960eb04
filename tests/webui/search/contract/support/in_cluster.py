"""The backend over a cluster: made for a case, in an index that other cases have used before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from indexer.cluster.committing_articles import Written, commit
from indexer.contract.aliases import Aliases
from indexer.contract.article import Article, Fingerprint
from indexer.contract.cluster.connection import connect
from indexer.syncing.targets.cluster_archive import NotesInCluster
from tests.cluster.archives import opened
from tests.cluster.lending import lent_archive
from tests.webui.search.contract.support.made import Made
from tests.webui.search.reference.histories import made_up


@contextmanager
def in_cluster(articles: Sequence[Article], aliases: Aliases) -> Iterator[Made]:
    """Fill an archive of one shard or, where it has every third number of articles, of two."""
    shards = 2 if len(articles) % 3 == 2 else 1
    live = {item.id for item in articles}
    with lent_archive(shards) as settings:
        cluster = connect(settings)

        def change(articles: Sequence[Article]) -> None:
            commit(cluster, _written(articles), live, aliases, shards=shards)
            live.clear()
            live.update(item.id for item in articles)

        try:
            commit(cluster, _written(articles), aliases=aliases, shards=shards)
            with opened(settings) as backend:
                yield Made(backend, change, NotesInCluster(cluster).write)
        finally:
            cluster.close()


def _written(articles: Iterable[Article]) -> Iterator[Written]:
    for item in articles:
        yield item, Fingerprint(1, 1, "00"), made_up(item.id)
