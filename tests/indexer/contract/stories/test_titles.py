"""Which titles are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.stories.titles import normalized_title, title_digest
from tests.webui.search.library import generated


@pytest.mark.parametrize(
    ("title", "normalized"),
    [
        ("Ferry strike", "ferry strike"),
        ("  FERRY –\t‘Strike’!\n", "ferry strike"),
        ("Microsoft’s Azure", "microsoft s azure"),
        ("El Niño, naïve café", "el nino naive cafe"),
        ("El Nin\u0303o, nai\u0308ve cafe\u0301", "el nino naive cafe"),
        ("STRASSE Straße", "strasse strasse"),
        ("ﬁne № ５ ½", "fine no 5 1 2"),
        ("under_score a-b", "under score a b"),
        ("क़ीमत", "कीमत"),
        ("日本 １", "日本 1"),
        ("?! … \u0301 🦦", ""),
        ("", ""),
    ],
)
def test_letters_and_digits_are_left_of_a_title(title: str, normalized: str) -> None:
    """Case, accents, punctuation and the width of letters and spaces make no difference."""
    assert normalized_title(title) == normalized


@generated(300)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_normalized_once(title: str) -> None:
    """Whatever a title holds, half a surrogate pair included, doing it again changes nothing."""
    once = normalized_title(title)
    assert normalized_title(once) == once == " ".join(once.split())
    assert (title_digest(title) == 0) == (once == "")
    assert title_digest(once) == title_digest(title) < 2**64


def test_titles_that_differ_have_other_digests() -> None:
    """A letter or the place of a space is enough."""
    titles = ["ferry strike", "ferry strikes", "ferrystrike", "strike ferry", "ferry 1", "ferry 2"]
    assert len({title_digest(title) for title in titles}) == len(titles)


def test_the_digest_of_a_title_stays() -> None:
    """It is part of the index: another one is another version of the schema."""
    assert title_digest("Ferry strike") == title_digest("FERRY: strike") == 0xD9E8A162D29A5086
