"""Patterns and slips as regular expressions, which are read here by Python's own."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from tests.webui.search.trees import edits
from webui.search.cluster.texts.word_expressions import (
    above_expression,
    forms_expression,
    is_like,
    like_expression,
    literally,
    near_expression,
)
from webui.search.query.terms import stems

WORDS = st.text("abcé😀", max_size=7)
SUFFIXES = (
    "",
    "s",
    "es",
    "ed",
    "eed",
    "ied",
    "ies",
    "ing",
    "ying",
    "ly",
    "edly",
    "ingly",
    "ational",
    "tional",
    "ization",
    "izer",
    "ation",
    "ator",
    "alism",
    "iveness",
    "fulness",
    "ousness",
    "ousli",
    "aliti",
    "iviti",
    "biliti",
    "bility",
    "ality",
    "ivity",
    "bly",
    "logi",
    "logy",
    "fully",
    "lessly",
    "ement",
    "ment",
    "ance",
    "ence",
    "able",
    "ible",
    "ant",
    "ent",
    "ism",
    "ate",
    "iti",
    "ous",
    "ive",
    "ize",
    "ion",
    "sion",
    "tion",
    "y",
    "e",
    "icate",
    "iciti",
    "ical",
    "ness",
    "ful",
    "alize",
    "ers",
)


def _matches(expression: str, word: str) -> bool:
    return re.fullmatch(expression, word, re.DOTALL) is not None


@generated(300)
@given(WORDS.filter(bool), WORDS, st.integers(0, 2))
def test_near_words_are_those_within_the_edits(word: str, other: str, distance: int) -> None:
    """All of them and no others, wherever the edits are; swaps count as one edit."""
    expected = edits(word, other) <= distance
    assert _matches(near_expression(word, distance), other) == expected


def test_every_word_of_few_letters_is_told_apart() -> None:
    """Edits at the beginning, at the end and at the cut, and all letters but one replaced."""
    letters = ["", "a", "b", "c"]
    words = sorted({w + x + y + z for w in letters for x in letters for y in letters for z in "ab"})
    for word in ("a", "ab", "ba", "abc", "abcb", "aabbc"):
        for distance in (1, 2):
            compiled = re.compile(near_expression(word, distance), re.DOTALL)
            found = {other for other in words if compiled.fullmatch(other)}
            assert found == {other for other in words if edits(word, other) <= distance}


def test_the_expression_of_a_long_word_is_not_much_longer() -> None:
    """An index of ours allows 100,000 letters."""
    assert len(near_expression("abcdefgh" * 8, 2)) < 50_000


@generated(300)
@given(WORDS, st.text("ab*é", max_size=6))
def test_patterns_are_matched_as_a_shell_does(word: str, pattern: str) -> None:
    """A star stands for any letters, also none; everything else for itself."""
    expression, is_exact = like_expression(pattern)
    assert is_exact or pattern.count("*") > 5
    found = _matches(expression, word)
    assert (found and (is_exact or is_like(word, pattern))) == fnmatchcase(word, pattern)


@generated(100)
@given(WORDS, st.text("ab*", max_size=12))
def test_what_a_long_pattern_leaves_out_is_looked_at_afterwards(word: str, pattern: str) -> None:
    """Of very many stars the expression matches more, and no less."""
    assert is_like(word, pattern) == fnmatchcase(word, pattern)
    for other, long in (
        (word * 9, "*".join([pattern] * 20)),
        (word * 300, pattern * 300),
        ("ab" * 50 + word, "ab" * 50 + pattern),
    ):
        expression, is_exact = like_expression(long)
        assert len(expression) < 700
        assert is_exact or not is_like(other, long) or _matches(expression, other)


@generated(60)
@given(WORDS, WORDS)
def test_words_above_another_are_those_after_it(word: str, other: str) -> None:
    """By code points, as the cluster sorts them."""
    assert _matches(above_expression(word), other) == (other > word)


@generated(300)
@given(st.text("aeiouybdlst", min_size=1, max_size=8), st.sampled_from(SUFFIXES))
def test_words_may_have_the_stems_that_they_have(word: str, suffix: str) -> None:
    """Whatever the stemmer puts in the place of what it cuts off."""
    (token,) = stems(word + suffix)
    assert _matches(forms_expression(token.text), word + suffix)


@pytest.mark.parametrize("word", ["dying", "skies", "lying", "idly", "early", "news", "possibly"])
def test_exceptions_may_have_the_stems_that_they_have(word: str) -> None:
    """Words that the stemmer has a list of."""
    (token,) = stems(word)
    assert _matches(forms_expression(token.text), word)


def test_signs_stand_for_themselves() -> None:
    """Whatever Lucene makes of them elsewhere."""
    for text in ("c++", "c#", "a_b", "x&y~z@<1-2>", '"[]{}().?|\\'):
        assert _matches(literally(text), text)
        assert not _matches(literally(text), text + "c")
