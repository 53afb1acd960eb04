"""How text becomes terms."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from indexer.contract.analysis import stemming_analyzer, words_analyzer


def terms(analyzer: Any, text: str) -> list[str]:
    """Return the terms of a text."""
    return [token.text for token in analyzer(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Straße Łódź İstanbul Ørsted Ænima", ["strasse", "lodz", "istanbul", "orsted", "aenima"]),
        ("Peñalba Pen\u0303alba PENALBA", ["penalba", "penalba", "penalba"]),
        ("C++, C# and F#; .NET", ["c++", "c#", "and", "f#", "net"]),
        ("microsoft.com Microsoft’s", ["microsoft", "com", "microsoft", "s"]),
        ("東京タワー Tokyo", ["東", "京", "タ", "ワ", "ー", "tokyo"]),
        ("to be or not to be", ["to", "be", "or", "not", "to", "be"]),
        ("… — !", []),
    ],
)
def test_words_are_compared_without_case_and_accents(text: str, words: list[str]) -> None:
    """Words lose case and accents and nothing else."""
    assert terms(words_analyzer(), text) == words


def test_inflections_share_a_stem() -> None:
    """Singular and plural, and the forms of a verb, are one term."""
    assert len(set(terms(stemming_analyzer(), "vulnerability vulnerabilities"))) == 1
    assert len(set(terms(stemming_analyzer(), "report reports reported reporting"))) == 1


def test_news_is_not_new() -> None:
    """The stemmer leaves alone what it would turn into another word."""
    assert terms(stemming_analyzer(), "news new") == ["news", "new"]


def test_positions_and_places_are_those_of_the_text() -> None:
    """Every token knows its number and where it stands, for phrases and highlights."""
    text = "Łódź ferries"
    found = [
        (token.pos, text[token.startchar : token.endchar])
        for token in stemming_analyzer()(text, positions=True, chars=True)
    ]
    assert found == [(0, "Łódź"), (1, "ferries")]


def test_an_analyzer_survives_the_index() -> None:
    """Whoosh pickles analyzers with the schema: what comes back works alike."""
    again = pickle.loads(pickle.dumps(stemming_analyzer(), 2))
    assert terms(again, "Łódź ferries") == terms(stemming_analyzer(), "Łódź ferries")
