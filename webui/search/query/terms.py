"""Text → terms, as the index was written. Safe to call from any thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from indexer.contract.analysis import TOKEN, accent_map, stemming_analyzer, words_analyzer

# Words whose terms are remembered, and characters of the longest one: nearly all that
# the news use. An entry takes some 200 bytes.
_REMEMBERED = 2**16
_LONGEST = 40


class Token(NamedTuple):
    """A term and where it stands in its text."""

    text: str
    start: int
    end: int


class _Analyzers(threading.local):
    """A pair of analyzers for each thread: the cache of Whoosh's stemmer has no lock."""

    def __init__(self) -> None:
        self.stems = stemming_analyzer()
        self.words = words_analyzer()


_ANALYZERS = _Analyzers()


def stems(text: str) -> list[Token]:
    """Return the terms of the fields with stems (title, excerpt, topics)."""
    return _tokens(text, _known_stem, _stem)


def words(text: str) -> list[Token]:
    """Return the unstemmed terms, one for each of :func:`stems`."""
    return _tokens(text, _known_word, _word)


def _stem(piece: str) -> str:
    return "".join(token.text for token in _ANALYZERS.stems(piece, mode="query"))


def _word(piece: str) -> str:
    return "".join(token.text for token in _ANALYZERS.words(piece, mode="query"))


_known_stem = lru_cache(_REMEMBERED)(_stem)
_known_word = lru_cache(_REMEMBERED)(_word)


def _tokens(text: str, known_term: Callable[[str], str], term: Callable[[str], str]) -> list[Token]:
    """Cut a text up, and look at each piece by itself, as the analyzers do."""
    tokens = []
    for found in TOKEN.finditer(text):
        piece = found[0]
        made = known_term(piece) if len(piece) <= _LONGEST else term(piece)
        # A combining mark without a letter leaves nothing.
        if made:
            tokens.append(Token(made, found.start(), found.end()))
    return tokens


def pattern_pieces(text: str) -> list[str]:
    """Take a pattern apart: ``data-driv*`` is the word ``data`` and the pattern ``driv*``."""
    pieces = [""]
    for number, part in enumerate(text.split("*")):
        pieces[-1] += "*" if number and not pieces[-1].endswith("*") else ""
        for place, token in enumerate(words(part)):
            if place:
                pieces.append("")
            pieces[-1] += token.text
    return pieces


_ACCENTS = accent_map()


def fold(text: str) -> str:
    """Return a text as words are indexed: in lower case, without accents."""
    return text.lower().translate(_ACCENTS)
