"""Two sets of documents that are compared, and how many of either have something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Docs, Ints
from webui.search.deadlines.deadline import checkpoint

LEAST_ARTICLES, LEAST_PROVIDERS = 3, 2
"""What stands in fewer hits, or is of fewer providers, may be one writer's word."""

_NONE = -1


@dataclass(frozen=True, slots=True)
class Sides:
    """Hits, and others that they are compared with, and who has a vote on either side.

    Attributes:
        hits, others: which documents are on either side, shape (n,) both.
        story: the number of each document's story, shape (n,).
        provider: a number for each document's provider, -1 where it has none, shape (n,).
        by_story: whether it is the stories that have a vote; else each document is a story of
            its own.
    """

    hits: Bools
    others: Bools
    story: Ints
    provider: Ints
    by_story: bool = True

    def votes(self, side: Bools) -> int:
        """Return how many stories a side has; an article that is alone is one."""
        return int(np.count_nonzero(np.bincount(self.story[side])))

    def shared(self, items: Ints, docs: Ints | Docs) -> Ints:
        """Return the items that :data:`LEAST_PROVIDERS` have, ascending.

        Args:
            items: ascending, shape (p,).
            docs: that have them, shape (p,).
        """
        checkpoint()
        provider = self.provider[docs]
        known = provider != _NONE
        checkpoint()
        items, provider = items[known], provider[known]
        starts = np.flatnonzero(np.diff(items, prepend=-1) != 0)
        if not len(starts):
            return starts
        # They are two as soon as one differs from another.
        checkpoint()
        least = np.minimum.reduceat(provider, starts)
        found: Ints = items[starts][np.maximum.reduceat(provider, starts) != least]
        return found


@dataclass(frozen=True, slots=True)
class Counts:
    """How many have each of some items.

    Attributes:
        items: what is counted: stems, shape (c,), or pairs of stems, shape (c, 2).
        articles: hits that have each, shape (c,).
        among, elsewhere: stories that have each among the hits and among the others, shape (c,).
    """

    items: Ints
    articles: Ints
    among: Ints
    elsewhere: Ints
