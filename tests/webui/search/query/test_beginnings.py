"""Pieces of a text that may be some words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.webui.search.library import generated
from webui.search.query.beginnings import Beginnings
from webui.search.query.terms import pieces_of, stem_of, word_of

_TEXTS = st.lists(
    st.text(st.sampled_from("aAcCfFyY#+_9 '\u2019-éß\u0301\u02ff日ア\u3000\U0001f600\u200bİ\u212a"))
    | st.sampled_from([" skis ", " dying ", " Über ", " C# ", " c++x ", " early ", " Yes ", "_a"])
    | st.text(max_size=5)
).map("".join)  # fmt: skip


@generated(500)
@given(_TEXTS, st.data())
def test_no_piece_of_a_word_is_missed(text: str, data: st.DataObject) -> None:
    """Whatever has the stem or the form of a word is found, where it stands in the text."""
    pieces = {each.span(): each[0] for each in pieces_of(text)}
    terms = {made for each in pieces.values() for made in (stem_of(each), word_of(each)) if made}
    words = data.draw(st.sets(st.sampled_from(sorted(terms)))) if terms else set()
    beginnings = Beginnings(words)
    found = {each.span(): each[0] for each in beginnings.within(text)}
    assert found.items() <= pieces.items()
    assert list(found) == sorted(found)
    for place, piece in pieces.items():
        if {stem_of(piece), word_of(piece)} & words:
            assert place in found
            assert beginnings.are_of(piece)


def test_what_begins_otherwise_is_passed_over() -> None:
    """Of a text in English only words with the same first letter are looked at."""
    found = Beginnings(["cloud"]).within("Azure: the Cloud, a C# cloud at MacCloud, élan")
    assert [each[0] for each in found] == ["Cloud", "C#", "cloud", "élan"]
