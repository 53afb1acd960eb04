"""Postings, read from the bytes that Whoosh's codec and ``indexer.segments`` write."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Existence, Positions

from indexer.contract.codec.posting_decoding import decode_postings, decode_values
from indexer.segments.encoding.block_encoding import BLOCK
from tests.indexer.segments.library import LENGTH, Posting, encoded
from tests.support.memory import little_memory
from tests.webui.search.library import generated

pytestmark = pytest.mark.oracle

_Write = Callable[[list[list[Posting]], Any], list[bytes]]


def by_codec(codec: Any) -> _Write:
    """Return what writes posting lists by a codec, one after the other."""

    def write(lists: list[list[Posting]], fmt: Any) -> list[bytes]:
        storage = RamStorage()
        file = storage.create_file("postings")
        writer = codec.postings_writer(file)
        ends = [0]
        for postings in lists:
            writer.start_postings(fmt, W3TermInfo())
            for doc, weight, value in postings:
                writer.add_posting(doc, weight, value, LENGTH)
            writer.finish_postings()
            ends.append(file.tell())
        file.close()
        raw = storage.open_file("postings").get(0, ends[-1])
        return [raw[start:end] for start, end in pairwise(ends)]

    return write


WRITERS: dict[str, _Write] = {
    "stock": by_codec(W3Codec()),
    "stock, small blocks": by_codec(W3Codec(blocklimit=3)),
    "stock, not compressed": by_codec(W3Codec(compression=0)),
    "ours": lambda lists, fmt: encoded(lists, fmt.fixed_value_size()),
}


def written(writer: str, postings: list[Posting], fmt: Any = None) -> bytes:
    """Return the bytes of a posting list, between two others in the same file."""
    lists: list[list[Posting]] = [[(1, 1.0, b"x")], postings, [(1, 2.0, b"y")]]
    return WRITERS[writer](lists, fmt or Positions())[1]


def ascending(most: int) -> st.SearchStrategy[list[int]]:
    """Return document numbers, near each other or far apart."""
    steps = st.lists(st.sampled_from([1, 1, 2, 255, 256, 65_535, 65_536, 10**6]), max_size=most)
    return st.tuples(st.integers(0, 3), steps.filter(bool)).map(
        lambda drawn: (np.cumsum(drawn[1]) - 1 + drawn[0]).tolist()
    )


_weights = st.one_of(
    st.just(st.just(1.0)), st.just(st.just(2.5)), st.just(st.sampled_from([0.5, 1.0, 3.0, 40.0]))
)


@pytest.mark.parametrize("writer", WRITERS)
@generated(60)
@given(st.data())
def test_postings_are_read_as_they_were_written(writer: str, data: st.DataObject) -> None:
    """Documents, weights and values come back, block after block."""
    docs = data.draw(ascending(40))
    weight = data.draw(_weights)
    values = data.draw(st.sampled_from([(b"v",), (b"v", b"longer value" * 30)]))
    postings = [(doc, data.draw(weight), values[doc % len(values)]) for doc in docs]
    raw = written(writer, list(postings))
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


@pytest.mark.parametrize("count", [2, 100])
@pytest.mark.parametrize("writer", WRITERS)
def test_formats_without_values_are_read(writer: str, count: int) -> None:
    """A field that keeps nothing but document numbers has postings too."""
    raw = written(writer, [(3 * doc, 1.0, b"") for doc in range(count)], Existence())
    found = decode_postings(raw)
    assert (found.docs.tolist(), found.weights) == (list(range(0, 3 * count, 3)), None)


@pytest.mark.parametrize("count", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_large_posting_lists_are_read(count: int) -> None:
    """Lists that end before, at and after the end of a block are whole."""
    postings: list[Posting] = [(2 * doc, float(1 + doc % 3), b"v%d" % doc) for doc in range(count)]
    raw = written("ours", postings)
    found = decode_postings(raw)
    assert found.docs.tolist() == [posting[0] for posting in postings]
    if found.weights is not None:
        assert found.weights.tolist() == [posting[1] for posting in postings]
    assert list(decode_values(raw)[1]) == [posting[2] for posting in postings]


@pytest.mark.parametrize("writer", WRITERS)
@generated(60)
@given(st.data())
def test_damaged_postings_are_an_error_at_once(writer: str, data: st.DataObject) -> None:
    """Whatever byte is changed or missing, reading ends: with an error, or with something."""
    postings: list[Posting] = [
        (doc, float(1 + doc % 2), b"value %d" % doc) for doc in range(0, 60, 2)
    ]
    raw = bytearray(written(writer, postings))
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


def test_damaged_postings_of_ours_take_no_memory() -> None:
    """A byte that became the pickle's operation to remember something takes no gigabytes.

    The operation's number may be any, and pickle makes room for so many things.
    """
    for count in (3, 20):
        postings: list[Posting] = [(doc, 1.0, b"value") for doc in range(count)]
        take_little(written("ours", postings))


def take_little(raw: bytes) -> None:
    """Make sure that reading takes little memory, whichever byte is another."""
    with little_memory():
        for place in range(len(raw)):
            damaged = raw[:place] + b"r" + raw[place + 1 :]
            try:
                decode_postings(damaged)
            except MemoryError:
                pytest.fail(f"the byte at {place}")
            except Exception:  # noqa: S112
                continue


def test_postings_that_begin_with_something_else_are_an_error() -> None:
    """The tag is looked at."""
    with pytest.raises(ValueError, match="tag"):
        decode_postings(b"none at all")
