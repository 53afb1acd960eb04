"""Which articles a Whoosh query matches, and with what score: one small interface.

:class:`WhooshExecutor` walks the postings with Whoosh's own matchers. Another
executor has to give the same articles and the same scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from whoosh.query import NullQuery
from whoosh.scoring import BM25F
from whoosh.searching import Searcher


@dataclass(frozen=True, slots=True)
class Matches:
    """The articles that a query matches.

    Attributes:
        docs: document numbers in the whole index, ascending, int64, shape (n,).
        scores: their scores, float32, shape (n,).
    """

    docs: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]


class Executor(Protocol):
    """Executes queries on one immutable snapshot of an index. Safe to call from any thread."""

    def execute(self, query: Any) -> Matches:
        """Return all matches of a Whoosh query, deleted documents left out."""
        ...


class WhooshExecutor:
    """Executes queries with Whoosh's matchers, one posting at a time."""

    def __init__(self, reader: Any) -> None:
        # The searcher must not close the reader, which belongs to the snapshot.
        self._searcher = Searcher(reader, weighting=BM25F(), closereader=False)

    def execute(self, query: Any) -> Matches:
        """Return all matches of a Whoosh query, deleted documents left out."""
        docs: list[int] = []
        scores: list[float] = []
        if query is not NullQuery:
            context = self._searcher.context()
            for searcher, offset in self._searcher.leaf_searchers():
                matcher = query.matcher(searcher, context)
                while matcher.is_active():
                    docs.append(matcher.id() + offset)
                    scores.append(matcher.score())
                    matcher.next()
        return Matches(np.array(docs, np.int64), np.array(scores, np.float32))
