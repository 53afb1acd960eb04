"""Pairs of documents that may well be one event, and how likely that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from indexer.stories.candidates import candidates
from indexer.stories.distinct_texts import Texts
from indexer.stories.features import Describer
from indexer.stories.model import CERTAIN, probability
from indexer.stories.postings import Postings
from indexer.stories.weights import bursts, weigh
from indexer.stories.word_statistics import Statistics

Likely = npt.NDArray[np.uint8]
"""Probabilities, in 255ths: that is all that is kept of them, so that what is known already
and what is found anew are the same."""

LEAST_LIKELY = CERTAIN // 20
"""A pair that is less likely counts as any two articles do, in 255ths."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of documents, each the first one with its text.

    Attributes:
        earlier, later: the two of each pair, shape (e,).
        likely: how likely they report one event, shape (e,).
        copy: whether the later text is a copy of the earlier one, shape (e,).
    """

    earlier: Ints
    later: Ints
    likely: Likely
    copy: Bools

    @classmethod
    def of(cls, *parts: Edges) -> Self:
        """Put edges together."""
        return cls(
            *(
                np.concatenate([getattr(part, name) for part in (NO_EDGES, *parts)])
                for name in ("earlier", "later", "likely", "copy")
            )
        )

    @property
    def pairs(self) -> Ints:
        """The two documents of each edge as one number, shape (e,)."""
        return self.earlier << 32 | self.later

    def renumbered(self, numbers: Ints) -> Edges:
        """Return the same edges between the new numbers of their documents."""
        return Edges(numbers[self.earlier], numbers[self.later], self.likely, self.copy)

    def taken(self, which: Bools | Ints) -> Edges:
        """Return some of the edges."""
        return Edges(self.earlier[which], self.later[which], self.likely[which], self.copy[which])


_NONE = np.empty(0, np.int64)
NO_EDGES = Edges(_NONE, _NONE, np.empty(0, np.uint8), np.empty(0, np.bool_))
"""No pair at all."""


def find_edges(
    texts: Texts,
    postings: Postings,
    statistics: Statistics,
    parts: list[tuple[Bools, Bools]],
) -> Edges:
    """Find the pairs of texts that may well be one event.

    Args:
        texts: in order of time.
        postings: of the texts.
        statistics: of the archive.
        parts: which texts may be the later one of a pair, and which the earlier one, each of
            shape (n,); of each part the pairs are found.
    """
    weights = weigh(texts, postings, statistics)
    later = np.any([part[0] for part in parts], axis=0)
    describer = Describer(texts, postings, weights, bursts(texts, postings, weights, later))
    found = []
    for part in parts:
        for pairs in candidates(texts, weights, postings, *part):
            described = describer.describe(pairs)
            likely = np.rint(CERTAIN * probability(described.features)).astype(np.uint8)
            kept = likely >= LEAST_LIKELY
            found.append(
                Edges(
                    texts.docs[pairs.earlier[kept]],
                    texts.docs[pairs.later[kept]],
                    likely[kept],
                    described.copied[kept],
                )
            )
    return Edges.of(*found)
