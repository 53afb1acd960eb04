"""Postings and positions, read from the bytes that Whoosh's codec and ours write."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Characters, Existence, Positions

from indexer.codec import BLOCK, BulkCodec
from tests.webui.search.library import generated
from webui.search.engine.positions import POSITION_BITS, decode_positions
from webui.search.engine.postings import decode_postings, decode_values

pytestmark = pytest.mark.oracle

Posting = tuple[int, float, bytes]

CODECS: dict[str, Callable[[], Any]] = {
    "stock": W3Codec,
    "stock, small blocks": lambda: W3Codec(blocklimit=3),
    "stock, not compressed": lambda: W3Codec(compression=0),
    "bulk": BulkCodec,
}


def written(codec: Any, postings: list[Posting], fmt: Any = None, length: int | None = 7) -> bytes:
    """Return the bytes of a posting list, between two others in the same file."""
    storage = RamStorage()
    file = storage.create_file("postings")
    writer = codec.postings_writer(file)
    extent = (0, 0)
    for place, posts in enumerate(([(1, 1.0, b"x")], postings, [(1, 2.0, b"y")])):
        writer.start_postings(fmt or Positions(), W3TermInfo())
        for doc, weight, value in posts:
            writer.add_posting(doc, weight, value, length)
        info = writer.finish_postings()
        if place == 1:
            extent = info.extent()
    file.close()
    offset, size = extent[0], extent[1]
    size = size[0] if isinstance(size, tuple) else size
    found: bytes = storage.open_file("postings").get(offset, size)
    return found


def ascending(most: int) -> st.SearchStrategy[list[int]]:
    """Return document numbers, near each other or far apart."""
    steps = st.lists(st.sampled_from([1, 1, 2, 255, 256, 65_535, 65_536, 10**6]), max_size=most)
    return st.tuples(st.integers(0, 3), steps.filter(bool)).map(
        lambda drawn: (np.cumsum(drawn[1]) - 1 + drawn[0]).tolist()
    )


_weights = st.one_of(
    st.just(st.just(1.0)), st.just(st.just(2.5)), st.just(st.sampled_from([0.5, 1.0, 3.0, 40.0]))
)


@pytest.mark.parametrize("codec", CODECS)
@generated(60)
@given(st.data())
def test_postings_are_read_as_they_were_written(codec: str, data: st.DataObject) -> None:
    """Documents, weights and values come back, block after block."""
    docs = data.draw(ascending(40))
    weight = data.draw(_weights)
    values = data.draw(st.sampled_from([(b"v",), (b"v", b"longer value" * 9)]))
    postings = [(doc, data.draw(weight), values[doc % len(values)]) for doc in docs]
    raw = written(CODECS[codec](), postings)
    found = decode_postings(raw)
    assert found.docs.dtype == np.int32
    assert found.docs.tolist() == docs
    assert len(found) == len(docs)
    weights = np.ones(len(docs)) if found.weights is None else found.weights
    assert weights.tolist() == [posting[1] for posting in postings]
    assert found.nbytes >= found.docs.nbytes
    numbers, read = decode_values(raw)
    assert numbers.tolist() == docs
    assert list(read) == [posting[2] for posting in postings]


@pytest.mark.parametrize("codec", CODECS)
def test_formats_without_values_are_read(codec: str) -> None:
    """A field that keeps nothing but document numbers has postings too."""
    raw = written(CODECS[codec](), [(3, 1.0, b""), (9, 1.0, b"")], Existence(), None)
    found = decode_postings(raw)
    assert (found.docs.tolist(), found.weights) == ([3, 9], None)


@pytest.mark.parametrize("count", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_large_posting_lists_are_read(count: int) -> None:
    """Lists that end before, at and after the end of a block are whole."""
    postings = [(2 * doc, float(1 + doc % 3), b"v%d" % doc) for doc in range(count)]
    raw = written(BulkCodec(), postings)
    found = decode_postings(raw)
    assert found.docs.tolist() == [posting[0] for posting in postings]
    if found.weights is not None:
        assert found.weights.tolist() == [posting[1] for posting in postings]
    assert list(decode_values(raw)[1]) == [posting[2] for posting in postings]


@pytest.mark.parametrize("codec", CODECS)
@generated(60)
@given(st.data())
def test_damaged_postings_are_an_error_at_once(codec: str, data: st.DataObject) -> None:
    """Whatever byte is changed or missing, reading ends: with an error, or with something."""
    postings = [(doc, float(1 + doc % 2), b"value %d" % doc) for doc in range(0, 60, 2)]
    raw = bytearray(written(CODECS[codec](), postings))
    place = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        raw[place] ^= data.draw(st.sampled_from([1, 2, 16, 128, 255]))
        damaged = bytes(raw)
    else:
        damaged = bytes(raw[:place])
    started = time.thread_time()
    for decode in (decode_postings, decode_values):
        try:
            decode(damaged)
        # Unpickling damaged bytes can raise nearly anything.
        except Exception:  # noqa: S112
            continue
    assert time.thread_time() - started < 1


def test_postings_that_begin_with_something_else_are_an_error() -> None:
    """The tag is looked at."""
    with pytest.raises(ValueError, match="tag"):
        decode_postings(b"none at all")


_position_lists = st.one_of(
    st.lists(st.integers(0, 40), min_size=1, max_size=9),
    st.lists(st.sampled_from([0, 255, 256, 257, 511, 70_000, 2**20]), min_size=1, max_size=6),
    st.sampled_from([list(range(n)) for n in (999, 1000, 1001, 1002, 2000, 2001)]),
    st.sampled_from([list(range(0, n * 300, 300)) for n in (2, 1001)]),
).map(sorted)


@generated(150)
@given(st.lists(_position_lists, min_size=1, max_size=8), st.booleans())
def test_positions_are_read_as_they_were_written(places: list[list[int]], characters: bool) -> None:
    """One position or thousands, steps of one byte or several, formats that keep more."""
    docs = np.cumsum([3] * len(places)).astype(np.int32) - 3
    fmt = Characters() if characters else Positions()
    values = [
        fmt.encode([(place, place, place + 1) for place in own] if characters else own)
        for own in places
    ]
    keys = decode_positions(docs, values, fmt)
    expected = [
        (doc << POSITION_BITS) + place
        for doc, own in zip(docs.tolist(), places, strict=True)
        for place in own
    ]
    assert keys.dtype == np.int64
    assert keys.tolist() == expected
