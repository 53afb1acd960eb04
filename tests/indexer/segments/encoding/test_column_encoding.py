"""Columns of new segments, read by Whoosh's own readers of columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.columns import BitColumn, NumericColumn, RefBytesColumn, VarBytesColumn
from whoosh.filedb.structfile import BufferFile

from indexer.contract.codec.column_decoding import BytesColumn, joined
from indexer.segments.encoding.column_encoding import (
    Column,
    check_column,
    concatenate,
    empty_column,
    encode_column,
    make_column,
    select,
)
from tests.webui.search.library import generated

pytestmark = pytest.mark.oracle

BYTES = VarBytesColumn()
LIMITS = {
    code: (np.iinfo(code).min, np.iinfo(code).max) for code in ("b", "B", "h", "H", "i", "I")
} | {"q": (-(2**63), 2**63 - 1), "Q": (0, 2**64 - 1)}

_strings = st.lists(st.sampled_from([b"", b"x", b"two", b"\0", b"y" * 300]), max_size=9)


def read(kind: Any, data: bytes, count: int) -> tuple[list[Any], Any]:
    """Return the values that stock Whoosh reads, and its reader; other bytes stand around."""
    file = BufferFile(memoryview(b"before" + data + b"after"))
    reader = kind.reader(file, len(b"before"), len(data), count)
    return [reader[doc] for doc in range(count)], reader


def values_of(column: Column) -> list[Any]:
    """Return the values of a column."""
    return list(column) if isinstance(column, BytesColumn) else column.tolist()


@pytest.mark.parametrize("code", LIMITS)
@generated(25)
@given(st.data())
def test_numbers_are_read_by_whoosh(code: str, data: st.DataObject) -> None:
    """Numbers of every type up to its limits, in several parts, missing ones as the default."""
    least, most = LIMITS[code]
    number = st.integers(least, most) | st.sampled_from([least, most, 7])
    kind = NumericColumn(code, default=7)
    parts, expected = [], []
    for values in data.draw(st.lists(st.lists(st.none() | number, max_size=6), min_size=1)):
        docs = [doc for doc, value in enumerate(values) if value is not None]
        parts.append(make_column(kind, docs, [values[doc] for doc in docs], len(values)))
        expected += [7 if value is None else value for value in values]
    assert read(kind, encode_column(kind, concatenate(parts)), len(expected))[0] == expected


@generated(60)
@given(st.lists(_strings, min_size=1, max_size=4))
def test_byte_strings_are_read_by_whoosh(parts: list[list[bytes]]) -> None:
    """Byte strings of any length, in several parts; empty ones where there are none."""
    columns = [
        make_column(BYTES, docs, [part[doc] for doc in docs], len(part))
        for part in parts
        if (docs := [doc for doc, value in enumerate(part) if value]) or True
    ]
    expected = [value for part in parts for value in part]
    assert read(BYTES, encode_column(BYTES, concatenate(columns)), len(expected))[0] == expected


@pytest.mark.parametrize("length", [0, 255, 256, 65_535, 65_536])
@pytest.mark.parametrize("count", [3, 2**15, 2**15 + 1])
def test_large_columns_are_read_by_whoosh(count: int, length: int) -> None:
    """Lengths of one byte, two and four; from 32,769 documents on offsets are kept."""
    values = [b"ab"] * (count - 2) + [b"x" * length, b"last"]
    column, reader = read(BYTES, encode_column(BYTES, joined(values)), count)
    assert column == values
    assert reader.had_stored_offsets == (count > 2**15)


@generated(60)
@given(_strings, st.data())
def test_selected_documents_keep_their_values(values: list[bytes], data: st.DataObject) -> None:
    """Of a column, those of some documents are taken, in their order."""
    chosen = data.draw(st.lists(st.integers(0, len(values) - 1), unique=True)) if values else []
    docs = np.array(sorted(chosen), np.int64)
    numbers = np.arange(len(values)) * 3
    assert values_of(select(joined(values), docs)) == [values[doc] for doc in sorted(chosen)]
    assert values_of(select(numbers, docs)) == [3 * doc for doc in sorted(chosen)]


@pytest.mark.parametrize("kind", [BYTES, NumericColumn("I", default=9)], ids=["bytes", "numbers"])
def test_an_empty_column_has_defaults(kind: Any) -> None:
    """Without any value, each document has the column's default."""
    default = kind.default_value()
    for count in (0, 1, 5):
        column = empty_column(kind, count)
        assert values_of(column) == [default] * count
        assert read(kind, encode_column(kind, column), count)[0] == [default] * count


@pytest.mark.parametrize(
    ("code", "value"), [("B", 256), ("B", -1), ("q", 2**63), ("Q", -1), ("i", "text")]
)
def test_a_value_of_another_kind_is_an_error(code: str, value: Any) -> None:
    """Numbers beyond the limits, and what is no number, are refused."""
    with pytest.raises((OverflowError, ValueError, TypeError)):
        make_column(NumericColumn(code), [0], [value], 1)


@pytest.mark.parametrize("kind", [BitColumn(), RefBytesColumn()])
def test_other_kinds_of_columns_are_refused(kind: Any) -> None:
    """Only what is written here is let in."""
    with pytest.raises(NotImplementedError, match=type(kind).__name__):
        check_column(kind)


def test_parts_of_many_lengths_are_one_column() -> None:
    """The longest value of all parts decides how wide the lengths are."""
    parts: Sequence[list[bytes]] = ([b"a"], [b"b" * 300], [], [b"c" * 70_000, b""])
    expected = [value for part in parts for value in part]
    data = encode_column(BYTES, concatenate([joined(part) for part in parts]))
    assert read(BYTES, data, len(expected))[0] == expected
