"""Sets of numbers as they are sent to a cluster."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.cluster.texts.number_sets import roaring

NUMBERS = st.sets(st.one_of(st.integers(0, 40), st.integers(0, 2**31 - 2)), max_size=60)


def _read(data: bytes) -> list[int]:
    """Read a Roaring bitmap without runs, as its specification says."""
    cookie, count = struct.unpack_from("<II", data)
    assert cookie == 12346
    found: list[int] = []
    for container in range(count):
        key, size = struct.unpack_from("<HH", data, 8 + 4 * container)
        (at,) = struct.unpack_from("<I", data, 8 + 4 * count + 4 * container)
        if size + 1 <= 4096:
            low: Iterable[int] = struct.unpack_from(f"<{size + 1}H", data, at)
        else:
            low = [n for n in range(2**16) if data[at + n // 8] >> n % 8 & 1]
        found += [key << 16 | number for number in low]
    return found


@generated(40)
@given(NUMBERS, st.lists(st.tuples(st.integers(0, 200_000), st.integers(0, 9000)), max_size=2))
def test_a_bitmap_has_the_numbers_and_no_others(
    some: set[int], ranges: list[tuple[int, int]]
) -> None:
    """Few of them, or so many in a row that they are bits."""
    numbers = sorted(some.union(*(range(start, start + length) for start, length in ranges)))
    assert _read(roaring(np.array(numbers, np.int64))) == numbers
