"""Text → terms, as the index was written. Safe to call from any thread."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.contract.analysis import (
    TOKEN,
    accent_map,
    ascii_stem,
    ascii_word,
    stemming_analyzer,
    words_analyzer,
)

# Words whose terms are remembered, and characters of the longest one: nearly all that
# the news use. An entry takes some 200 bytes.
_REMEMBERED = 2**16
_LONGEST = 40


# Combining marks, and whatever is from the scripts on that are written without spaces.
_UNUSUAL = re.compile("[\u0300-\u036f\u3040-\U0010ffff]")
# TOKEN where there is nothing of that, in a third of its time.
_PLAIN = re.compile(r"[cCfF]#|[cC]\+\+|\w+")


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


def split_text(text: str) -> list[str]:
    """Cut a text up; each piece is looked at by itself, as the analyzers do."""
    pieces: list[str] = _token_of(text).findall(text)
    return pieces


def pieces_of(text: str) -> Iterator[re.Match[str]]:
    """Yield the same pieces with their places."""
    return _token_of(text).finditer(text)


def spans_of(text: str) -> list[tuple[int, int]]:
    """Return where each piece of a text begins and ends."""
    return [piece.span() for piece in pieces_of(text)]


def is_usual(text: str) -> bool:
    """Whether a text has no combining marks, and only scripts with spaces between words."""
    return text.isascii() or not _UNUSUAL.search(text)


def _token_of(text: str) -> re.Pattern[str]:
    return _PLAIN if is_usual(text) else TOKEN


def stem_of(piece: str) -> str:
    """Return the stem of a piece of a text; a combining mark without a letter leaves nothing."""
    return _known_stem(piece) if len(piece) <= _LONGEST else _stem(piece)


def word_of(piece: str) -> str:
    """Return the same, unstemmed."""
    return _known_word(piece) if len(piece) <= _LONGEST else _word(piece)


def _stem(piece: str) -> str:
    if piece.isascii():
        return ascii_stem(piece)
    return "".join(token.text for token in _ANALYZERS.stems(piece, mode="query"))


def _word(piece: str) -> str:
    if piece.isascii():
        return ascii_word(piece)
    return "".join(token.text for token in _ANALYZERS.words(piece, mode="query"))


_known_stem = lru_cache(_REMEMBERED)(_stem)
_known_word = lru_cache(_REMEMBERED)(_word)


def _each(
    pieces: Sequence[str], known_term: Callable[[str], str], term: Callable[[str], str]
) -> list[str]:
    if max(map(len, pieces), default=0) <= _LONGEST:
        return [*map(known_term, pieces)]
    return [known_term(piece) if len(piece) <= _LONGEST else term(piece) for piece in pieces]


def _tokens(text: str, known_term: Callable[[str], str], term: Callable[[str], str]) -> list[Token]:
    terms = _each(split_text(text), known_term, term)
    return [Token(made, *span) for made, span in zip(terms, spans_of(text), strict=True) if made]


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
