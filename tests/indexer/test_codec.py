"""Postings in our layout: Whoosh reads them like its own."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import TEXT, Schema
from whoosh.index import open_dir
from whoosh.query import And, Term

from indexer.codec import BLOCK
from tests.webui.search.engine.documents import segments
from tests.webui.search.engine.library import Commit, Document, commit, create
from tests.webui.search.library import generated

pytestmark = pytest.mark.oracle

Postings = list[tuple[int, float, bytes]]


def leaves(reader: Any) -> list[Any]:
    """Return the readers of the segments; an empty index has a reader without one."""
    return [leaf for leaf, _ in reader.leaf_readers() if leaf.segment()]


def everything(folder: Path) -> dict[tuple[int, str, bytes], tuple[Any, Postings]]:
    """Return, by segment and term, what stock Whoosh knows of a term, and its postings."""
    reader = open_dir(str(folder)).reader()
    found = {}
    for number, leaf in enumerate(leaves(reader)):
        assert type(leaf.codec()) is W3Codec
        for name, term in leaf.all_terms():
            info, postings, matcher = leaf.term_info(name, term), [], leaf.postings(name, term)
            while matcher.is_active():
                postings.append((matcher.id(), matcher.weight(), matcher.value()))
                matcher.next()
            known = (
                info.weight(), info.doc_frequency(), info.min_length(), info.max_length(),
                info.max_weight(), info.min_id(), info.max_id(),
            )  # fmt: skip
            found[number, name, term] = known, postings
    reader.close()
    return found


def stored(folder: Path) -> list[Any]:
    """Return stored fields, lengths and columns, by document."""
    reader = open_dir(str(folder)).reader()
    found: list[Any] = []
    for leaf in leaves(reader):
        columns = [
            leaf.column_reader(name, translate=False)
            for name in leaf.schema.names()
            if leaf.has_column(name)
        ]
        found += [
            (
                leaf.stored_fields(doc),
                [leaf.doc_field_length(doc, name) for name in leaf.schema.scorable_names()],
                [column[doc] for column in columns],
            )
            for doc in range(leaf.doc_count_all())
        ]
    reader.close()
    return found


@generated(25)
@given(st.lists(segments(), min_size=1, max_size=3), st.booleans(), st.data())
def test_both_codecs_write_the_same(
    parts: list[list[Document]], merge: bool, data: st.DataObject
) -> None:
    """Terms, their statistics, postings, lengths, stored fields and columns are the same.

    So they are after a merge, whichever codec wrote what is merged.
    """
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        for name, bulk in ((one, True), (other, False)):
            create(Path(name))
            for documents in parts:
                commit(Path(name), Commit(documents, bulk=bulk))
        if merge:
            crossed = data.draw(st.booleans())
            commit(Path(one), Commit([{"body": "a b"}], merge=True, bulk=not crossed))
            commit(Path(other), Commit([{"body": "a b"}], merge=True, bulk=crossed))
        assert everything(Path(one)) == everything(Path(other))
        assert stored(Path(one)) == stored(Path(other))


@pytest.mark.parametrize("count", [BLOCK, BLOCK + 1, 2 * BLOCK + 10])
def test_long_posting_lists_are_walked_and_skipped_through(tmp_path: Path, count: int) -> None:
    """Stock Whoosh finds its way in lists of several blocks, to any document of them."""
    folder = create(tmp_path, Schema(body=TEXT(phrase=False)))
    chosen = random.Random(1)  # noqa: S311 - which documents, not a secret
    rare = set(chosen.sample(range(count), 20)) | {0, BLOCK - 1, count - 1}
    commit(
        folder,
        Commit([{"body": "all " * (1 + n % 2) + ("rare" * (n in rare))} for n in range(count)]),
    )
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
