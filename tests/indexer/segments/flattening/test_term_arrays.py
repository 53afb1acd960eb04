"""Plain arrays of terms and postings: what stock Whoosh reads of the same segment."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.index import open_dir
from whoosh.query import Term

from indexer.contract.codec.plain import plain_file
from indexer.contract.codec.plain.plain_file import ALIGNED, open_plain
from indexer.contract.codec.plain.plain_terms import PlainTerms, term_groups
from indexer.segments.encoding import run_decoding
from tests.indexer.segments.library import leaves, segment_readers, walked
from tests.webui.search.library import generated
from tests.webui.search.local.engine.documents import commits, segments
from tests.webui.search.local.engine.library import GROUPS, Commit, Document, commit, create
from webui.search.local.engine.posting_lists.plain_postings import coded_postings, positions_in

pytestmark = pytest.mark.oracle

Where = dict[bytes, dict[int, list[int]]]
"""The positions of each term, by document."""


def by_whoosh(reader: Any, field: str) -> Where:
    """Return what stock Whoosh reads; without positions as many zeros as the term stands."""
    fmt = reader.schema[field].format
    places = fmt.decoder("positions") if fmt.supports("positions") else None
    return {
        term: {
            doc: list(places(value)) if places else [0] * int(weight)
            for doc, weight, value in walked(reader, field, term)
        }
        for term in reader.lexicon(field)
    }


def by_arrays(terms: PlainTerms, field: str) -> Where:
    """Return what the arrays say of a field."""
    found: Where = {}
    column = terms.fields.index(field)
    for term in terms:
        coded = coded_postings(terms, term)
        counts = terms.counts[coded.codes, column].tolist()
        own = {doc: [0] * n for doc, n in zip(coded.docs.tolist(), counts, strict=True) if n}
        if terms.has_positions:
            keys = positions_in(terms, coded, term, field, None)
            own = {
                doc: [key & (2**32 - 1) for key in keys.tolist() if key >> 32 == doc] for doc in own
            }
        if own:
            found[term] = own
    return found


def assert_same(reader: Any) -> None:
    """Compare all arrays of a segment with what stock Whoosh reads."""
    plain = open_plain(reader)
    assert plain is not None
    groups = term_groups(plain)
    assert "boosted" not in groups or not list(reader.lexicon("title"))
    for group in GROUPS:
        if group.name not in groups:
            continue
        terms = groups[group.name]
        assert list(terms) == sorted(terms)
        every: set[bytes] = set()
        for field in group.fields:
            expected = by_whoosh(reader, field)
            every |= set(expected)
            assert by_arrays(terms, field) == expected
            known = {terms[place]: int(n) for place, n in enumerate(terms.frequencies(field)) if n}
            assert known == {term: len(docs) for term, docs in expected.items()}
        assert set(terms) == every


@generated(40)
@given(commits())
def test_arrays_hold_what_the_postings_do(steps: list[Commit]) -> None:
    """Whatever the documents, whatever was deleted, and whoever wrote what is merged."""
    with tempfile.TemporaryDirectory() as name:
        folder = create(Path(name))
        for step in steps:
            commit(folder, step)
        commit(folder, Commit([{"body": "a last word"}], merge=True))
        with segment_readers(folder) as readers:
            for reader in readers:
                assert_same(reader)


@generated(20)
@given(segments(), st.data())
def test_several_terms_are_read_at_once(documents: list[Document], data: st.DataObject) -> None:
    """The postings of some terms together are those of each of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = create(Path(name))
        commit(folder, Commit([*documents, {"body": "b c", "forms": "zz"}]))
        with segment_readers(folder) as (reader,):
            plain = open_plain(reader)
            assert plain is not None
            terms = term_groups(plain)["texts"]
            places = sorted(data.draw(st.sets(st.integers(0, len(terms) - 1))))
            docs, codes = terms.of_several(np.array(places, np.int64))
            wanted = [
                (doc, code)
                for place in places
                for doc, code in zip(
                    terms.docs(place).tolist(), terms.codes(place).tolist(), strict=True
                )
            ]
            assert sorted(zip(docs.tolist(), codes.tolist(), strict=True)) == sorted(wanted)


def test_wide_steps_and_far_positions_are_kept(tmp_path: Path) -> None:
    """Documents thousands apart, positions beyond a byte and beyond two, and many of them."""
    documents: list[Document] = [{"note": "nothing"}] * 70_000
    documents[3] = {"body": "far " * 300 + "filler " * 70_000 + "end far"}
    documents[4] = {"body": "end", "forms": "far " * 70}
    documents[69_999] = {"body": "end far end"}
    folder = create(tmp_path)
    commit(folder, Commit(documents))
    with segment_readers(folder) as (reader,):
        assert_same(reader)


def test_stock_whoosh_takes_no_notice(tmp_path: Path) -> None:
    """It opens, searches, deletes and optimizes; its own segment has no arrays, and is read."""
    folder = create(tmp_path)
    commit(folder, Commit([{"body": "one word", "key": "a"}, {"body": "two words", "key": "b"}]))
    index = open_dir(str(folder))
    with index.searcher() as searcher:
        assert [hit.docnum for hit in searcher.search(Term("body", "one"))] == [0]
    writer = index.writer()
    writer.delete_by_term("key", "a")
    writer.commit(merge=False)
    writer = open_dir(str(folder)).writer()
    writer.add_document(body="three words", key="c")
    writer.commit(optimize=True)
    with segment_readers(folder) as (reader,):
        assert open_plain(reader) is None
    reader = open_dir(str(folder)).reader()
    (leaf,) = leaves(reader)
    assert [doc for doc, *_ in walked(leaf, "body", b"words")] == [0, 1]
    reader.close()
    commit(folder, Commit([], merge=True))
    with segment_readers(folder) as (reader,):
        assert_same(reader)


@pytest.mark.parametrize("together", [1, 3, 50])
def test_positions_of_another_writer_are_decoded_some_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """A segment without plain arrays may be large, and has none of them ready."""
    monkeypatch.setattr(run_decoding, "_TOGETHER", together)
    folder = create(tmp_path)
    writer = open_dir(str(folder)).writer()
    for number in range(200):
        writer.add_document(body=f"one word and one of {number % 7}", key=str(number))
    writer.commit()
    commit(folder, Commit([{"body": "a last word"}], merge=True))
    with segment_readers(folder) as (reader,):
        plain = open_plain(reader)
        assert plain is not None
        assert term_groups(plain)["texts"].has_positions
        assert_same(reader)


@pytest.mark.parametrize("version", range(4))
def test_arrays_of_versions_that_are_not_known_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """Whoosh's own files hold the same, so a later version may change what it likes."""
    folder = create(tmp_path)
    monkeypatch.setattr(plain_file, "VERSION", version)
    commit(folder, Commit([{"body": "word"}]))
    with segment_readers(folder) as (reader,):
        assert (open_plain(reader) is not None) == (version in (1, 2))


def test_arrays_begin_where_a_processor_likes_it(tmp_path: Path) -> None:
    """Every array lies at a multiple of 64 bytes of the file, wherever the segment puts it."""
    folder = create(tmp_path)
    commit(folder, Commit([{"body": "some words", "key": "abc"}]))
    with segment_readers(folder) as (reader,):
        storage = reader.storage()
        name = reader.segment().make_filename(plain_file.EXTENSION)
        # A compound file, and an overlay over it for files beside.
        start, _ = storage.a.range(name)
        assert start % ALIGNED == 0
        plain = open_plain(reader)
        assert plain is not None
        assert all(offset % ALIGNED == 0 for _, offset, *_ in plain.said["arrays"].values())
