"""Which words the best hits have in common, from texts and numbers alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.search.local.engine.statistics import rarity
from webui.search.local.ranking.feedback import (
    WORDS,
    Text,
    forms_of,
    shares,
    told_by,
    weight_of,
)


def test_a_hit_that_stands_out_counts_alone() -> None:
    """The others are not read where the first one is far better; equal ones count alike."""
    assert shares([10, 5, 4]) == [1]
    assert shares([3, 3, 3, 3]) == [0.25] * 4
    first, second, third = shares([10, 9.5, 9])
    assert first > second > third > 0


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=10))
def test_shares_are_one_together(scores: list[float]) -> None:
    """They descend as the scores do."""
    found = shares(sorted(scores, reverse=True))
    assert sum(found) == pytest.approx(1)
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize(
    ("frequencies", "expected"),
    [([], 0), ([100_000], 0), ([30_000, 60_000], 0), ([10, 20], 0.4), ([3, 50_000, 60_000], 0.264)],
    ids=str,
)
def test_the_weight_follows_the_rarity_of_what_is_asked(
    frequencies: list[int], expected: float
) -> None:
    """Common words are no evidence of what was meant; rare ones have it grow up to 0.4."""
    rarities = [rarity(100_000, frequency) for frequency in frequencies]
    assert weight_of(rarities, 100_000) == pytest.approx(expected, abs=1e-3)


def test_words_count_by_how_often_and_in_which_hits_they_stand() -> None:
    """Those of the first hit come first, and those of very many articles or of one not at all."""
    first = Text({"strike": 3, "ferri": 1, "azur": 4, "typo": 2}, 1.2)
    second = Text({"boat": 3, "ferri": 1}, 1.2)
    frequencies = {"strike": 20, "ferri": 20, "azur": 900, "typo": 1, "boat": 20}
    told = told_by([(0.8, first), (0.2, second)], 1000, lambda stems: frequencies, rarity)
    assert [word.stem for word in told] == ["strike", "ferri", "boat"]
    assert sum(word.weight for word in told) == pytest.approx(1)


def test_only_so_many_words_are_taken_and_equal_ones_by_name() -> None:
    """No order in which a text has its words decides which they are."""
    stems = [f"w{number:02}" for number in range(90)]
    for order in (stems, stems[::-1]):
        text = Text(dict.fromkeys(order, 1.0), 1.2)
        told = told_by([(1.0, text)], 1000, lambda stems: dict.fromkeys(stems, 5), rarity)
        assert [word.stem for word in told] == stems[:WORDS]


def test_nothing_is_told_by_nothing() -> None:
    """Texts without words are no error."""
    assert told_by([(1.0, Text({}, 1.2))], 10, lambda stems: dict.fromkeys(stems, 5), rarity) == []


def test_a_stem_is_shown_as_it_is_mostly_written() -> None:
    """Whatever the case; of two forms that are as frequent, the first by name."""
    written = [("strike", "Strikes"), ("strike", "striking"), ("strike", "strikes"), ("x", "y")]
    assert forms_of(["strike"], written) == {"strike": "strikes"}
    assert forms_of(["strike"], written[:2]) == {"strike": "strikes"}
