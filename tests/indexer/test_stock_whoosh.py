"""The index is an ordinary Whoosh index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from indexer.schema.settings import Settings
from indexer.sync import rebuild, sync
from tests.support.articles import write_article

# In isolated mode the project is not on the path.
PROGRAM = """
import sys
sys.modules["indexer"] = None
from whoosh.index import open_dir
from whoosh.qparser import QueryParser
index = open_dir(sys.argv[1])
with index.searcher() as searcher:
    query = QueryParser("title", index.schema).parse("title:kubernetes published:2021")
    print(sorted(hit["id"] for hit in searcher.search(query)))
    print([hit["id"] for hit in searcher.search(query, sortedby="quality", reverse=True)])
print(index.doc_count())
"""


def ask(index: Path) -> list[str]:
    """Search the index in a process that does not know the project."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROGRAM, str(index)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_any_whoosh_program_can_search_it(folder: Path, settings: Settings) -> None:
    """Stock Whoosh opens it and finds the same after a sync, another one and a rebuild."""
    date = "2021-08-26T10:00:00Z"
    write_article(folder, "a", title="Kubernetes", publishedDateTime=date, quality=1)
    write_article(folder, "b", title="On Kubernetes", publishedDateTime=date, quality=2)
    sync(folder, settings)
    assert ask(settings.index) == ["['a', 'b']", "['b', 'a']", "2"]
    for number in range(30):
        write_article(folder, f"n{number}")
    write_article(folder, "b", title="Kubernetes again", publishedDateTime=date, quality=0)
    sync(folder, settings)
    assert ask(settings.index) == ["['a', 'b']", "['a', 'b']", "32"]
    rebuild(folder, settings)
    assert ask(settings.index) == ["['a', 'b']", "['a', 'b']", "32"]
