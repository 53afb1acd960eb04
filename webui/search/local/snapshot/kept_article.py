"""An article that was read from storage, as the cache keeps it."""

from __future__ import annotations

from typing import NamedTuple

from indexer.contract.article import Article, article_from_stored
from webui.search.local.engine import Engine

# Beside title and excerpt: addresses, topics, the objects themselves.
_BYTES = 1500


class _Kept(NamedTuple):
    article: Article

    @property
    def nbytes(self) -> int:
        return len(self.article.title) + len(self.article.excerpt) + _BYTES


def kept_article(engine: Engine, doc: int) -> Article:
    """Return the article of a document, by its number in the whole index, from the cache if it can.

    The caller is within the guard of the engine.
    """
    segment, own = engine.place(doc)
    key = ("article", own)
    return segment.cached(key, lambda: _Kept(article_from_stored(segment.stored(own)))).article
