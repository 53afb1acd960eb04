"""How distinctive a word is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.measures.keyness import log_likelihood, log_ratio


@pytest.mark.parametrize(
    ("among", "without", "elsewhere", "neither", "expected"),
    [
        # Dunning's own table of 1993: "the swiss", "can be", "previous year", "mineral water".
        (110, 2442, 111, 29114, 270.72),
        (29, 13, 123, 31612, 263.90),
        (31, 23, 139, 31584, 256.84),
        (10, 0, 3, 31764, 167.23),
    ],
)
def test_published_log_likelihoods(
    among: int, without: int, elsewhere: int, neither: int, expected: float
) -> None:
    """Four rows of the table that the measure was published with."""
    found = log_likelihood(among, among + without, elsewhere, elsewhere + neither)
    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("among", "of", "elsewhere", "of_others", "expected"),
    [(20, 1000, 10, 1000, 1.0), (40, 1000, 10, 1000, 2.0), (10, 1000, 20, 1000, -1.0),
     (1, 10, 1, 80, 3.0), (8, 100, 0, 100, 4.0)],
)  # fmt: skip
def test_a_log_ratio_counts_doublings(
    among: int, of: int, elsewhere: int, of_others: int, expected: float
) -> None:
    """Each point is twice as often; what is nowhere else counts as half a text."""
    assert log_ratio(among, of, elsewhere, of_others) == pytest.approx(expected)


_SIDES = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(_SIDES, st.integers(1, 1000))
def test_equal_shares_are_no_difference(side: tuple[int, int], times: int) -> None:
    """Whatever the number of texts."""
    among, of = side
    assert log_likelihood(among, of, among * times, of * times) == pytest.approx(0, abs=1e-3)
    if among:
        assert log_ratio(among, of, among * times, of * times) == pytest.approx(0, abs=1e-9)


@given(_SIDES, _SIDES)
def test_both_sides_count_alike(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Which of them is called the other one makes no difference, but for the sign of the ratio."""
    assert log_likelihood(*one, *other) >= 0
    assert log_likelihood(*one, *other) == pytest.approx(log_likelihood(*other, *one), abs=1e-3)
    assert log_ratio(*one, *other) == pytest.approx(-log_ratio(*other, *one), abs=1e-9)
