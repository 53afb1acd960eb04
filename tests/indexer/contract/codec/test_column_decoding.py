"""Columns and dictionaries, read whole, against Whoosh's own readers of them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.columns import (
    BitColumn,
    CompressedBytesColumn,
    FixedBytesColumn,
    NumericColumn,
    RefBytesColumn,
    VarBytesColumn,
)
from whoosh.fields import COLUMN, NUMERIC, Schema

from indexer.contract.codec.column_decoding import (
    BytesColumn,
    read_bytes,
    read_field_lengths,
    read_numbers,
)
from indexer.contract.codec.dictionary import read_dictionary
from tests.webui.search.library import generated
from tests.webui.search.local.engine.documents import segments
from tests.webui.search.local.engine.library import (
    Commit,
    Document,
    commit,
    create,
    opened,
    reading,
)
from webui.search.local.engine.statistics import byte_lengths

_NUMBERS = {code: st.integers(0, 200) for code in "BHIQ"} | {
    code: st.integers(-100, 100) for code in "bhiq"
}
_SOME_BYTES = st.sampled_from([b"", b"", b"x", b"two", b"long" * 90, "日本".encode(), b"\x00"])


def column_of(kind: Any, values: Sequence[Any | None], read: Any) -> Any:
    """Write a column, None for a missing value; return what reading it gives, and Whoosh's."""
    schema = Schema(value=COLUMN(kind), other=COLUMN(VarBytesColumn()))
    documents = [{} if value is None else {"value": value} for value in values]
    with tempfile.TemporaryDirectory() as folder:
        path = create(Path(folder), schema)
        # Of documents without any field there would be no segment.
        commit(path, Commit([{"other": b"x", **document} for document in documents], bulk=False))
        with reading(path) as reader:
            (leaf, _), *_ = reader.leaf_readers()
            theirs = leaf.column_reader("value", translate=False)
            return read(leaf, "value"), [theirs[doc] for doc in range(len(values))]


@pytest.mark.slow
@pytest.mark.parametrize("code", _NUMBERS)
@generated(15)
@given(st.data())
def test_numbers_are_whooshs(code: str, data: st.DataObject) -> None:
    """Every type of number is read, missing ones and those left out at the end too."""
    values = [data.draw(_NUMBERS[code]), *data.draw(st.lists(st.none() | _NUMBERS[code]))]
    values += [None] * data.draw(st.integers(0, 3))
    ours, theirs = column_of(NumericColumn(code, default=7), values, read_numbers)
    assert ours.tolist() == theirs == [7 if value is None else value for value in values]
    assert ours.dtype.isnative


def test_other_columns_of_numbers_are_read_one_by_one() -> None:
    """A column of another class than expected is no error."""
    ours, theirs = column_of(BitColumn(), [True, None, True, False], read_numbers)
    assert ours.tolist() == theirs


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [
        VarBytesColumn(),
        VarBytesColumn(write_offsets_cutoff=2),
        VarBytesColumn(allow_offsets=False, write_offsets_cutoff=2),
        RefBytesColumn(),
        FixedBytesColumn(3, default=b"def"),
        CompressedBytesColumn(),
    ],
    ids=["plain", "with offsets", "without offsets", "references", "fixed", "compressed"],
)
@generated(15)
@given(st.data())
def test_bytes_are_whooshs(kind: Any, data: st.DataObject) -> None:
    """Byte strings of any length are read, with offsets in the file and without."""
    some = st.just(b"fix") if isinstance(kind, FixedBytesColumn) else _SOME_BYTES
    # With a value at the end: Whoosh loses offsets where documents without one come last and
    # their offset is the first that needs wider numbers.
    values = [data.draw(some), *data.draw(st.lists(st.none() | some, max_size=12)), data.draw(some)]
    ours, theirs = column_of(kind, values, read_bytes)
    assert list(ours) == theirs
    assert [ours[doc] for doc in range(len(values))] == theirs
    assert ours[1:4] == theirs[1:4]
    assert ours.lengths.tolist() == [len(value) for value in theirs]
    assert len(ours) == len(values)
    assert ours.nbytes >= sum(map(len, theirs))
    distinct, which = ours.numbered()
    assert sorted(distinct) == sorted(set(theirs))
    assert [distinct[number] for number in which.tolist()] == theirs


def test_long_lengths_are_read() -> None:
    """Lengths that need two bytes and four."""
    values = [b"a" * 300, b"", b"b" * 70_000, b"c"]
    for kind in (VarBytesColumn(), VarBytesColumn(write_offsets_cutoff=1)):
        ours, _ = column_of(kind, values, read_bytes)
        assert list(ours) == values


def test_a_segment_without_the_column_has_no_values() -> None:
    """A field that none of a segment's documents has is empty."""
    with opened([{"body": "a"}, {"body": "b"}]) as engine:
        reader = engine.segments[0].reader
        assert len(read_numbers(reader, "signed")) == 0
        assert list(read_bytes(reader, "key")) == [b"", b""]
        assert read_field_lengths(reader, "title").tolist() == [0, 0]


def test_an_empty_column_has_nothing() -> None:
    """A column of no documents at all."""
    column = BytesColumn(b"", np.zeros(1, np.int64))
    assert (len(column), list(column), column.lengths.tolist()) == (0, [], [])


@pytest.mark.slow
@pytest.mark.parametrize("bulk", [False, True])
@generated(30)
@given(st.data())
def test_lengths_and_dictionaries_are_whooshs(bulk: bool, data: st.DataObject) -> None:
    """Lengths of fields, terms and how many documents have them are what Whoosh reads."""
    documents: list[Document] = data.draw(segments())
    with opened([{"note": "first"}, *documents], bulk=bulk) as engine:
        reader = engine.segments[0].reader
        for name, field in reader.schema.items():
            lengths = read_field_lengths(reader, name)
            if field.scorable:
                theirs = [reader.doc_field_length(doc, name) or 0 for doc in range(len(lengths))]
                assert byte_lengths()[lengths].tolist() == theirs
            if not field.indexed:
                continue
            dictionary = read_dictionary(reader, name)
            assert dictionary.terms == list(reader.lexicon(name))
            assert dictionary.frequencies.tolist() == [
                reader.doc_frequency(name, term) for term in dictionary.terms
            ]
            assert dictionary.nbytes >= sum(map(len, dictionary.terms))


def test_many_terms_are_read() -> None:
    """A dictionary of so many terms that their places need four bytes each."""
    schema = Schema(first=NUMERIC(int, 64), second=NUMERIC(int, 64, shift_step=0))
    with tempfile.TemporaryDirectory() as folder:
        path = create(Path(folder), schema)
        commit(path, Commit([{"first": n * 1001, "second": n} for n in range(3000)]))
        with reading(path) as reader:
            (leaf, _), *_ = reader.leaf_readers()
            for name in schema.names():
                assert read_dictionary(leaf, name).terms == list(leaf.lexicon(name))
