"""How far observers agree."""

from __future__ import annotations

from typing import get_args

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.measures.agreement import Level, alpha, alpha_interval, pairwise_agreement

# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four
# observers, twelve units; 0 is missing.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3),
    (0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0),
)
UNITS = [[value for value in unit if value] for unit in zip(*OBSERVERS, strict=True)]
LEVELS: tuple[Level, ...] = get_args(Level)


@pytest.mark.parametrize(
    ("level", "known"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_krippendorffs_own_example(level: Level, known: float) -> None:
    """His twelve units have the alphas that he gives, at each level."""
    assert alpha(UNITS, level) == pytest.approx(known, abs=0.0005)


matrices = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([None, 0, 1, 2, 3, 7.5]), min_size=coders, max_size=coders),
        min_size=1,
        max_size=12,
    )
)


@given(matrices, st.sampled_from(LEVELS))
def test_alpha_is_that_of_the_library(matrix: list[list[float | None]], level: Level) -> None:
    """Whatever is coded and whatever is missing, alpha is what the package krippendorff says."""
    units = [[value for value in unit if value is not None] for unit in matrix]
    found = alpha(units, level)
    pairable = [value for unit in units if len(unit) > 1 for value in unit]
    if len(set(pairable)) < 2:
        assert found is None
        return
    data = np.array(matrix, dtype=float).T
    # The library takes two values of 0 as 0/0 on a ratio scale: a small one stands for it, far
    # enough from it for the differences to be the same.
    if level == "ratio":
        data[data == 0] = 1e-12
    theirs = krippendorff.alpha(data, level_of_measurement=level)
    assert found == pytest.approx(theirs, abs=1e-9)


def test_words_are_compared_as_such() -> None:
    """At the nominal level values may be words."""
    assert alpha([["a", "a"], ["b", "b"], ["a", "b"]]) == pytest.approx(4 / 9)


@pytest.mark.parametrize("units", [[], [[1]], [[1, 1], [1, 1]], [[1, 1], [2]]])
def test_where_nothing_differs_there_is_no_alpha(units: list[list[int]]) -> None:
    """Without two values of a unit, or with one value only, nothing can be said."""
    assert alpha(units) is None
    assert alpha_interval(units) is None


@pytest.mark.parametrize("level", LEVELS)
def test_the_interval_is_the_same_at_every_call(level: Level) -> None:
    """The bounds do not depend on chance, lie round alpha and are at most 1."""
    interval = alpha_interval(UNITS, level)
    assert interval == alpha_interval(UNITS, level)
    value = alpha(UNITS, level)
    assert interval is not None
    assert value is not None
    assert interval.low < value < interval.high <= 1


def test_more_units_make_the_interval_smaller() -> None:
    """Ten times the same units leave the alpha nearly as it is, and a third of the width."""
    small, large = alpha_interval(UNITS), alpha_interval(UNITS * 10)
    assert small is not None
    assert large is not None
    assert large.high - large.low < (small.high - small.low) / 2


def test_the_interval_is_that_of_plain_resampling() -> None:
    """Drawing units one by one, and asking the library, gives nearly the same bounds."""
    generator = np.random.default_rng(5)
    data = np.array([[value or np.nan for value in row * 5] for row in OBSERVERS])
    pairable = data[:, (~np.isnan(data)).sum(axis=0) > 1]
    drawn = [
        krippendorff.alpha(
            pairable[:, generator.integers(0, pairable.shape[1], pairable.shape[1])],
            level_of_measurement="nominal",
        )
        for _ in range(1000)
    ]
    interval = alpha_interval(UNITS * 5)
    assert interval is not None
    low, high = np.percentile(drawn, [2.5, 97.5]).tolist()
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.02)


def test_resamples_with_one_value_are_counted() -> None:
    """Where nearly all is alike, some resamples say nothing, and it is said how many."""
    interval = alpha_interval([[1, 1]] * 10 + [[1, 2]])
    assert interval is not None
    # The odd one is not drawn with a chance of (10 / 11) ** 11.
    assert interval.left_out == pytest.approx(350, abs=50)


def test_agreement_is_a_share_of_pairs() -> None:
    """Of three values of which two are alike, one pair in three is; single values are no pair."""
    assert pairwise_agreement([["a", "a", "b"], ["a"], []]) == pytest.approx(1 / 3)
    assert pairwise_agreement([["a"]]) is None
