"""What scores depend on, for those who choose words by it or score some documents only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from indexer.contract.codec.arrays import Ints
from webui.search.local.engine import CombinedTerm
from webui.search.local.engine.docset import Floats


class WordScoring(Protocol):
    """The figures of BM25 over all documents of a state."""

    @property
    def documents(self) -> int:
        """How many documents there are, as scores have it."""
        ...

    def average_length(self, field: str) -> float:
        """Return the terms of a field per document, those without the field included."""
        ...

    def norm(self, length: float, average: float) -> float:
        """Return what BM25 adds to a frequency, from a text's length and the average one."""
        ...

    def documents_with(self, words: Collection[CombinedTerm]) -> dict[CombinedTerm, int]:
        """Return how many documents have each of some words in any of its fields."""
        ...

    def scores_in(self, words: Sequence[CombinedTerm], docs: Ints) -> Floats:
        """Return what some words add to the scores of some documents, float32, shape (n,).

        It is what a search for any of the words would score.

        Args:
            words: with their boosts.
            docs: document numbers, ascending, shape (n,): few beside all that have the words.
        """
        ...
