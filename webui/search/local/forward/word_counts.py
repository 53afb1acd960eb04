"""How many of the hits, and how many of the others, have each word."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.local.forward.forward_index import ForwardIndex
from webui.search.local.forward.sides import LEAST_ARTICLES, Counts, Sides


def count_words(index: ForwardIndex, sides: Sides) -> Counts:
    """Count the telling stems that enough hits of enough providers have in title or excerpt."""
    here = np.flatnonzero(sides.hits[index.docs])
    cuts = np.searchsorted(here, index.bounds)
    articles = np.diff(cuts)
    enough = articles >= LEAST_ARTICLES
    kept = here[np.repeat(enough, articles)]
    stems = np.repeat(np.flatnonzero(enough), articles[enough])
    shared = sides.shared(stems, index.docs[kept])
    there = np.flatnonzero(sides.others[index.docs])
    return Counts(
        shared, articles[shared], _votes(index, here)[shared], _votes(index, there)[shared]
    )


def _votes(index: ForwardIndex, places: Ints) -> Ints:
    """Return how many stories have each stem, of the documents at some places, shape (s,)."""
    once = places[np.diff(index.groups[places], prepend=0) != 0]
    return np.diff(np.searchsorted(once, index.bounds))
