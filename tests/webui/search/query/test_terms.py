"""Text taken apart."""

from __future__ import annotations

import threading

import pytest

from webui.search.query.terms import Token, stems, words


def test_words_and_stems_stand_at_the_same_places() -> None:
    """Each stem is of the word with the same number, and both say where it stands."""
    text = "Ströme of C#, e\u0301 \u0301 日本"
    assert words(text)[:3] == [Token("strome", 0, 6), Token("of", 7, 9), Token("c#", 10, 12)]
    places = [(token.start, token.end) for token in words(text)]
    assert places == [(token.start, token.end) for token in stems(text)]
    assert all(token.text for token in words(text))


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
