"""The values of postings as operations of a pickle."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.formats import Positions

from indexer.segments.encoding.pickling import operations_of, pushes, whole_tuple
from indexer.segments.encoding.value_encoding import push_positions
from tests.webui.search.library import generated

pytestmark = pytest.mark.oracle

FORMAT = Positions()

_steps = st.one_of(
    st.integers(0, 9), st.sampled_from([254, 255, 256, 257, 65_534, 65_535, 65_536, 2**24])
)
_postings = st.one_of(
    st.lists(_steps, min_size=1, max_size=4),
    st.sampled_from([1, 2, 118, 119, 120, 121, 122, 123, 500, 999, 1000, 1001, 2002]).map(
        lambda count: [1] * count
    ),
    st.tuples(st.integers(100, 130), _steps).map(lambda drawn: [1] * drawn[0] + [drawn[1]]),
)


def pushed(postings: list[list[int]]) -> tuple[bytes, list[int]]:
    """Return the operations for postings, each the steps from position to position."""
    counts = np.array([len(steps) for steps in postings], np.int64)
    steps = np.array([step for steps in postings for step in steps], np.int64)
    data, ends = push_positions(counts, steps, FORMAT)
    return data, ends.tolist()


@generated(200)
@given(st.lists(_postings, max_size=12))
def test_positions_are_encoded_as_whoosh_does_it(postings: list[list[int]]) -> None:
    """The tuple of all values holds what the format itself makes of the positions."""
    data, ends = pushed(postings)
    expected = [FORMAT.encode(np.cumsum(steps).tolist()) for steps in postings]
    assert pickle.loads(whole_tuple(data)) == tuple(expected)
    assert len(ends) == len(postings)
    # Each one's operation stands where it is said to.
    for start, end, value in zip([0, *ends], ends, expected, strict=False):
        assert pickle.loads(whole_tuple(data[start:end])) == (value,)


@pytest.mark.parametrize("count", range(1, 260))
def test_any_number_of_positions_is_encoded(count: int) -> None:
    """Values of up to 255 bytes and longer ones, whatever the number of positions."""
    data, _ = pushed([[3], [1] * count, [7]])
    expected = [FORMAT.encode(steps) for steps in ([3], list(range(1, count + 1)), [7])]
    assert pickle.loads(whole_tuple(data)) == tuple(expected)


@generated(100)
@given(
    st.lists(st.binary(max_size=9) | st.sampled_from([b"x" * n for n in (254, 255, 256, 70_000)]))
)
def test_values_are_pushed_in_their_order(values: list[bytes]) -> None:
    """Byte strings of any length come back from the tuple, and the operations from its pickle."""
    operations = pushes(values)
    assert pickle.loads(whole_tuple(operations)) == tuple(values)
    assert operations_of(whole_tuple(operations)) == operations
    assert operations_of(pickle.dumps(tuple(values), 2)) is None
