"""How many of the hits, and how many of the others, have each word."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.forward.forward_index import ForwardIndex
from webui.search.local.forward.sides import LEAST_ARTICLES, Counts, Sides


def count_words(index: ForwardIndex, sides: Sides) -> Counts:
    """Count the telling stems that enough hits of enough providers have in title or excerpt."""
    here = np.flatnonzero(sides.hits[index.docs])
    cuts = np.searchsorted(here, index.bounds)
    articles = np.diff(cuts)
    checkpoint()
    enough = articles >= LEAST_ARTICLES
    kept = here[np.repeat(enough, articles)]
    stems = np.repeat(np.flatnonzero(enough), articles[enough])
    shared = sides.shared(stems, index.docs[kept])
    checkpoint()
    there = np.flatnonzero(sides.others[index.docs])
    among, elsewhere = (_votes(index, places, sides)[shared] for places in (here, there))
    return Counts(shared, articles[shared], among, elsewhere)


def _votes(index: ForwardIndex, places: Ints, sides: Sides) -> Ints:
    """Return how many votes each stem has, of the documents at some places, shape (s,)."""
    checkpoint()
    once = places
    if sides.by_story:
        once = places[np.diff(index.groups[places], prepend=0) != 0]
    return np.diff(np.searchsorted(once, index.bounds))
