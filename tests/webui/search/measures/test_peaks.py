"""Which numbers of a series stand out."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.measures.peaks import Peak, find_peaks, incomplete_beta, negative_binomial_tail


@pytest.mark.parametrize(
    ("a", "b", "x", "expected"),
    [
        (1, 1, 0.3, 0.3),
        (2, 3, 0.5, 0.6875),
        (0.5, 0.5, 0.25, 1 / 3),
        (10, 0.5, 0.9, 0.1516409),  # as R has it
        (5, 5, 0, 0),
        (5, 5, 1, 1),
    ],
)
def test_known_values_of_the_beta_function(a: float, b: float, x: float, expected: float) -> None:
    """Those with a closed form, and one of R."""
    assert incomplete_beta(a, b, x) == pytest.approx(expected, abs=1e-6)


@given(st.integers(1, 60), st.floats(0.5, 80), st.floats(0.05, 0.95))
def test_the_tail_is_what_the_sum_leaves(count: int, successes: float, chance: float) -> None:
    """One less the probabilities of all smaller numbers."""
    less = math.fsum(
        math.exp(
            math.lgamma(k + successes) - math.lgamma(successes) - math.lgamma(k + 1)
            + successes * math.log(chance) + k * math.log1p(-chance)
        )
        for k in range(count)
    )  # fmt: skip
    assert negative_binomial_tail(count, successes, chance) == pytest.approx(1 - less, abs=1e-9)


@pytest.mark.parametrize("count", [1, 1000, 10**6])
def test_large_numbers_converge(count: int) -> None:
    """As many as expected are neither likely nor unlikely."""
    assert negative_binomial_tail(count, count, 0.5) == pytest.approx(0.5, abs=0.05)


def test_a_peak_stands_out() -> None:
    """It has its place, its number and what its neighbours let expect."""
    counts = [3, 2, 4, 3, 2, 30, 3, 2, 4, 3]
    (peak,) = find_peaks(counts, [100] * 10)
    assert (peak.first, peak.last, peak.count) == (5, 5, 30)
    # Without the quarter of the neighbours with most.
    assert peak.expected == pytest.approx((3 + 2 + 4 + 3 + 2 + 3 + 0.5) / 6)


def test_peaks_do_not_hide_each_other() -> None:
    """Of two events half a year apart either stands out."""
    counts = [2, 1, 0, 2, 1, 9, 0, 0, 0, 1, 12, 1, 1, 3, 1]
    assert [peak.first for peak in find_peaks(counts, [250] * 15)] == [5, 10]


@pytest.mark.parametrize("rate", [0.3, 1, 2, 5, 20])
def test_chance_alone_hardly_makes_a_peak(rate: float) -> None:
    """Of 2,000 series of Poisson numbers (with a fixed seed) some two of a thousand have one."""
    random = np.random.default_rng(1)
    series = (random.poisson(rate, 24).tolist() for _ in range(2000))
    assert sum(bool(find_peaks(counts, [400] * 24)) for counts in series) <= 6


def test_twice_as_much_of_what_was_imported_twice_is_none() -> None:
    """What is expected goes with what there was of anything."""
    counts = [30, 31, 29, 30, 32, 300, 30, 29, 31, 30]
    assert find_peaks(counts, [1000] * 10)
    assert find_peaks(counts, [1000] * 5 + [10_000] + [1000] * 4) == []


def test_neighbours_of_a_peak_belong_to_it() -> None:
    """Those that stand out side by side are one peak."""
    counts = [2, 3, 2, 3, 40, 50, 3, 2, 3, 2, 3]
    assert [(peak.first, peak.last, peak.count) for peak in find_peaks(counts, [90] * 11)] == [
        (4, 5, 90)
    ]


@pytest.mark.parametrize(
    ("counts", "bases"),
    [
        ([0, 0, 0, 0, 0, 4, 0, 0, 0, 0], [10] * 10),
        ([9, 10, 11, 10, 9, 18, 9, 10, 11, 10], [100] * 10),
        ([0, 0, 20, 0, 0], [50] * 5),
        ([0, 0, 0, 0, 0, 20, 0, 0, 0], [0, 0, 0, 0, 0, 50, 0, 0, 0]),
        ([], []),
    ],
)
def test_what_is_no_peak(counts: list[int], bases: list[int]) -> None:
    """Too few, too little more, too few neighbours, or nothing imported there."""
    assert find_peaks(counts, bases) == []


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 200)), max_size=40))
def test_peaks_are_whole_and_apart(series: list[tuple[int, int]]) -> None:
    """Each has what stands at its places, and does not touch the next one."""
    counts = [min(count, base) for count, base in series]
    peaks: list[Peak] = find_peaks(counts, [base for _, base in series])
    for peak in peaks:
        assert peak.count == sum(counts[peak.first : peak.last + 1])
        assert peak.count >= 2 * peak.expected * 0.999
    for before, after in pairwise(peaks):
        assert before.last + 1 < after.first
