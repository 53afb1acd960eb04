"""How much two sets have in common."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.measures.jaccard import jaccard


@generated(100)
@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_it_is_what_sets_say(one: set[int], other: set[int]) -> None:
    """Intersection by union; of nothing there is none."""
    expected = len(one & other) / len(one | other) if one | other else None
    assert jaccard(len(one & other), len(one - other), len(other - one)) == expected
