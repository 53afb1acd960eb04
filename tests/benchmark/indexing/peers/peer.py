"""One of the peers, in a process of its own: ``python -m … KIND FOLDER INDEX EVERY``.

Prints how many articles it indexed and how many files it could not read, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from indexer.contract.article import Article
from tests.benchmark.indexing.listing import article_paths
from tests.benchmark.indexing.peers.plain import Reader


def builder(kind: str) -> Callable[[Path, Iterable[Article]], None]:
    """Return what writes an index; only what it needs is imported."""
    if kind == "tantivy":
        from tests.benchmark.indexing.peers import stock_tantivy

        return stock_tantivy.build
    if kind == "sqlite":
        from tests.benchmark.engines.sqlite_peer import Sqlite

        return Sqlite.build
    from tests.benchmark.indexing.peers import stock_whoosh

    return stock_whoosh.build


def main(kind: str, folder: Path, index: Path, every: int) -> None:
    """Read every n-th article file of a folder, and index it."""
    reader = Reader()
    index.mkdir()
    builder(kind)(index, reader.articles(folder, article_paths(folder, every)))
    sys.stdout.write(json.dumps({"articles": reader.read, "failed": reader.failed}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
