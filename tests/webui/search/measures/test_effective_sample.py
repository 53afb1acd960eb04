"""What weights cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.measures.effective_sample import weighted_share


def test_weights_count() -> None:
    """One of weight 3 that has it, beside three of weight 1 that do not, is half of all."""
    found = weighted_share([(True, 3), (False, 1), (False, 1), (False, 1)])
    assert found == pytest.approx((0.5, 36 / 12))


def test_of_nothing_there_is_no_share() -> None:
    """Nothing is known of no articles."""
    assert weighted_share([]) is None


@given(st.lists(st.tuples(st.booleans(), st.floats(0.1, 100)), min_size=1))
def test_a_sample_is_never_worth_more_than_its_size(drawn: list[tuple[bool, float]]) -> None:
    """The effective size is at least 1, at most the number, and that if all weigh the same."""
    found = weighted_share(drawn)
    assert found is not None
    assert 0 <= found.share <= 1
    assert 1 - 1e-9 <= found.size <= len(drawn) + 1e-9
    same = weighted_share([(has, 2.5) for has, _ in drawn])
    assert same is not None
    assert same.size == pytest.approx(len(drawn))
