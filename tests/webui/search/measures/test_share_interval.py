"""How sure a share is."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.measures.share_interval import wilson


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [
        # R: prop.test(x, n, correct = FALSE)$conf.int
        (0, 10, 0.0, 0.2775328),
        (81, 263, 0.2552931, 0.3662116),
        (15, 148, 0.0624307, 0.1604974),
        (29, 29, 0.8830304, 1.0),
        (47, 50, 0.8378, 0.9794),
    ],
)
def test_known_intervals(count: int, base: int, low: float, high: float) -> None:
    """Intervals are those of the literature: rows of Newcombe's table of 1998, and both ends."""
    assert wilson(count, base) == pytest.approx((low, high), abs=1e-4)


def test_a_share_of_nothing_has_no_interval() -> None:
    """Nothing is known of a share of no articles."""
    assert wilson(0, 0) is None


@given(st.integers(1, 10**9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_both_bounds_solve_the_equation_of_the_score_test(drawn: tuple[int, int]) -> None:
    """A bound is a share from which the one that was seen is 1.96 standard errors away."""
    count, base = drawn
    interval = wilson(count, base)
    assert interval is not None
    share = count / base
    assert 0 <= interval.low <= share <= interval.high <= 1
    for bound in interval:
        error = math.sqrt(bound * (1 - bound) / base)
        # At 0 and at 1 both are nothing.
        assert abs(share - bound) == pytest.approx(1.959964 * error, rel=1e-3, abs=1e-9)


@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_larger_base_makes_the_interval_smaller(drawn: tuple[int, int]) -> None:
    """The same share of ten times as many articles is better known."""
    count, base = drawn
    small, large = wilson(count, base), wilson(10 * count, 10 * base)
    assert small is not None
    assert large is not None
    assert large.high - large.low < small.high - small.low
