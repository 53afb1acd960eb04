"""Shares of many bases."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webui.search.local.finding.shares import share_of, shares_of


@given(
    st.lists(
        st.integers(0, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        max_size=20,
    )
)
def test_many_shares_are_those_of_each(drawn: list[tuple[int, int]]) -> None:
    """Worked out together they are the same to the last digit, those of nothing, too."""
    counts, bases = np.array(drawn, np.int64).reshape(-1, 2).T
    assert shares_of(counts, bases) == [share_of(*each) for each in drawn]
