"""Text → terms, as the index was written. Safe to call from any thread."""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

from indexer.schema.analysis import stemming_analyzer, words_analyzer


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
    return _tokens(_ANALYZERS.stems, text)


def words(text: str) -> list[Token]:
    """Return the unstemmed terms, one for each of :func:`stems`."""
    return _tokens(_ANALYZERS.words, text)


def _tokens(analyzer: Any, text: str) -> list[Token]:
    # Whoosh reuses one token object, so its values are copied at once.
    return [
        Token(token.text, token.startchar, token.endchar)
        for token in analyzer(text, mode="query", chars=True)
        # A combining mark without a letter leaves nothing.
        if token.text
    ]
