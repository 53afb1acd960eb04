"""Where words stand in one text, against plain loops."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.schema import PASSAGE_GAP
from tests.webui.search.library import generated
from webui.search.cluster.translating.places import ends_in_order, places_of, stand_near
from webui.search.cluster.translating.position_conditions import frequent, near, phrase

_LETTERS = st.sampled_from("abc")
_AAB, _ABB, _AB = ["a", "a", "b"], ["a", "b", "b"], ["a", "b"]
_WORDS = st.lists(_LETTERS, min_size=1, max_size=4)


@generated(200)
@given(st.lists(_LETTERS, max_size=9), _WORDS, st.integers(1, 4))
def test_a_phrase_ends_wherever_its_words_have_followed_one_another(
    text: list[str], words: list[str], slop: int
) -> None:
    """Each place counts once, in however many ways the phrase ends there."""
    places = places_of([" ".join(text)], frozenset(words))
    ways = product(*([at for at, one in enumerate(text) if one == word] for word in words))
    ends = {
        way[-1]
        for way in ways
        if all(0 < after - before <= slop for before, after in pairwise(way))
    }
    assert ends_in_order(places, words, slop) == sorted(ends)


@generated(200)
@given(st.lists(_LETTERS, max_size=9), _WORDS, st.integers(1, 4))
def test_words_stand_near_each_other_in_one_stretch(
    text: list[str], words: list[str], distance: int
) -> None:
    """A stretch ends where the next of the words is too far away."""
    own = [at for at, one in enumerate(text) if one in words]
    stretches: list[list[str]] = []
    for place, at in enumerate(own):
        if not place or at - own[place - 1] > distance:
            stretches.append([])
        stretches[-1].append(text[at])
    expected = any(
        all(stretch.count(word) >= words.count(word) for word in words) for stretch in stretches
    )
    places = places_of([" ".join(text)], frozenset(words))
    assert stand_near(places, words, distance) == expected


def test_nothing_is_near_across_two_passages() -> None:
    """Not even at the greatest distance that can be asked for."""
    places = places_of(["a", "b"], frozenset("ab"))
    assert not stand_near(places, ["a", "b"], PASSAGE_GAP - 1)
    assert ends_in_order(places, ["a", "b"], 1) == []


@pytest.mark.parametrize("passages", [[], [""]])
def test_a_text_may_be_empty(passages: list[str]) -> None:
    """Then nothing stands anywhere."""
    places = places_of(passages, frozenset("a"))
    assert ends_in_order(places, ["a"], 1) == []
    assert not stand_near(places, ["a"], 1)


def test_conditions_that_find_something_else_are_told_apart() -> None:
    """Also those for which the same articles have to be looked at: what holds for one is kept."""
    conditions = [
        near("title", _AAB, 5),
        near("title", _ABB, 5),
        near("title", _AAB, 4),
        near("excerpt", _AAB, 5),
        phrase("title", _AAB, 5),
        phrase("title", _ABB, 5),
        frequent(["title"], _AB, 2, 5),
        frequent(["title"], _AB, 3, 5),
        frequent(["title", "excerpt"], _AB, 2, 5),
    ]
    assert conditions[0].possible == conditions[1].possible
    assert not any(one.is_told for one in conditions)
    assert all(one.asked != other.asked for one, other in combinations(conditions, 2))
    assert near("title", _AAB, 5).asked == conditions[0].asked
