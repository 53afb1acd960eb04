"""Segments that are read to be merged: what Whoosh reads of them, without deleted documents."""

from __future__ import annotations

import gc
import pickle
import random
import shutil
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex
from whoosh.util.numeric import length_to_byte
from whoosh.writing import SegmentWriter

from indexer.contract.codec.mapped import MappedStorage
from indexer.segments.stored import StoredSegment
from tests.indexer.segments.library import (
    Posting,
    everything,
    postings_of,
    segment_readers,
    stored,
    walked,
    write_index,
)
from tests.support.indexes import forget_checksums
from tests.support.memory import little_memory
from tests.webui.search.library import generated, leaves_files_open
from tests.webui.search.local.engine.documents import segments
from tests.webui.search.local.engine.library import Commit, Document, at, commit, create

pytestmark = pytest.mark.oracle

CODECS = {
    "ours": None,
    "stock": W3Codec(),
    "stock, small blocks": W3Codec(blocklimit=3),
    "stock, not compressed": W3Codec(compression=0),
}


def write(folder: Path, documents: list[Document], codec: Any) -> Path:
    """Write an index of one segment, by Whoosh's writer if there is a codec."""
    create(folder)
    if codec is None:
        commit(folder, Commit(documents))
        return folder
    writer = SegmentWriter(FileIndex(MappedStorage(folder)), codec=codec)
    for document in documents:
        writer.add_document(**document)
    writer.commit()
    return folder


def expected_postings(reader: Any, field: str, live: list[int]) -> dict[bytes, list[Posting]]:
    """Return what stock Whoosh reads, documents numbered anew, without deleted ones."""
    numbers = {doc: number for number, doc in enumerate(live)}
    found = {}
    for term in reader.lexicon(field):
        kept: list[Posting] = [
            (numbers[doc], weight, value or b"")
            for doc, weight, value in walked(reader, field, term)
            if doc in numbers
        ]
        if kept:
            found[term] = kept
    return found


def assert_read(reader: Any) -> None:
    """Compare all that is read of a segment with what stock Whoosh reads."""
    live = [doc for doc in range(reader.doc_count_all()) if not reader.is_deleted(doc)]
    source = StoredSegment(Path(), reader)
    assert source.count == len(live)
    fields = [reader.stored_fields(doc) for doc in live]
    assert [
        pickle.loads(zlib.decompress(data)) if data else {} for data in source.stored()
    ] == fields
    for name, field in reader.schema.items():
        if field.indexed:
            runs = source.runs(name)
            found = postings_of(runs, field.format.fixed_value_size())
            assert found == expected_postings(reader, name, live)
            lengths = [length_to_byte(reader.doc_field_length(doc, name, 0)) for doc in live]
            assert source.lengths(name).tolist() == lengths
        column = source.column(name)
        assert (column is not None) == bool(reader.has_column(name))
        if column is not None:
            theirs = reader.column_reader(name, translate=False)
            assert list(column) == [theirs[doc] for doc in live]


@pytest.mark.parametrize("codec", CODECS)
@generated(20)
@given(segments(), st.data())
def test_segments_are_read_as_whoosh_reads_them(
    codec: str, documents: list[Document], data: st.DataObject
) -> None:
    """Whoever wrote a segment, and whichever of its documents are deleted: none, some or all."""
    every = range(len(documents) + 1)
    deleted = data.draw(st.just(set()) | st.sets(st.sampled_from(every)) | st.just(set(every)))
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), [{"note": "first"}, *documents], CODECS[codec])
        with segment_readers(folder) as (reader,):
            for doc in deleted:
                reader.segment().delete_document(doc)
            assert_read(reader)


MANY: list[Document] = [
    {
        "body": "all " * (1 + n % 3) + f"w{n} " + "deep " * 200 * (n == 77),
        "flat": "all " * (1 + n % 2),
        "labels": f"l{n % 7}",
        "key": f"k{n % 5}",
        "unsigned": n % 9,
        "signed": -n,
        "when": at(n),
    }
    for n in range(300)
]


@pytest.fixture(scope="module", params=CODECS)
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of all of these documents, by each writer."""
    return write(tmp_path_factory.mktemp("many"), MANY, CODECS[request.param])


@pytest.mark.parametrize("left", [1, 2, 3, 150])
def test_long_lists_are_read(many: Path, left: int) -> None:
    """Lists of several blocks, compressed or not, of which every so many documents are left."""
    with segment_readers(many) as (reader,):
        for doc in range(len(MANY)):
            if doc % left:
                reader.segment().delete_document(doc)
        assert_read(reader)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return an index of one segment by each writer."""
    few = [*MANY[:30], MANY[77]]
    return {
        name: write(tmp_path_factory.mktemp("sound"), few, codec)
        for name, codec in CODECS.items()
        if name != "stock, small blocks"
    }


def merged(folder: Path, target: Path) -> bool:
    """Merge the one segment of an index into a new index; tell whether that was possible."""
    try:
        with segment_readers(folder) as (reader,):
            reader.segment().delete_document(3)
            write_index(target, reader.schema, [StoredSegment(folder, reader)])
    # Reading damaged files can raise nearly anything.
    except Exception:
        return False
    return True


@pytest.mark.parametrize("codec", ["ours", "stock", "stock, not compressed"])
@leaves_files_open
@generated(80)
@given(data=st.data())
def test_damaged_postings_are_an_error_or_another_segment(
    sound: dict[str, Path], codec: str, data: st.DataObject
) -> None:
    """What is made of a damaged file is an error, or a segment that Whoosh can read completely."""
    with tempfile.TemporaryDirectory() as name, little_memory():
        folder = Path(name) / "damaged"
        shutil.copytree(sound[codec], folder)
        forget_checksums(folder)
        (path,) = folder.glob("*.seg")
        start, length = extent(folder, W3Codec.POSTS_EXT)
        raw = bytearray(path.read_bytes())
        place = start + data.draw(st.integers(0, length - 1))
        if data.draw(st.integers(0, 4)):
            raw[place] ^= data.draw(st.sampled_from([1, 2, 16, 64, 128, 255]))
        else:
            cut = data.draw(st.integers(1, 40))
            raw[place : place + cut] = bytes(len(raw[place : place + cut]))
        path.write_bytes(raw)
        started = time.thread_time()
        if merged(folder, Path(name) / "merged"):
            assert_complete(Path(name) / "merged")
        assert time.thread_time() - started < 5


def assert_complete(folder: Path) -> None:
    """Read everything with stock Whoosh."""
    for known, postings in everything(folder).values():
        assert len(postings) == known[1]
        assert sorted({doc for doc, *_ in postings}) == [doc for doc, *_ in postings]
        assert all(value is None or type(value) is bytes for *_, value in postings)
    assert len(stored(folder)) == 30


def extent(folder: Path, extension: str) -> tuple[int, int]:
    """Return where a part of the one segment begins in its file, and its length."""
    with segment_readers(folder) as (reader,):
        entry = (
            reader.segment()
            .open_compound_file(MappedStorage(folder, [reader.segment()]))
            ._dir[reader.segment().make_filename(extension)]
        )
        return entry["offset"], entry["length"]


@pytest.mark.parametrize("codec", ["ours", "stock"])
@leaves_files_open
def test_a_file_that_was_cut_is_an_error(
    sound: dict[str, Path], codec: str, tmp_path: Path
) -> None:
    """Without its end, a segment cannot be merged."""
    whole = next(sound[codec].glob("*.seg")).read_bytes()
    chosen = random.Random(3)  # noqa: S311 - where to cut, not a secret
    for place in (0, 1, 12, len(whole) // 2, len(whole) - 1, *chosen.sample(range(len(whole)), 20)):
        folder = tmp_path / str(place)
        shutil.copytree(sound[codec], folder)
        (path,) = folder.glob("*.seg")
        path.write_bytes(whole[:place])
        assert not merged(folder, folder / "merged")
    gc.collect()
