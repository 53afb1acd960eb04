"""Words like a pattern and near a word, against plain loops."""

from __future__ import annotations

import time
from collections.abc import Collection
from fnmatch import fnmatchcase

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.codec.dictionary import Dictionary
from tests.webui.search.library import generated
from tests.webui.search.trees import edits
from webui.search.local.words.vocabulary import Vocabularies, decoded
from webui.search.local.words.word_list import MAX_FUZZY_LENGTH

WORDS = st.text("abcé😀", max_size=7)


def vocabulary(words: Collection[str]) -> Vocabularies:
    """Return the vocabulary of a segment; each word is as frequent as it is long, and once more."""
    terms = sorted(word.encode() for word in words)
    frequencies = np.array([len(term) + 1 for term in terms], np.int64)
    return Vocabularies([decoded(Dictionary(terms, frequencies))])


@generated(300)
@given(st.sets(WORDS, max_size=30), st.text("ab*é", max_size=6))
def test_patterns_are_matched_as_a_shell_does(words: set[str], pattern: str) -> None:
    """A star stands for any letters, also none; everything else for itself."""
    assert set(vocabulary(words).like(pattern)) == {w for w in words if fnmatchcase(w, pattern)}


@generated(300)
@given(st.sets(WORDS, max_size=30), WORDS.filter(bool), st.integers(1, 2))
def test_near_words_are_those_within_the_edits(words: set[str], word: str, distance: int) -> None:
    """Neighbours are all words within the distance, swaps counted as one edit."""
    expected = {other for other in words if edits(word, other) <= distance}
    assert set(vocabulary(words).near(word, distance)) == expected


def test_very_long_words_have_no_neighbours() -> None:
    """Words that nobody types are not compared; long ones in the index do no harm."""
    long = "a" * (MAX_FUZZY_LENGTH + 1)
    known = vocabulary([long, "a" * 100_000, "cloud"])
    assert known.near(long, 1) == {}
    assert known.near("", 1) == {}
    assert known.near("clud", 1) == {"cloud": 6}


def test_patterns_of_many_stars_take_no_time() -> None:
    """A pattern that a backtracking match would take years for is answered at once."""
    known = vocabulary(["a" * 2_000, "b"])
    started = time.thread_time()
    assert known.like("*a" * 30 + "*b") == {}
    assert known.like("a*" * 900) == {"a" * 2_000: 2_001}
    assert time.thread_time() - started < 2


def test_an_empty_vocabulary_has_no_words() -> None:
    """A field without words answers."""
    empty = vocabulary([])
    assert (empty.like("*"), empty.like("a"), empty.near("a", 2)) == ({}, {}, {})


def test_words_of_several_segments_are_one_vocabulary() -> None:
    """A word is as frequent as in all segments together."""
    parts = [decoded(Dictionary([b"cloud", b"clouds"], np.array([3, 1]))),
             decoded(Dictionary([b"cloud"], np.array([4])))]  # fmt: skip
    assert Vocabularies(parts).like("cloud*") == {"cloud": 7, "clouds": 1}
    assert Vocabularies(parts).near("cluod", 1) == {"cloud": 7}
