"""How a sample is divided among strata."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.measures.allocation import equal, proportional

sizes = st.lists(st.integers(1, 60), min_size=1, max_size=12)
samples = st.integers(0, 800)


@generated(300)
@given(sizes, samples)
def test_as_many_are_drawn_as_there_are(of: list[int], sample: int) -> None:
    """Neither more than a stratum has, nor more or fewer in all than asked for."""
    for divide in (proportional, equal):
        drawn = divide(of, sample)
        assert sum(drawn) == min(sample, sum(of))
        assert all(0 <= number <= size for number, size in zip(drawn, of, strict=True))


@generated(300)
@given(sizes, samples)
def test_in_proportion_is_less_than_one_off(of: list[int], sample: int) -> None:
    """Each stratum gets its share, rounded down or up."""
    wanted = min(sample, sum(of))
    for number, size in zip(proportional(of, sample), of, strict=True):
        assert abs(number - Fraction(size * wanted, sum(of))) < 1


@generated(300)
@given(sizes, samples)
def test_equal_differs_by_one_where_there_are_enough(of: list[int], sample: int) -> None:
    """Whoever gets less than another one by more than one has no more."""
    drawn = equal(of, sample)
    for number, size in zip(drawn, of, strict=True):
        assert number == size or number >= max(drawn) - 1


def test_known_divisions() -> None:
    """By largest remainders, ties to the earlier; equal, what is left to the larger."""
    assert proportional([53, 24, 23], 10) == [5, 3, 2]
    assert proportional([1, 1, 1], 2) == [1, 1, 0]
    assert equal([2, 10, 10], 11) == [2, 5, 4]
    assert equal([3, 3], 100) == [3, 3]
