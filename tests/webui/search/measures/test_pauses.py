"""How improbable a pause is."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.measures.pauses import log_chance_of_pause, size_of_counts


def beta_binomial_of_none(articles: int, beside: float, pause: float) -> float:
    """Return the chance by the distribution's own formula, one factor after the other."""
    return math.prod((beside + drawn) / (beside + pause + drawn) for drawn in range(articles))


@given(
    articles=st.integers(0, 300),
    weeks=st.floats(0.5, 60),
    pause=st.floats(0.1, 60),
    size=st.floats(0.01, 500),
)
def test_a_chance_is_that_of_the_urn(
    articles: int, weeks: float, pause: float, size: float
) -> None:
    """As if one article after the other was drawn, and each brought another one of its kind."""
    chance = math.exp(log_chance_of_pause(articles, weeks, pause, size))
    assert chance == pytest.approx(
        beta_binomial_of_none(articles, size * weeks, size * pause), rel=1e-6
    )
    assert chance >= math.exp(log_chance_of_pause(articles, weeks, pause, None)) * (1 - 1e-9)


def test_the_more_regular_the_nearer_to_a_poisson() -> None:
    """A negative binomial without end is a Poisson: each article has its share of the time."""
    poisson = log_chance_of_pause(26, 13, 2, None)
    assert poisson == pytest.approx(26 * math.log(13 / 15))
    assert log_chance_of_pause(26, 13, 2, 1e7) == pytest.approx(poisson, rel=1e-4)
    assert log_chance_of_pause(26, 13, 2, 1.0) > poisson


@pytest.mark.parametrize(("articles", "weeks", "pause"), [(0, 9, 9), (9, 0, 9), (9, 9, 0)])
def test_nothing_says_nothing(articles: int, weeks: float, pause: float) -> None:
    """Without articles, without time beside it or in it, a pause is no surprise."""
    assert log_chance_of_pause(articles, weeks, pause, 1.0) == 0
    assert log_chance_of_pause(articles, weeks, pause, None) == 0


@pytest.mark.parametrize("size", [0.5, 1.0, 3.0, 10.0])
def test_a_size_is_found_again(size: float) -> None:
    """From many weeks of a negative binomial whose level doubles meanwhile."""
    drawn = random.Random(1)  # noqa: S311 - no secret
    counts = [
        _poisson(drawn, drawn.gammavariate(size, (8 + week / 100) / size)) for week in range(4000)
    ]
    found = size_of_counts(pairwise(counts))
    assert found == pytest.approx(size, rel=0.15)


def test_few_weeks_do_not_make_a_provider_regular() -> None:
    """Two equal weeks may be chance; many are not."""
    few, many = size_of_counts([(9, 9)]), size_of_counts([(9, 9)] * 100)
    assert few is not None
    assert few < 10
    assert many is None


def test_counts_of_no_pairs_are_taken_for_a_poisson() -> None:
    """Nor does an article a week say anything of bunches."""
    assert size_of_counts([]) is None
    assert size_of_counts([(0, 0), (0, 1), (1, 0)]) is None


def test_bunches_make_a_small_size() -> None:
    """All in one week and nothing in the next."""
    found = size_of_counts([(20, 0), (0, 20)] * 10)
    assert found is not None
    assert found < 0.5


def _poisson(drawn: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), drawn.random(), 0
    while product > limit:
        product, count = product * drawn.random(), count + 1
    return count
