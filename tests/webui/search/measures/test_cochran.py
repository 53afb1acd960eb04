"""How large a sample has to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.measures.cochran import sample_size


@pytest.mark.parametrize(
    ("population", "margin", "confidence", "share", "size"),
    [
        (None, 0.05, 0.95, 0.5, 385),
        (1000, 0.05, 0.95, 0.5, 278),
        (None, 0.03, 0.95, 0.5, 1068),
        (None, 0.05, 0.99, 0.5, 664),
        (100_000, 0.05, 0.95, 0.5, 383),
        (500, 0.05, 0.95, 0.5, 218),
        (None, 0.05, 0.95, 0.9, 139),
        (1, 0.05, 0.95, 0.5, 1),
        (10, 0.9, 0.95, 0.5, 2),
    ],
)
def test_known_sizes(
    population: int | None, margin: float, confidence: float, share: float, size: int
) -> None:
    """Sizes are those of the usual tables."""
    assert sample_size(population, margin, confidence, share) == size


@given(st.integers(1, 10**9), st.floats(0.001, 0.99), st.floats(0.5, 0.999), st.floats(0.01, 0.99))
def test_a_sample_is_never_larger_than_what_it_is_drawn_from(
    population: int, margin: float, confidence: float, share: float
) -> None:
    """Of any population, some are needed and at most all; and no more than of a larger one."""
    size = sample_size(population, margin, confidence, share)
    assert 1 <= size <= population
    assert size <= sample_size(2 * population, margin, confidence, share)
    assert size <= sample_size(None, margin, confidence, share)
