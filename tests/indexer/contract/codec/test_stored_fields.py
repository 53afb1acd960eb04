"""What is stored of documents, against Whoosh's own reader of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, STORED, Schema
from whoosh.filedb.filestore import RamStorage

from indexer.contract.codec.stored_fields import StoredFields, placed
from tests.webui.search.library import generated
from tests.webui.search.local.engine.library import Commit, commit, create, reading

_VALUES = st.none() | st.text() | st.integers() | st.lists(st.text(max_size=3), max_size=3)


@generated(25)
@given(st.lists(_VALUES, min_size=1, max_size=5))
def test_every_document_has_its_own(values: list[object]) -> None:
    """Whoosh's writer compresses otherwise than ours; a document may have nothing stored."""
    schema = Schema(value=STORED(), other=COLUMN(VarBytesColumn()))
    with tempfile.TemporaryDirectory() as folder:
        path = create(Path(folder), schema)
        documents = [{} if value is None else {"value": value} for value in values]
        commit(path, Commit([{"other": b"x", **document} for document in documents], bulk=False))
        with reading(path) as reader:
            (leaf, _), *_ = reader.leaf_readers()
            stored = StoredFields(leaf)
            places = [*range(len(values)), 0]
            assert [stored[doc] for doc in places] == [leaf.stored_fields(doc) for doc in places]
            stored.close()


@generated(20)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=9), st.data())
def test_large_segments_say_where_each_begins(values: list[bytes], data: st.DataObject) -> None:
    """Then nothing is read of the other documents; numbers may be of any size."""
    column = VarBytesColumn(write_offsets_cutoff=data.draw(st.sampled_from([1, 2**15])))
    storage = RamStorage()
    file = storage.create_file("column")
    writer = column.writer(file)
    for doc, value in enumerate(values):
        writer.add(doc, value)
    writer.finish(len(values))
    file.close()
    read = placed(storage.open_file("column"), storage.file_length("column"), len(values))
    assert [read[doc] for doc in range(len(values))] == values
