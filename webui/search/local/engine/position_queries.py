"""Queries of our own on where words stand, and how often. Whoosh can execute them too, slowly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query import Query

from webui.search.local.engine.posting_lists.whoosh_postings import all_postings


class NearWords(Query):  # type: ignore[misc] # Whoosh has no types
    """Documents with words near each other in a field, in any order; all score the boost alike.

    They are near where a stretch of the text has all of them, and each one of them in it is at
    most ``distance`` positions after the one before.

    Args:
        fieldname: a field with positions.
        words: one that repeats must stand there as often.
        distance: 1 is next to each other.
        boost: the score.
    """

    def __init__(
        self, fieldname: str, words: Sequence[str], distance: int, boost: float = 1.0
    ) -> None:
        self.fieldname = fieldname
        self.words = tuple(words)
        self.distance = distance
        self.boost = boost

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NearWords) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"NearWords({self.fieldname!r}, {self.words!r}, {self.distance}, boost={self.boost})"

    def field(self) -> str:
        """Return the name of the field."""
        return self.fieldname

    def estimate_size(self, reader: Any) -> int:
        """Return a number of documents that the matches do not exceed."""
        return min(int(reader.doc_frequency(self.fieldname, word)) for word in self.words)

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return Whoosh's iterator over the matches in one segment, all of them read ahead."""
        reader = searcher.reader()
        places: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for word in set(self.words):
            for doc, positions in _positions(reader, self.fieldname, word):
                places[doc] += [(position, word) for position in positions]
        found = [doc for doc in sorted(places) if self._stand_near(sorted(places[doc]))]
        return _listed(reader, found, self.boost)

    def _stand_near(self, places: list[tuple[int, str]]) -> bool:
        wanted = Counter(self.words)
        stretch = Counter([places[0][1]])
        for (before, _), (after, word) in pairwise(places):
            if after - before > self.distance:
                if wanted <= stretch:
                    return True
                stretch.clear()
            stretch[word] += 1
        return wanted <= stretch

    def _key(self) -> tuple[Any, ...]:
        return self.fieldname, self.words, self.distance, self.boost


class OccursAtLeast(Query):  # type: ignore[misc] # Whoosh has no types
    """Documents in which a word or a phrase stands so often; all score the boost alike.

    Args:
        fields: what is counted together.
        words: one word, or several, which must follow one another; their fields have positions.
        times: how often at least.
        slop: how many positions each word may stand after the one before. What is counted is
            the places at which such a phrase ends.
        boost: the score.
    """

    def __init__(
        self,
        fields: Sequence[str],
        words: Sequence[str],
        times: int,
        slop: int = 1,
        boost: float = 1.0,
    ) -> None:
        self.fields = tuple(fields)
        self.words = tuple(words)
        self.times = times
        self.slop = slop
        self.boost = boost

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OccursAtLeast) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return (
            f"OccursAtLeast({self.fields!r}, {self.words!r}, {self.times}, {self.slop},"
            f" boost={self.boost})"
        )

    def estimate_size(self, reader: Any) -> int:
        """Return a number of documents that the matches do not exceed."""
        total = sum(int(reader.doc_frequency(field, self.words[0])) for field in self.fields)
        return min(total, int(reader.doc_count_all()))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return Whoosh's iterator over the matches in one segment, all of them read ahead."""
        reader = searcher.reader()
        times: Counter[int] = Counter()
        for field in self.fields:
            texts = [dict(_positions(reader, field, word)) for word in self.words]
            for doc, ends in texts[0].items():
                for text in texts[1:]:
                    ends = [
                        place
                        for place in text.get(doc, ())
                        if any(0 < place - end <= self.slop for end in ends)
                    ]
                times[doc] += len(ends)
        found = [doc for doc in sorted(times) if times[doc] >= self.times]
        return _listed(reader, found, self.boost)

    def _key(self) -> tuple[Any, ...]:
        return self.fields, self.words, self.times, self.slop, self.boost


def _positions(reader: Any, field: str, word: str) -> Iterator[tuple[int, list[int]]]:
    if (field, word) in reader:
        matcher = all_postings(reader, field, reader.schema[field].to_bytes(word))
        while matcher.is_active():
            yield matcher.id(), matcher.value_as("positions")
            matcher.next()


def _listed(reader: Any, docs: list[int], boost: float) -> Any:
    live = [doc for doc in docs if not reader.is_deleted(doc)]
    return ListMatcher(live, [boost] * len(live)) if live else NullMatcher()
