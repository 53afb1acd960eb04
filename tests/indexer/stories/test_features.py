"""What two texts have in common, and what one of them lacks."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.stories.candidates import Pairs
from indexer.stories.features import FEATURES, Describer
from indexer.stories.postings import invert
from indexer.stories.weights import bursts, weigh
from indexer.stories.word_statistics import Tally
from tests.indexer.stories.test_distinct_texts import texts_and_words
from tests.webui.search.library import article


def conflict(one: str, two: str) -> float:
    """Return the greatest weight of a title's words that the other one lacks, of two titles."""
    texts = texts_and_words(
        [
            article("1", one, excerpt="storm", published="2021-01-01T00:00:00"),
            article("2", two, excerpt="flood", published="2021-01-01T01:00:00"),
        ]
    )
    tally = Tally()
    tally.add(texts)
    postings, both = invert(texts), np.ones(2, np.bool_)
    weights = weigh(texts, postings, tally.statistics())
    describer = Describer(texts, postings, weights, bursts(texts, postings, weights, both))
    described = describer.describe(Pairs(np.array([0]), np.array([1])))
    return float(described.features[0, FEATURES.index("conflict")])


@pytest.mark.parametrize("words", [1, 5, 62, 63, 64, 65, 90])
def test_titles_with_the_same_words_lack_nothing(words: int) -> None:
    """However many they are, and in whichever order; where each lacks one, that counts."""
    title = [f"word{number}" for number in range(words)]
    assert conflict(" ".join(title), " ".join(reversed(title))) == 0
    assert conflict(" ".join(title), " ".join([*title, "else"])) == 0
    if words < 63:
        assert conflict(" ".join([*title, "other"]), " ".join([*title, "else"])) > 0
