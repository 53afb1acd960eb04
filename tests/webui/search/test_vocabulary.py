"""Words like a pattern and near a word, against plain loops."""

from __future__ import annotations

import time
from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from tests.webui.search.trees import edits
from webui.search.vocabulary import MAX_FUZZY_LENGTH, Vocabulary

WORDS = st.text("abcé😀", max_size=7)


@generated(300)
@given(st.sets(WORDS, max_size=30), st.text("ab*é", max_size=6))
def test_patterns_are_matched_as_a_shell_does(words: set[str], pattern: str) -> None:
    """A star stands for any letters, also none; everything else for itself."""
    assert set(Vocabulary(words).like(pattern)) == {w for w in words if fnmatchcase(w, pattern)}


@generated(300)
@given(st.sets(WORDS, max_size=30), WORDS.filter(bool), st.integers(1, 2))
def test_near_words_are_those_within_the_edits(words: set[str], word: str, distance: int) -> None:
    """Neighbours are all words within the distance, swaps counted as one edit."""
    expected = {other for other in words if edits(word, other) <= distance}
    assert set(Vocabulary(words).near(word, distance)) == expected


def test_very_long_words_have_no_neighbours() -> None:
    """Words that nobody types are not compared; long ones in the index do no harm."""
    long = "a" * (MAX_FUZZY_LENGTH + 1)
    vocabulary = Vocabulary([long, "a" * 100_000, "cloud"])
    assert vocabulary.near(long, 1) == []
    assert vocabulary.near("", 1) == []
    assert vocabulary.near("clud", 1) == ["cloud"]


def test_patterns_of_many_stars_take_no_time() -> None:
    """A pattern that a backtracking match would take years for is answered at once."""
    vocabulary = Vocabulary(["a" * 2_000, "b"])
    started = time.thread_time()
    assert vocabulary.like("*a" * 30 + "*b") == []
    assert vocabulary.like("a*" * 900) == ["a" * 2_000]
    assert time.thread_time() - started < 2


def test_an_empty_vocabulary_has_no_words() -> None:
    """A field without words answers."""
    vocabulary = Vocabulary([])
    assert (len(vocabulary), vocabulary.like("*"), vocabulary.near("a", 2)) == (0, [], [])
