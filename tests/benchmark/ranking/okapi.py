"""Plain Okapi BM25 over title and excerpt as one text: what Cuttings' ranking is measured against.

Robertson, Walker, Jones, Hancock-Beaulieu and Gatford, "Okapi at TREC-3" (1994);
the idf is Lucene's, which is never negative, and so are the stop words, of which
neither texts nor queries have any. Words are stemmed as Cuttings does it, so that
only the ranking differs, and a word that the query repeats counts as often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from webui.search.query.terms import stems

K1 = 1.2
B = 0.75

STOP_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it",
    "no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they",
    "this", "to", "was", "will", "with",
})  # fmt: skip
"""Those of Lucene's ``EnglishAnalyzer``."""


class Okapi:
    """An index in memory of texts that have ids."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """Index ``(id, text)`` pairs."""
        self._ids: list[str] = []
        lengths: list[int] = []
        found: dict[str, list[tuple[int, int]]] = {}
        for doc, (id, text) in enumerate(texts):
            words = _words(text)
            self._ids.append(id)
            lengths.append(len(words))
            for word, frequency in Counter(words).items():
                found.setdefault(word, []).append((doc, frequency))
        length = np.asarray(lengths, np.float64)
        # K of the formula, for each text: k1 · (1 − b + b · length / average length).
        norms = K1 * (1 - B + B * length / length.mean()) if lengths else length
        self._scores = {word: self._postings(pairs, norms) for word, pairs in found.items()}

    def _postings(
        self, pairs: list[tuple[int, int]], norms: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the texts with a word and its score in each: idf · tf · (k1 + 1) / (tf + K)."""
        array = np.asarray(pairs, np.int64)
        docs, frequencies = array[:, 0], array[:, 1].astype(np.float64)
        idf = np.log1p((len(self._ids) - len(docs) + 0.5) / (len(docs) + 0.5))
        return docs, idf * frequencies * (K1 + 1) / (frequencies + norms[docs])

    def search(self, query: str, count: int) -> list[str]:
        """Return the ids of the ``count`` best texts with any word of the query, best first.

        Equal scores are in the order of the texts.
        """
        scores = np.zeros(len(self._ids))
        for word, times in Counter(_words(query)).items():
            if word in self._scores:
                docs, added = self._scores[word]
                scores[docs] += times * added
        best = np.argsort(-scores, kind="stable")[:count]
        return [self._ids[doc] for doc in best if scores[doc] > 0]


def _words(text: str) -> list[str]:
    """Return the stems of a text, stop words left out."""
    return [
        token.text
        for token in stems(text)
        if text[token.start : token.end].lower() not in STOP_WORDS
    ]
