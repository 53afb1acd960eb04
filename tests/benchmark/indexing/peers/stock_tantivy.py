"""tantivy with the writer that its Python package gives by default."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tantivy import Index

from indexer.contract.article import Article
from tests.benchmark.engines.tantivy_schema import document, schema, with_analyzers


def build(folder: Path, articles: Iterable[Article]) -> None:
    """Write an index of the articles into an empty folder, in one commit.

    The index that is searched in the search benchmark is written by one thread, for few
    segments; this one by as many as tantivy chooses.
    """
    index = with_analyzers(Index(schema(), str(folder)))
    with index.writer() as writer:
        for article in articles:
            writer.add_document(document(article))
        writer.commit()
        writer.wait_merging_threads()
