"""An article that was read from storage, as the cache keeps it."""

from __future__ import annotations

from typing import NamedTuple

from indexer.contract.article import Article

# Beside title and excerpt: addresses, topics, the objects themselves.
_BYTES = 1500


class KeptArticle(NamedTuple):
    """An article, and how large it is."""

    article: Article

    @property
    def nbytes(self) -> int:
        """Bytes that it takes, roughly."""
        return len(self.article.title) + len(self.article.excerpt) + _BYTES
