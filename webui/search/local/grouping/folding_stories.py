"""Hits of one story, folded under the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.local.columns.ordering import Key
from webui.search.local.engine import Matches
from webui.search.local.grouping.partition import Stories


@dataclass(frozen=True, slots=True)
class Folded:
    """Hits by story.

    Attributes:
        best: places among the hits of the best one of each story, ascending; hits that are
            alone in their story are among them, shape (s,).
        members: hits whose story has several articles, by story, shape (m,).
        stories: the story of each of these, ascending, shape (m,).
    """

    best: Ints
    members: Ints
    stories: Ints

    def group(self, story: int) -> Ints:
        """Return the hits of a story that has several articles; nothing for others."""
        start, stop = np.searchsorted(self.stories, [story, story + 1])
        return self.members[start:stop]


def fold_stories(hits: Matches, stories: Stories, keys: Sequence[Key]) -> Folded:
    """Fold the hits of each story.

    Args:
        hits: with document numbers ascending.
        stories: of all live documents.
        keys: what hits are sorted by, the least first, places being those in ``hits``; the
            last one has no ties.
    """
    place = np.full(len(stories.story), -1, np.int64)
    place[hits.docs] = np.arange(len(hits.docs))
    # They are sorted by story already.
    members = stories.together[place[stories.together] >= 0]
    of = stories.story[members]
    best, group = place[members], of
    for key in keys:
        # Each key may be slower than the one before, so only ties are asked about.
        lengths = np.diff(_bounds(group))
        tied = np.repeat(lengths > 1, lengths)
        if not tied.any():
            break
        kept = ~tied
        kept[tied] = _least(key(best[tied]), group[tied])
        best, group = best[kept], group[kept]
    is_best = np.ones(len(hits.docs), np.bool_)
    is_best[place[members]] = False
    is_best[best] = True
    return Folded(np.flatnonzero(is_best), members, of)


def _least(values: npt.NDArray[Any], group: Ints) -> Bools:
    """Tell which values are the least of their group; groups stand one after the other."""
    bounds = _bounds(group)
    least = np.minimum.reduceat(values, bounds[:-1]) if len(values) else values
    kept: Bools = values == np.repeat(least, np.diff(bounds))
    return kept


def _bounds(group: Ints) -> Ints:
    """Return where each group begins, and where the last one ends."""
    changes = np.flatnonzero(group[1:] != group[:-1]) + 1
    return np.concatenate([[0], changes, [len(group)]]) if len(group) else np.zeros(1, np.int64)
