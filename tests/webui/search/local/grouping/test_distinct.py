"""Counting what is different, against sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.local.grouping import distinct
from webui.search.local.grouping.distinct import distinct_by_row


@generated(100)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6)), max_size=30), st.booleans())
def test_each_number_counts_once_a_row(pairs: list[tuple[int, int]], large: bool) -> None:
    """In a table or, where it would be too large, in order: as many as a set of the row holds."""
    rows = np.array([row for row, _ in pairs], np.int64)
    numbers = np.array([number for _, number in pairs], np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distinct, "_SMALL_TABLE", 0 if large else 1000)
        patch.setattr(distinct, "_PLACES_A_NUMBER", 0)
        counted = distinct_by_row(rows, numbers, 5, 7).tolist()
    assert counted == [len({number for row, number in pairs if row == each}) for each in range(5)]
