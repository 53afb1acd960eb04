"""How telling a silence is."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.measures.silence import TELLING, chance_of_none, telling_output

bases = st.integers(1, 400).flatmap(
    lambda base: st.tuples(st.integers(0, base), st.integers(0, base), st.just(base))
)


@given(bases)
def test_a_chance_is_that_of_drawing_no_hit(counts: tuple[int, int, int]) -> None:
    """Of all ways to choose the provider's articles, those without a hit."""
    output, hits, base = counts
    exact = Fraction(comb(base - hits, output), comb(base, output))
    assert chance_of_none(output, hits, base) == pytest.approx(float(exact), abs=1e-9)


@pytest.mark.parametrize(
    ("output", "hits", "base", "chance"),
    [
        (20, 50, 1000, 0.354870855),
        (100, 60, 2000, 0.043930476),
        (3000, 40, 100_000, 0.295640940),
        (1, 0, 1, 1.0),
        (1, 1, 1, 0.0),
        (1, 19, 20, 0.05),
    ],
)
def test_known_chances(output: int, hits: int, base: int, chance: float) -> None:
    """Chances are those of the numbers of combinations, in whole numbers."""
    assert chance_of_none(output, hits, base) == pytest.approx(chance, abs=1e-9)


@given(bases)
def test_a_telling_output_is_the_least_one(counts: tuple[int, int, int]) -> None:
    """With one article less, nothing would be said."""
    _, hits, base = counts
    least = telling_output(hits, base)
    telling = [n for n in range(1, base + 1) if chance_of_none(n, hits, base) < TELLING]
    assert least == (telling[0] if telling else None)
    assert telling == list(range(least, base + 1)) if least else not telling


def test_without_articles_no_silence_tells() -> None:
    """Nor where nothing was found."""
    assert telling_output(0, 0) is None
    assert telling_output(0, 100) is None
