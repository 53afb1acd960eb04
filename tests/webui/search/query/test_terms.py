"""Text taken apart."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.contract.analysis import TOKEN, stemming_analyzer, words_analyzer
from tests.webui.search.library import generated
from webui.search.query.terms import Token, spans_of, split_text, stems, words

_TEXTS = st.text(st.sampled_from("aCf#+_9 '\u2019-é\u0301\u02ff日ア\u3000\U0001f600\u200b\n"))


def test_words_and_stems_stand_at_the_same_places() -> None:
    """Each stem is of the word with the same number, and both say where it stands."""
    text = "Ströme of C#, e\u0301 \u0301 日本"
    assert words(text)[:3] == [Token("strome", 0, 6), Token("of", 7, 9), Token("c#", 10, 12)]
    places = [(token.start, token.end) for token in words(text)]
    assert places == [(token.start, token.end) for token in stems(text)]
    assert all(token.text for token in words(text))


@generated(300)
@given(_TEXTS | st.text())
def test_texts_are_cut_up_as_they_are_indexed(text: str) -> None:
    """Ordinary texts by a simpler pattern than others, with the same outcome."""
    assert split_text(text) == [found[0] for found in TOKEN.finditer(text)]
    assert spans_of(text) == [found.span() for found in TOKEN.finditer(text)]


@generated(500)
@given(_TEXTS | st.text() | st.text(st.characters(max_codepoint=127)) | st.from_regex(r"[A-Za-z]+"))
def test_words_are_analysed_as_they_are_indexed(text: str) -> None:
    """Those in ASCII without Whoosh's pipeline, with the same outcome."""
    for made, analyzer in ((stems, stemming_analyzer()), (words, words_analyzer())):
        tokens = analyzer(text, mode="index", positions=True, chars=True)
        indexed = [Token(token.text, token.startchar, token.endchar) for token in tokens]
        assert made(text) == [token for token in indexed if token.text]


@pytest.mark.slow
def test_threads_do_not_share_an_analyzer() -> None:
    """Many threads that take apart more words than the stemmer remembers do no harm."""
    texts = [" ".join(f"cat{n}x{m}s" for m in range(3_000)) for n in range(24)]
    failures: list[str] = []

    def work(number: int) -> None:
        failures.extend(
            text
            for text in texts[number::2] * 2
            if [token.text for token in stems(text)] != [word[:-1] for word in text.split()]
        )

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
