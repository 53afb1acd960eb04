"""Articles that were read from storage, as the cache keeps them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from indexer.contract.article import Article, article_from_stored
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine import ByteCache, Engine

# Beside title and excerpt: addresses, topics, the objects themselves.
_BYTES = 1500


class _Kept(NamedTuple):
    article: Article

    @property
    def nbytes(self) -> int:
        return len(self.article.title) + len(self.article.excerpt) + _BYTES


def kept_articles(
    engine: Engine,
    cache: ByteCache,
    docs: Iterable[int],
    reading: Callable[[], AbstractContextManager[Any]],
) -> list[Article]:
    """Return the articles of documents, by their numbers in the whole index, kept in a cache.

    Args:
        engine: whose documents they are.
        cache: of the engine.
        docs: the numbers.
        reading: the guard of the engine, which is entered where something has to be read.
    """
    places = [engine.place(doc) for doc in docs]
    keys = [(segment.id, ("article", own)) for segment, own in places]
    known = cache.known(keys)
    if None not in known:
        return [kept.article for kept in known]
    made: dict[Hashable, _Kept] = {}
    with reading():
        for key, kept, (segment, own) in zip(keys, known, places, strict=True):
            if kept is None:
                checkpoint()
                made[key] = _Kept(article_from_stored(segment.stored(own)))
    cache.keep_all(made)
    return [
        (made[key] if kept is None else kept).article for key, kept in zip(keys, known, strict=True)
    ]
