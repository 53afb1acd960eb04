"""What is stored of documents, against Whoosh's own reader of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, STORED, Schema

from indexer.contract.codec.stored_fields import StoredFields
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
