"""The index of the peer: that of the search benchmark's, with all that an answer shows of a hit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tantivy import Document, Index

from indexer.contract.article import Article
from tests.benchmark.engines.tantivy_peer import HEAP_BYTES, Tantivy
from tests.benchmark.engines.tantivy_schema import document, fields, with_analyzers

# Grows with every change of what is written.
_VERSION = 1

SHOWN = "shown"
"""The stored field of what is shown of a hit beside its id and texts: JSON, parsed as one."""


class ServedTantivy(Tantivy):
    """The peer of the search benchmark, over an index from which whole hits can be shown."""

    index = "tantivy-served"

    @classmethod
    def writer(cls) -> str:
        """Return what the index depends on."""
        return f"{super().writer()}, served {_VERSION}"

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        """Write the index in one commit."""
        builder = fields(stored=False)
        builder.add_text_field("type_label", fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field(SHOWN, stored=True, tokenizer_name="raw", index_option="basic")
        index = with_analyzers(Index(builder.build(), str(folder)))
        with index.writer(HEAP_BYTES, 1) as writer:
            for article in articles:
                writer.add_document(_document(article))
            writer.commit()
            writer.wait_merging_threads()


def _document(article: Article) -> Document:
    made = document(article)
    if article.type:
        made.add_text("type_label", article.type)
    made.add_text(SHOWN, json.dumps(_shown(article), ensure_ascii=False))
    return made


def _shown(article: Article) -> dict[str, Any]:
    provider, published = article.provider, article.published
    return {
        "url": article.url or None,
        "provider": provider and {"name": provider.name, "domain": provider.domain},
        "published": published and published.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "topics": article.topics,
        "type": article.type or None,
        "quality": article.quality,
        "heat": article.heat,
        "curated": article.curated,
        "image": article.image and article.image.url,
        "story": None,
        "added": None,
        "added_generation": None,
    }
