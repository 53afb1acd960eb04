"""Text without case and accents."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.analysis import TOKEN, words_analyzer
from tests.webui.search.library import generated
from webui.search.query.terms import fold

ACCENTED = st.text(
    "aeioucnszAEIOUCNSZ\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0327", max_size=10
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("El Faro de Peñalba", "el faro de penalba"),
        ("ÉCOLE", "ecole"),
        ("cafe\u0301", "cafe"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("AT&T, C#", "at&t, c#"),
        ("新聞", "新聞"),
        ("", ""),
    ],
)
def test_case_and_accents_are_folded(text: str, folded: str) -> None:
    """Letters come to be lower case and plain; everything else stays."""
    assert fold(text) == folded


@generated(300)
@given(ACCENTED)
def test_however_a_letter_is_composed_it_is_the_same(text: str) -> None:
    """A letter with an accent, and a letter followed by one, fold to the same text."""
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@generated(300)
@given(st.text(max_size=20))
def test_words_are_folded_as_they_are_indexed(text: str) -> None:
    """What is looked for in a facet is compared as words of articles are."""
    indexed = [token.text for token in words_analyzer()(text)]
    assert [fold(found.group()) for found in TOKEN.finditer(text)] == indexed


@generated(300)
@given(st.text(max_size=20))
def test_folded_text_is_folded(text: str) -> None:
    """Folding twice changes nothing more."""
    assert fold(fold(text)) == fold(text)
