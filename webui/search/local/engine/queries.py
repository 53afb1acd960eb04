"""Queries of our own, beside Whoosh's. Whoosh can execute them too, slowly."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

import numpy as np
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query import Query

from webui.search.local.engine.posting_lists.whoosh_postings import all_postings
from webui.search.local.engine.statistics import rarity


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


class CombinedTerm(Query):  # type: ignore[misc] # Whoosh has no types
    """Documents with a word in any of several fields.

    Args:
        weights: how many times each field counts, by its name.
        text: the word, the same in all fields.
        boost: a factor on the score.
        lengths: of fields that keep none, those whose lengths are theirs.

    Attributes:
        fields: that the word may stand in.
        measured: the fields whose lengths count, with their weights.
    """

    def __init__(
        self,
        weights: Mapping[str, float],
        text: str,
        boost: float = 1.0,
        lengths: Mapping[str, str] | None = None,
    ) -> None:
        self.weights = tuple(weights.items())
        self.text = text
        self.boost = boost
        self.lengths = dict(lengths or {})
        # Asked for again and again while a query is put together and executed.
        self.fields = tuple(weights)
        self.measured = tuple(
            (self.lengths.get(field, field), weight) for field, weight in self.weights
        )

    def with_boost(self, boost: float) -> CombinedTerm:
        """Return the same with another boost. Whoosh would copy it deeply, which takes long."""
        other = copy(self)
        other.boost = boost
        return other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CombinedTerm) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        measured = f", lengths={self.lengths}" if self.lengths else ""
        return f"CombinedTerm({dict(self.weights)!r}, {self.text!r}, boost={self.boost}{measured})"

    def estimate_size(self, reader: Any) -> int:
        """Return a number of documents that the matches do not exceed."""
        total = sum(int(reader.doc_frequency(field, self.text)) for field, _ in self.weights)
        return min(total, int(reader.doc_count_all()))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return Whoosh's iterator over the matches in one segment, all of them read ahead."""
        whole = searcher.get_parent().reader()
        leaves = [leaf for leaf, _ in whole.leaf_readers()]
        documents = whole.doc_count_all()
        count = sum(len(dict(self._frequencies(leaf))) for leaf in leaves)
        total = sum(weight * whole.field_length(field) for field, weight in self.measured)
        # Fields without lengths have none that could count.
        average = total / documents or 1
        k1, b, reader = searcher.weighting.K1, searcher.weighting.B, searcher.reader()
        ids, scores = [], []
        for doc, tf in sorted(self._frequencies(reader)):
            if reader.is_deleted(doc):
                continue
            length = sum(
                weight * (reader.doc_field_length(doc, field, 0) or 0)
                for field, weight in self.measured
            )
            norm = k1 * (1 - b + b * length / average)
            ids.append(doc)
            scores.append(self.boost * rarity(documents, count) * tf * (k1 + 1) / (tf + norm))
        return ListMatcher(ids, scores) if ids else NullMatcher()

    def _frequencies(self, reader: Any) -> Iterator[tuple[int, float]]:
        found: dict[int, float] = defaultdict(float)
        for field, weight in self.weights:
            if (field, self.text) in reader:
                matcher = all_postings(reader, field, reader.schema[field].to_bytes(self.text))
                while matcher.is_active():
                    found[matcher.id()] += weight * matcher.weight()
                    matcher.next()
        return iter(found.items())

    def _key(self) -> tuple[Any, ...]:
        return self.weights, self.measured, self.text, self.boost


class ColumnRange(Query):  # type: ignore[misc] # Whoosh has no types
    """Documents whose number in a column that is not indexed is within bounds; all score alike.

    Args:
        fieldname: a field with a numeric column.
        low, high: the bounds, both included, as the column stores numbers; None is open-ended.
        boost: the score.
    """

    def __init__(
        self, fieldname: str, low: int | None, high: int | None, boost: float = 1.0
    ) -> None:
        self.fieldname = fieldname
        self.low = low
        self.high = high
        self.boost = boost

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColumnRange) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"ColumnRange({self.fieldname!r}, {self.low}, {self.high}, boost={self.boost})"

    def estimate_size(self, reader: Any) -> int:
        """Return a number of documents that the matches do not exceed."""
        return int(reader.doc_count_all())

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return Whoosh's iterator over the matches in one segment, all of them read ahead."""
        reader = searcher.reader()
        if not reader.has_column(self.fieldname):
            return NullMatcher()
        values = reader.column_reader(self.fieldname, translate=False)
        docs = [
            doc
            for doc in range(reader.doc_count_all())
            if not reader.is_deleted(doc)
            and (self.low is None or values[doc] >= self.low)
            and (self.high is None or values[doc] <= self.high)
        ]
        return ListMatcher(docs, all_weights=self.boost) if docs else NullMatcher()

    def _key(self) -> tuple[Any, ...]:
        return self.fieldname, self.low, self.high, self.boost
