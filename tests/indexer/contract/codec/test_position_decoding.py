"""Positions of words, read from the values of postings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.formats import Characters, Positions

from indexer.contract.codec.position_decoding import POSITION_BITS, decode_positions
from tests.webui.search.library import generated

pytestmark = pytest.mark.oracle

_position_lists = st.one_of(
    st.lists(st.integers(0, 40), min_size=1, max_size=9),
    st.lists(st.sampled_from([0, 255, 256, 257, 511, 70_000, 2**20]), min_size=1, max_size=6),
    st.sampled_from([list(range(n)) for n in (999, 1000, 1001, 1002, 2000, 2001)]),
    st.sampled_from([list(range(0, n * 300, 300)) for n in (2, 80, 81, 82, 121, 1001)]),
    st.lists(st.integers(0, 9) | st.integers(250, 66_000), min_size=1, max_size=200),
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
