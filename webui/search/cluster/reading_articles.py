"""Articles as they are shown, read from a cluster by their numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from indexer.contract.article import Article
from indexer.contract.cluster.stored_articles import article_of_source
from webui.search.cluster.receiving.state_columns import StateArrays
from webui.search.cluster.searching.point_in_time import PointInTime
from webui.search.cluster.translating.dsl_clauses import numbered
from webui.search.deadlines.deadline import in_steps
from webui.search.local.engine import ByteCache

# Articles of one answer, of a few kilobytes each.
_AT_ONCE = 500
# Beside title and excerpt: addresses, topics, the objects themselves.
_BYTES = 1500


class _Kept(NamedTuple):
    article: Article

    @property
    def nbytes(self) -> int:
        return len(self.article.title) + len(self.article.excerpt) + _BYTES


def read_articles(point: PointInTime, docs: Iterable[int]) -> list[Article]:
    """Return the articles of some numbers, in their order.

    Raises:
        ClusterError: the cluster cannot be asked.
        ValueError, KeyError, TypeError: one of them is not there, or makes no sense.
    """
    wanted = list(docs)
    found: dict[int, Article] = {}
    for some in in_steps(list(dict.fromkeys(wanted)), _AT_ONCE):
        answer = point.search(
            {"bool": {"filter": [numbered(some)]}},
            size=len(some),
            _source=["number", "stored"],
        )
        for hit in answer["hits"]["hits"]:
            found[int(hit["_source"]["number"])] = article_of_source(hit["_source"])
    return [found[doc] for doc in wanted]


def kept_articles(
    point: PointInTime, arrays: StateArrays, cache: ByteCache, index: str, docs: Iterable[int]
) -> list[Article]:
    """Return the same, kept in a cache: also for later states in which they are as they were.

    Args:
        point: the state.
        arrays: of it.
        cache: that keeps them.
        index: tells the index that they are in from all others.
        docs: the numbers.
    """
    wanted = list(docs)
    keys: Sequence[Hashable] = [(index, "article", doc, int(arrays.from_[doc])) for doc in wanted]
    known = cache.known(keys)
    missing = [doc for doc, kept in zip(wanted, known, strict=True) if kept is None]
    made: Mapping[int, _Kept] = dict(
        zip(missing, map(_Kept, read_articles(point, missing)), strict=True)
    )
    cache.keep_all({key: made[doc] for key, doc in zip(keys, wanted, strict=True) if doc in made})
    return [
        (made[doc] if kept is None else kept).article
        for doc, kept in zip(wanted, known, strict=True)
    ]
