"""The engine: executes Whoosh queries on one immutable state of an index."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine.cache import ByteCache
from webui.search.local.engine.docset import DocSet
from webui.search.local.engine.execution import Execution
from webui.search.local.engine.posting_lists.whoosh_postings import Guard
from webui.search.local.engine.segment import Segment
from webui.search.local.engine.statistics import Statistics

_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents that a query matches.

    Attributes:
        docs: document numbers in the whole index, ascending, int64, shape (n,).
        scores: their scores, float32, shape (n,).
    """

    docs: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]


class Engine:
    """Executes queries. Safe to use from any thread, as long as the reader is open.

    Args:
        reader: Whoosh's ``IndexReader``. It stays the caller's, who closes it.
        cache: keeps what is decoded; give the same one to the engine of the next state of
            the index, which then decodes new segments only.
        guard: gives a context in which the calling thread alone uses the reader; it may
            be entered again by the thread that is in it.
        weighting: how terms are scored.
        columns: numeric fields whose sortable column holds the one value of each document.
            Ranges on them are read from the column, not from the field's terms.
    """

    def __init__(
        self,
        reader: Any,
        cache: ByteCache,
        guard: Guard,
        weighting: BM25F | None = None,
        columns: Iterable[str] = (),
    ) -> None:
        weighting = weighting or BM25F()
        # Kept, because those of the segments know it by a weak reference only.
        self._searcher = searcher = Searcher(reader, weighting=weighting, closereader=False)
        # An empty index has a reader without segments.
        leaves = [leaf for leaf in searcher.leaf_searchers() if leaf[0].reader().segment()]
        self.segments = [Segment(leaf.reader(), base, cache, guard) for leaf, base in leaves]
        self._guard = guard
        self._bases = [segment.base for segment in self.segments]
        self.statistics = Statistics(reader, self.segments, weighting)
        self._live = [_live(segment) for segment in self.segments]
        self._executions = [
            Execution(segment, self.statistics, leaf, guard, frozenset(columns))
            for segment, (leaf, _) in zip(self.segments, leaves, strict=True)
        ]

    def execute(self, query: Any) -> Matches:
        """Return all matches of a Whoosh query, deleted documents left out.

        Raises:
            whoosh.query.QueryError: a phrase in a field without positions.
        """
        docs: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
        scores: list[npt.NDArray[np.float32]] = [np.empty(0, np.float32)]
        for execution, live in zip(self._executions, self._live, strict=True):
            found, own = _matches(execution.run(query), live)
            docs.append(found + execution.segment.base)
            scores.append(own)
        if len(docs) == 2:
            return Matches(docs[1], scores[1])
        return Matches(np.concatenate(docs), np.concatenate(scores))

    def stored(self, docs: Iterable[int]) -> list[dict[str, Any]]:
        """Return the stored fields of some documents, by their numbers in the whole index."""
        found = []
        with self._guard():
            for doc in docs:
                checkpoint()
                segment, own = self.place(doc)
                found.append(segment.stored(own))
        return found

    def place(self, doc: int) -> tuple[Segment, int]:
        """Return the segment of a document, and its number there."""
        segment = self.segments[bisect_right(self._bases, doc) - 1]
        return segment, doc - segment.base

    def commonest(self, field: str, number: int) -> list[bytes]:
        """Return the commonest terms of a field in each segment, so many of them."""
        terms: dict[bytes, None] = {}
        for segment in self.segments:
            dictionary = segment.dictionary(field)
            for place in np.argsort(-dictionary.frequencies, kind="stable")[:number].tolist():
                terms[dictionary.terms[place]] = None
        return list(terms)

    def close(self) -> None:
        """Close the files that were opened beside the reader's own; nobody may search then."""
        for segment in self.segments:
            segment.close()

    def frequency(self, field: str, term: bytes) -> int:
        """Return how many documents have a term, deleted ones included."""
        return sum(segment.frequency(field, term) for segment in self.segments)

    def live(self) -> npt.NDArray[np.bool_]:
        """Return which documents of the index are not deleted, shape (n,)."""
        parts = [
            np.ones(segment.size, np.bool_) if live is None else live
            for segment, live in zip(self.segments, self._live, strict=True)
        ]
        return np.concatenate(parts) if parts else np.empty(0, np.bool_)

    def deleted(self) -> npt.NDArray[np.int64]:
        """Return which documents of the index are deleted, ascending, shape (d,)."""
        parts = [
            np.flatnonzero(~live) + segment.base
            for segment, live in zip(self.segments, self._live, strict=True)
            if live is not None
        ]
        return np.concatenate([np.empty(0, np.int64), *parts])


def _live(segment: Segment) -> npt.NDArray[np.bool_] | None:
    """Return which documents of a segment are not deleted; None where none is."""
    reader = segment.reader
    if not reader.has_deletions():
        return None
    live = np.ones(segment.size, np.bool_)
    live[list(reader.segment().deleted_docs())] = False
    return live


def _matches(
    found: DocSet, live: npt.NDArray[np.bool_] | None
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """Return the numbers and the scores of the live documents of a set."""
    if found.docs is None:
        mask = found.flags()
        docs = np.flatnonzero(mask if live is None else mask & live)
        return docs, found.scores_of(docs)
    if live is None:
        return _read_only(found.docs), _read_only(found.all_scores())
    kept = live[found.docs]
    return found.docs[kept], found.all_scores()[kept]


def _read_only(array: npt.NDArray[_Scalar]) -> npt.NDArray[_Scalar]:
    """Return an array that may be the cache's own, so that nobody can write into it."""
    view = array.view()
    view.flags.writeable = False
    return view
