"""Articles that were read from storage, as the cache keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from indexer.contract.article import Article, article_from_stored
from webui.search.local.engine import ByteCache, Engine
from webui.search.local.engine.segment import Segment

# Beside title and excerpt: addresses, topics, the objects themselves.
_BYTES = 1500


class _Kept(NamedTuple):
    article: Article

    @property
    def nbytes(self) -> int:
        return len(self.article.title) + len(self.article.excerpt) + _BYTES


def kept_articles(engine: Engine, cache: ByteCache, docs: Iterable[int]) -> list[Article]:
    """Return the articles of documents, by their numbers in the whole index, kept in a cache.

    The caller is within the guard of the engine, whose cache it is.
    """
    places = [engine.place(doc) for doc in docs]
    known = cache.known([(segment.id, ("article", own)) for segment, own in places])
    return [
        _read(segment, own) if kept is None else kept.article
        for kept, (segment, own) in zip(known, places, strict=True)
    ]


def _read(segment: Segment, own: int) -> Article:
    def make() -> _Kept:
        return _Kept(article_from_stored(segment.stored(own)))

    return segment.cached(("article", own), make).article
