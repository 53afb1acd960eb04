"""The index is an ordinary Whoosh index."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.checking.check import check_index
from indexer.contract.settings import Settings
from indexer.reporting.report import Counts
from indexer.syncing.sync import rebuild, sync
from tests.support.articles import write_article
from tests.support.indexes import histories

pytestmark = pytest.mark.slow

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


MERGING = """
import sys
sys.modules["indexer"] = sys.modules["webui"] = None
from datetime import datetime
from whoosh.index import open_dir
from whoosh.query import And, DateRange, Every, NumericRange, Phrase, Term, Wildcard
index = open_dir(sys.argv[1])
queries = [
    Phrase("title", ["kubernet", "news"]), Term("title_words", "words"), Every(),
    Phrase("title_words", ["kubernetes", "news"]), Phrase("title_words", ["kubernetes", "words"]),
    NumericRange("quality", 5, 20), DateRange("published", datetime(2021, 1, 1), None),
    Wildcard("excerpt_words", "*lon*"), And([Term("domain", "b.org"), Term("type", "video")]),
]
with index.searcher() as searcher:
    for query in queries:
        hits = searcher.search(query, limit=None)
        print(sorted((hit["id"], hit["title"], round(hit.score, 4)) for hit in hits))
if len(sys.argv) > 2:
    writer = index.writer()
    writer.delete_by_term("id", "n3")
    writer.commit(optimize=True)
    print(len(index.reader().leaf_readers()))
ours = [name for name, module in sys.modules.items() if name.startswith(("indexer", "webui"))]
assert ours == ["indexer", "webui"], ours
"""


def run(program: str, *arguments: object) -> list[str]:
    """Run a program in a process that does not know the project; return its lines."""
    command = [sys.executable, "-I", "-c", program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_any_whoosh_program_can_merge_it(folder: Path, settings: Settings) -> None:
    """Stock Whoosh deletes and merges with its own writer, and we go on from there.

    What it finds, shows and scores by words, phrases, ranges and patterns is the same after.
    """
    for number in range(40):
        write_article(
            folder,
            f"n{number}",
            title="Kubernetes news" if number % 3 else "News of Kubernetes words",
            excerpt="long " * (number % 5),
            publishedDateTime=f"20{20 + number % 3}-08-26T10:00:00Z",
            quality=number,
            type="video" if number % 2 else "article",
            provider={"name": "B", "domain": "b.org"},
        )
        if number in (5, 20):
            sync(folder, settings)
    sync(folder, settings)
    before, past = run(MERGING, settings.index), histories(settings.index)
    (folder / "n3.md").unlink()
    assert "[]" not in before
    merged = run(MERGING, settings.index, "merge")
    assert merged[:-1] == before
    assert merged[-1] == "1"
    after = run(MERGING, settings.index)
    assert [len(ast.literal_eval(line)) for line in after] == [
        len([hit for hit in ast.literal_eval(line) if hit[0] != "n3"]) for line in before
    ]
    del past["n3"]
    assert histories(settings.index) == past
    assert {history.added.generation for history in past.values()} == {1, 2, 3}
    report = sync(folder, settings)
    assert report.counts == Counts(unchanged=39)
    write_article(folder, "n3", title="Kubernetes news")
    assert sync(folder, settings).articles == 40
    assert len(ast.literal_eval(run(MERGING, settings.index)[2])) == 40


TOPICS = """
import sys
sys.modules["indexer"] = None
from whoosh.index import open_dir
from whoosh.query import Phrase
index = open_dir(sys.argv[1])
with index.searcher() as searcher:
    for field in ("topics", "topics_words"):
        for words, slop in ((["azur", "ai"], 1), (["azur", "ai"], 100), (["cloud", "ai"], 1)):
            hits = searcher.search(Phrase(field, words, slop=slop), limit=None)
            print(sorted(hit["id"] for hit in hits))
    hits = searcher.search(Phrase("topics", ["topic", "999"]), limit=None)
    print([hit["id"] for hit in hits])
    reader = index.reader()
    print(sorted({reader.doc_field_length(doc, "topics") for doc in reader.all_doc_ids()}))
"""


def test_no_phrase_of_whoosh_goes_on_from_one_topic_to_the_next(
    folder: Path, settings: Settings
) -> None:
    """So it is as written, after a merge and after a rebuild; a field is as long as its words."""
    one = ["['b']", "['b']", "['a', 'b']"]
    # Whoosh rounds 2,000 to a byte.
    expected = [*one, *one, "['many']", "[3, 4, 2066]"]
    write_article(folder, "a", topics=["Azur", "Cloud AI"])
    write_article(folder, "b", topics=["Azur AI", "Cloud AI"])
    write_article(folder, "many", topics=[f"Topic {number}" for number in range(1000)])
    sync(folder, settings)
    assert run(TOPICS, settings.index) == expected
    assert check_index(settings.index).ok
    for name in ("c", "d", "e"):
        write_article(folder, name, topics=["AI Azur Cloud"])
    sync(folder, settings)
    assert len(list(settings.index.glob("*.seg"))) == 1
    assert run(TOPICS, settings.index) == expected
    assert check_index(settings.index).ok
    rebuild(folder, settings)
    assert run(TOPICS, settings.index) == expected
