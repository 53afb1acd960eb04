"""Stories: which articles are about one event, as the index has it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.story_file import StoryLabels


@dataclass(frozen=True, slots=True)
class Stories:
    """Which articles are about one event.

    Attributes:
        story: number of each document's story, shape (n,).
        size: how many live documents each story has, shape (n,) (most are 0).
        together: live documents that are not alone in their story, by story, shape (m,).
        original: number of the document whose text each one copies, its own where it is an
            independent report, shape (n,).
    """

    story: Ints
    size: Ints
    together: Ints
    original: Ints

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        arrays = (self.story, self.size, self.together, self.original)
        return sum(array.nbytes for array in arrays)

    def members(self, doc: int) -> Ints:
        """Return the documents of a live document's story, ascending."""
        story = int(self.story[doc])
        if self.size[story] < 2:
            return np.array([doc], np.int64)
        start = bisect_left(self.together, story, key=self.story.__getitem__)
        return self.together[start : start + int(self.size[story])]


def stories_of_labels(labels: StoryLabels, live: Bools) -> Stories:
    """Return the stories that an index's labels tell of.

    Args:
        labels: of all documents.
        live: which documents are not deleted, shape (n,).
    """
    size = np.bincount(labels.story[live], minlength=len(live))
    together = np.flatnonzero(live & (size[labels.story] > 1))
    order = np.argsort(labels.story[together], kind="stable")
    return Stories(labels.story, size, together[order], np.arange(len(live)))
