"""The dictionary of a segment: Whoosh finds in it what was written."""

from __future__ import annotations

from itertools import count
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.filedb.filetables import OrderedHashReader
from whoosh.filedb.structfile import BufferFile

from indexer.segments.encoding.block_encoding import TERM_INFO
from indexer.segments.encoding.term_encoding import FieldTerms, encode_terms
from tests.webui.search.library import generated

pytestmark = pytest.mark.oracle

Fields = dict[str, list[bytes]]


# Of a table of 128 terms: a quarter more.
SLOTS = 160


def in_tables(tables: range, slots: range, many: int) -> list[bytes]:
    """Return terms of a first field whose hashes choose these tables and these of the slots."""
    found: list[bytes] = []
    for number in count():
        term = b"%d" % number
        hashed = crc32(b"\0\0" + term)
        if hashed & 255 in tables and (hashed >> 8) % SLOTS in slots:
            found.append(term)
            if len(found) == many:
                return found
    raise AssertionError("numbers do not end")


# All want slots at the end of their table, and overflow it.
CROWDED = in_tables(range(3, 4), range(118, 160), 128) + in_tables(range(255, 256), range(160), 9)


def opened(fields: Fields) -> tuple[OrderedHashReader, dict[bytes, bytes]]:
    """Write a dictionary; return it as Whoosh reads it, and what it should hold."""
    parts, expected, place = [], {}, 0
    for number, (name, terms) in enumerate(fields.items()):
        infos = np.zeros(len(terms), TERM_INFO)
        infos["offset"] = np.arange(place, place + len(terms))
        infos["length"] = 7
        parts.append((name, FieldTerms(terms, infos)))
        for term, info in zip(terms, infos, strict=True):
            expected[number.to_bytes(2, "big") + term] = info.tobytes()
        place += len(terms)
    data = encode_terms(parts)
    return OrderedHashReader(BufferFile(memoryview(data)), len(data)), expected


def assert_found(table: Any, expected: dict[bytes, bytes], absent: list[bytes]) -> None:
    """Compare everything that Whoosh's reader can be asked."""
    keys = sorted(expected)
    assert list(table.items()) == [(key, expected[key]) for key in keys]
    for key in keys:
        assert list(table.all(key)) == [expected[key]]
        assert table.closest_key(key) == key
        assert list(table.keys_from(key)) == keys[keys.index(key) :]
    for key in absent:
        assert key not in table
        assert table.closest_key(key) == next((other for other in keys if other > key), None)


_terms = st.lists(
    st.binary(max_size=6) | st.sampled_from(CROWDED) | st.sampled_from([b"a", b"b" * 300]),
    unique=True,
    max_size=40,
).map(sorted)


@generated(100)
@given(st.lists(_terms, max_size=4), st.lists(st.binary(max_size=5), max_size=5))
def test_every_term_is_found_and_no_other(fields: list[list[bytes]], others: list[bytes]) -> None:
    """Keys are found with their values, in their order; absent ones are not."""
    table, expected = opened({f"f{number}": terms for number, terms in enumerate(fields)})
    assert table.extras["fieldmap"] == {f"f{number}": number for number in range(len(fields))}
    assert_found(table, expected, [key for key in others if key not in expected])


@generated(40)
@given(st.integers(0, len(CROWDED)), st.integers(0, len(CROWDED)))
def test_crowded_tables_go_on_at_their_beginning(start: int, end: int) -> None:
    """Terms that all want the last slots of a table are found, and others are not."""
    terms = sorted(CROWDED[start:end])
    table, expected = opened({"field": terms})
    absent = [b"\0\0" + term for term in CROWDED if term not in terms]
    assert_found(table, expected, absent)


def test_a_table_overflows_in_these_tests() -> None:
    """The terms are chosen so that slots beyond the end of a table are wanted."""
    table, _ = opened({"field": sorted(CROWDED)})
    start, slots = table.tables[3]
    assert slots == SLOTS
    pointers = np.frombuffer(table.dbfile.get(start, 12 * slots), [("h", ">u4"), ("r", ">i8")])
    taken = np.flatnonzero(pointers["r"])
    wanted = (pointers["h"][taken].astype(np.int64) >> 8) % SLOTS
    assert (wanted > taken).any()


def test_no_fields_and_fields_without_terms_are_empty() -> None:
    """There is nothing in them, and nothing is found."""
    empty: list[Fields] = [{}, {"a": []}, {"a": [], "b": []}]
    for fields in empty:
        table, expected = opened(fields)
        assert not expected
        assert_found(table, expected, [b"", b"\0\0", b"\0\1x"])


def test_many_terms_are_found() -> None:
    """Some ten thousand terms, in fields of very different size."""
    fields = {"a": [b"%06d" % n for n in range(12_000)], "b": [b""], "c": [b"x", b"y"]}
    table, expected = opened(fields)
    assert all(list(table.all(key)) == [value] for key, value in expected.items())
    assert list(table.keys()) == list(expected)


@generated(100)
@given(
    st.tuples(
        st.floats(0, 2**20, width=32), st.integers(0, 2**32 - 2), st.integers(0, 255),
        st.integers(0, 255), st.floats(0, 2**20, width=32), st.integers(0, 2**32 - 2),
        st.integers(0, 2**32 - 2), st.integers(0, 2**62), st.integers(0, 2**31 - 1),
    )
)  # fmt: skip
def test_what_is_known_of_a_term_is_whooshs(values: tuple[Any, ...]) -> None:
    """A value of the dictionary is read as Whoosh's information on a term."""
    info = W3TermInfo.from_bytes(np.array((0, *values), TERM_INFO).tobytes())
    assert not info.is_inlined()
    assert (info.weight(), info.doc_frequency()) == values[:2]
    assert (info.max_weight(), info.min_id(), info.max_id()) == values[4:7]
    assert info.extent() == (values[7], (values[8],))
