"""Whole segments: Whoosh reads ours like its own."""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.fields import TEXT, Schema
from whoosh.index import open_dir
from whoosh.query import And, Term

from indexer.committing.article_segments import new_builder
from indexer.committing.documents import document
from indexer.contract.article import Article, Fingerprint, Provider
from indexer.contract.history import History, Moment
from indexer.contract.schema import build_schema
from indexer.segments.encoding.block_encoding import BLOCK
from tests.indexer.segments.library import built, everything, stored, totals, write_index
from tests.webui.search.library import generated
from tests.webui.search.local.engine.documents import commits
from tests.webui.search.local.engine.library import Commit, commit, create

pytestmark = pytest.mark.oracle

TEXTS = st.one_of(
    st.lists(st.sampled_from(["cloud", "Clouds", "C#", "İstanbul", "東京", "a"])).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
MOMENTS = st.datetimes(timezones=st.just(UTC))


@st.composite
def articles(draw: st.DrawFn) -> dict[str, Any]:
    """Return the document of an article, with any values in its fields."""
    article = Article(
        id=draw(TEXTS),
        title=draw(TEXTS),
        excerpt=draw(TEXTS),
        topics=tuple(draw(st.lists(TEXTS, max_size=3))),
        type=draw(st.sampled_from(["", "article", "Ä"])),
        provider=draw(st.none() | st.builds(Provider, TEXTS, st.sampled_from(["", "a.b.com"]))),
        published=draw(st.none() | MOMENTS),
        quality=draw(st.none() | st.integers(-(2**31), 2**31 - 1)),
        heat=draw(st.integers(-(2**31), 2**31 - 1)),
        curated=draw(st.booleans()),
        web_url=draw(st.sampled_from(["", "https://e/1"])),
        related=tuple(draw(st.lists(st.sampled_from(["https://e/1", "https://e/2"]), max_size=2))),
    )
    mark = Fingerprint(draw(st.integers(0, 2**40)), draw(st.integers(-1, 2**62)), "00")
    moments = st.builds(Moment, st.integers(1, 2**62), st.integers(1, 2**31))
    return document(article, mark, draw(st.none() | st.builds(History, moments, moments)))


@generated(18)
@given(commits(), st.booleans(), st.booleans())
def test_both_writers_write_the_same(steps: list[Commit], merge: bool, crossed: bool) -> None:
    """Terms, their statistics, postings, lengths, stored fields and columns are the same.

    So they are after a merge with deletions, whoever wrote what is merged.
    """
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        for name, turned in ((one, False), (other, True)):
            create(Path(name))
            for step in steps:
                bulk = step.bulk != turned
                commit(Path(name), Commit(step.documents, step.deleted, bulk=bulk))
            if merge:
                commit(Path(name), Commit([], merge=True, bulk=crossed != turned))
        assert everything(Path(one)) == everything(Path(other))
        assert stored(Path(one)) == stored(Path(other))


@generated(18)
@given(st.lists(articles(), min_size=1, max_size=6), st.booleans())
def test_articles_are_written_as_whoosh_writes_them(
    documents: list[dict[str, Any]], merge: bool
) -> None:
    """With our schema too both writers write the same, at first and after a merge."""
    found = []
    for bulk in (False, True):
        with tempfile.TemporaryDirectory() as name:
            folder = create(Path(name), build_schema())
            commit(folder, Commit(documents, bulk=bulk))
            if merge:
                commit(folder, Commit(documents[:1], (0,), bulk=bulk))
                commit(folder, Commit([], merge=True, bulk=bulk))
            found.append((everything(folder), stored(folder)))
    assert found[0] == found[1]


@generated(18)
@given(st.lists(articles(), min_size=1, max_size=6))
def test_what_is_known_of_the_schema_changes_nothing(documents: list[dict[str, Any]]) -> None:
    """With the shortcuts that are taken for our schema the segment is the same."""
    with tempfile.TemporaryDirectory() as name:
        schema = build_schema()
        source = new_builder(schema)
        for each in documents:
            source.add(each)
        quick = write_index(Path(name) / "quick", schema, [source])
        plain = write_index(Path(name) / "plain", schema, [built(schema, documents)])
        assert everything(quick) == everything(plain)
        assert stored(quick) == stored(plain)
        assert totals(quick) == totals(plain)


@generated(18)
@given(commits(least=2, most=3))
def test_totals_of_lengths_are_those_of_a_fresh_index(steps: list[Commit]) -> None:
    """What documents that are gone have left behind is in no total, and nothing is rounded."""
    gone = {number for step in steps for number in step.deleted}
    every = [document for step in steps for document in step.documents]
    living = [document for number, document in enumerate(every) if number not in gone]
    with tempfile.TemporaryDirectory() as merged, tempfile.TemporaryDirectory() as fresh:
        create(Path(merged))
        for step in steps:
            commit(Path(merged), step)
        commit(Path(merged), Commit([{"body": "long " * 1000}], merge=True))
        commit(create(Path(fresh)), Commit([*living, {"body": "long " * 1000}], bulk=False))
        assert totals(Path(merged)) == totals(Path(fresh))


def test_a_field_without_any_value_leaves_nothing(tmp_path: Path) -> None:
    """A field that no document has, or an empty text, has no terms, lengths or column."""
    schema = build_schema()
    folder = write_index(tmp_path / "index", schema, [built(schema, [{"id": "a", "title": "…"}])])
    assert {name for _, name, _ in everything(folder)} == {"id"}
    reader = open_dir(str(folder)).reader()
    assert [name for name in schema.names() if reader.has_column(name)] == ["id"]
    assert totals(folder) == dict.fromkeys(schema.scorable_names(), 0)
    assert reader.doc_field_length(0, "title", 0) == 0
    reader.close()


def test_a_segment_of_one_document_is_whole(tmp_path: Path) -> None:
    """One document is a segment like any other, and so are documents without indexed fields."""
    schema = build_schema()
    when = datetime(2021, 8, 1)
    for documents in ([{"id": "a", "title": "C# c#", "published": when}], [{"rest": "x"}, {}]):
        folders = [tmp_path / f"{len(documents)}{bulk}" for bulk in (False, True)]
        for folder, bulk in zip(folders, (False, True), strict=True):
            folder.mkdir()
            commit(create(folder, schema), Commit(documents, bulk=bulk))
        assert everything(folders[0]) == everything(folders[1])
        assert stored(folders[0]) == stored(folders[1])
        assert totals(folders[0]) == totals(folders[1])


@pytest.mark.parametrize("count", [BLOCK, BLOCK + 1, 2 * BLOCK + 10])
def test_long_posting_lists_are_walked_and_skipped_through(tmp_path: Path, count: int) -> None:
    """Stock Whoosh finds its way in lists of several blocks, to any document of them."""
    folder = create(tmp_path, Schema(body=TEXT(phrase=False)))
    chosen = random.Random(1)  # noqa: S311 - which documents, not a secret
    rare = set(chosen.sample(range(count), 20)) | {0, BLOCK - 1, count - 1}
    texts = ["all " * (1 + n % 2) + ("rare" * (n in rare)) for n in range(count)]
    commit(folder, Commit([{"body": text} for text in texts[:10]]))
    # As they come from several segments, the blocks of one are not full.
    commit(folder, Commit([{"body": text} for text in texts[10:]], merge=True))
    index = open_dir(str(folder))
    with index.searcher() as searcher:
        assert searcher.postings("body", "all").weight() == 1.0
        assert list(searcher.postings("body", "all").all_ids()) == list(range(count))
        both = And([Term("body", "all"), Term("body", "rare")])
        assert set(both.docs(searcher)) == rare
        matcher = searcher.postings("body", "all")
        for doc in sorted(rare):
            matcher.skip_to(doc)
            assert (matcher.id(), matcher.weight()) == (doc, 1.0 + doc % 2)
        top = searcher.search(Term("body", "rare"), limit=5)
        assert len(top) == len(rare)
    index.close()


def test_an_index_of_ours_is_not_larger(tmp_path: Path) -> None:
    """The layout takes no more space than Whoosh's own."""
    chosen = random.Random(2)  # noqa: S311 - which words, not a secret
    words = [f"word{number}" for number in range(300)]
    documents = [{"body": " ".join(chosen.choices(words, k=60))} for _ in range(400)]
    sizes = []
    for bulk in (True, False):
        folder = tmp_path / str(bulk)
        folder.mkdir()
        create(folder)
        commit(folder, Commit(documents, bulk=bulk))
        sizes.append(sum(path.stat().st_size for path in folder.glob("*.seg")))
    assert sizes[0] <= 1.1 * sizes[1]
