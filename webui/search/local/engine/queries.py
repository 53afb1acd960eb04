"""Queries of our own, beside Whoosh's. Whoosh can execute them too, slowly."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query import Query


class AnyWord(Query):  # type: ignore[misc] # Whoosh has no types
    """Documents with at least one of many words in a field; all score the boost alike.

    Whoosh's own ``Or`` scores every posting of every word.
    """

    def __init__(self, fieldname: str, words: tuple[str, ...], boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.words = words
        self.boost = boost

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnyWord) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"AnyWord({self.fieldname!r}, {self.words!r}, boost={self.boost})"

    def field(self) -> str:
        """Return the name of the field."""
        return self.fieldname

    def estimate_size(self, reader: Any) -> int:
        """Return a number of documents that the matches do not exceed."""
        total = sum(int(reader.doc_frequency(self.fieldname, word)) for word in self.words)
        return min(total, int(reader.doc_count_all()))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return Whoosh's iterator over the matches in one segment."""
        reader = searcher.reader()
        lists = [
            np.fromiter(reader.postings(self.fieldname, word).all_ids(), np.uint32)
            for word in self.words
            if (self.fieldname, word) in reader
        ]
        docs = np.unique(np.concatenate(lists)) if lists else np.empty(0, np.uint32)
        if not len(docs):
            return NullMatcher()
        return ListMatcher(array("I", docs.tobytes()), all_weights=self.boost)

    def _key(self) -> tuple[str, tuple[str, ...], float]:
        return self.fieldname, self.words, self.boost
