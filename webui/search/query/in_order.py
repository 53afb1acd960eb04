"""Whoosh's phrase query, with a matcher that looks at each place of a word once."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Any

from whoosh.matching import NullMatcher, WrappingMatcher
from whoosh.query import Phrase, Term
from whoosh.query.spans import Span, SpanNear2


class InOrder(Phrase):  # type: ignore[misc]
    """Words in this order, each at most ``slop`` positions after the one before.

    The same articles and scores as Whoosh's ``Phrase``, which tries every
    combination of the words' places: minutes, for a text that repeats a word
    300 times.
    """

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return Whoosh's iterator over the matches in one segment."""
        reader = searcher.reader()
        if any((self.fieldname, word) not in reader for word in self.words):
            return NullMatcher()
        # Whoosh scores a repeated word as often as it is repeated.
        times: dict[str, int] = Counter(self.words)
        parts = {
            word: _boosted(Term(self.fieldname, word).matcher(searcher, context), times[word])
            for word in times
        }
        return _boosted(_InOrderMatcher(parts, self.words, self.slop), self.boost)


class _InOrderMatcher(SpanNear2.SpanNear2Matcher):  # type: ignore[misc]
    def __init__(self, parts: dict[str, Any], words: list[str], slop: int) -> None:
        self.parts = parts
        self.words = words
        super().__init__(list(parts.values()), slop=slop)

    def copy(self) -> Any:
        parts = {word: part.copy() for word, part in self.parts.items()}
        return _InOrderMatcher(parts, self.words, self.slop)

    def _get_spans(self) -> list[Span]:
        places = {word: list(part.value_as("positions")) for word, part in self.parts.items()}
        ends = places[self.words[0]]
        for word in self.words[1:]:
            ends = _reachable(ends, places[word], self.slop)
        return [Span(end) for end in ends]


def _boosted(matcher: Any, boost: float) -> Any:
    return matcher if boost == 1 else WrappingMatcher(matcher, boost=boost)


def _reachable(ends: list[int], places: list[int], slop: int) -> list[int]:
    """Return the places that follow one of the ends by at most ``slop``; all are ascending."""
    found = []
    for place in places:
        at = bisect_left(ends, place - slop)
        if at < len(ends) and ends[at] < place:
            found.append(place)
    return found
