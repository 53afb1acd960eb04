"""The words that only one headline of a story uses."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.local.answers.articles.story import mark_headlines
from webui.search.query.terms import words


@pytest.mark.parametrize(
    ("headlines", "marked"),
    [
        (["A ferry", "A strike"], ["A <mark>ferry</mark>", "A <mark>strike</mark>"]),
        (["Ferry strike", "FÉRRY, strike!"], ["Ferry strike", "FÉRRY, strike!"]),
        (["Strike strike", "Strikes"], ["<mark>Strike strike</mark>", "<mark>Strikes</mark>"]),
        (["A", "A", "B"], ["A", "A", "<mark>B</mark>"]),
        (["Ferry"], ["Ferry"]),
        (["R&D <b>", "R&D"], ["R&amp;D &lt;<mark>b</mark>&gt;", "R&amp;D"]),
        ([], []),
    ],
)  # fmt: skip
def test_words_of_one_headline_only_are_marked(headlines: list[str], marked: list[str]) -> None:
    """Words are whole and unstemmed; case and accents make no difference."""
    assert mark_headlines(headlines) == marked


WORDS = {
    "ferry": "ferry", "Férry": "ferry", "strike": "strike", "strikes": "strikes",
    "<mark>": "mark", "&amp;": "amp", "'x\"": "x", "…": "",
}  # fmt: skip


@generated(200)
@given(st.lists(st.lists(st.sampled_from(list(WORDS)), max_size=5), max_size=4))
def test_marks_hold_the_words_that_no_other_headline_has(texts: list[list[str]]) -> None:
    """The text is that of the headline, escaped; a word is marked just if it is nobody else's."""
    headlines = [" ".join(pieces) for pieces in texts]
    folded = [{WORDS[piece] for piece in pieces} - {""} for pieces in texts]
    for place, html in enumerate(mark_headlines(headlines)):
        pieces = re.split("(</?mark>)", html)
        assert all("<" not in piece for piece in pieces[::2])
        assert unescape("".join(pieces[::2])) == headlines[place]
        assert pieces[1::4] == ["<mark>"] * (len(pieces) // 4)
        found = {word.text for piece in pieces[2::4] for word in words(unescape(piece))}
        others = set[str]().union(*folded[:place], *folded[place + 1 :])
        assert found == (folded[place] - others if len(headlines) > 1 else set())


def test_a_headline_of_a_book_is_cut() -> None:
    """A text of megabytes is no headline, and costs no more than its beginning."""
    first, second = mark_headlines(["word " * 1_000_000, "word"])
    assert first == "word " * 100 + " …"
    assert second == "word"
