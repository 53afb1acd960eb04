"""Stories: which articles are about one event, as the index has it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Bools
from indexer.contract.story_file import StoryLabels, together_of

Docs = npt.NDArray[Any]
"""Document numbers, integers."""


class Stories:
    """Which articles are about one event. What nobody asks for is not worked out.

    Args:
        labels: of all documents.
        live: which documents are not deleted, shape (n,).
        originals: finds out of which document each one is a copy.

    Attributes:
        story: number of each document's story, int32, shape (n,).
        text: the same number for documents of a story whose texts are nearly the same,
            int32, shape (n,).
    """

    def __init__(
        self, labels: StoryLabels, live: Callable[[], Bools], originals: Callable[[Stories], Docs]
    ) -> None:
        self.story = labels.story
        self.text = labels.text
        self._ready = labels.together
        self._live = live
        self._originals = originals

    @cached_property
    def size(self) -> Docs:
        """How many live documents each story has, int32, shape (n,) (most are 0)."""
        of = self.story if self._live().all() else self.story[self._live()]
        return np.bincount(of, minlength=len(self.story)).astype(np.int32)

    @cached_property
    def together(self) -> Docs:
        """Live documents that are not alone in their story, by story, then by number."""
        if self._ready is not None:
            return self._ready
        return together_of(self.story, self._live())

    @cached_property
    def original(self) -> Docs:
        """The document whose text each one copies; its own where it is an independent report."""
        return self._originals(self)

    @property
    def nbytes(self) -> int:
        """Bytes that it may take."""
        return (3 * 4 + 1) * len(self.story)

    def members(self, doc: int) -> Docs:
        """Return the documents of a live document's story, ascending."""
        if not self._is_several[doc]:
            return np.array([doc])
        story = int(self.story[doc])
        start = bisect_left(self.together, story, key=self.story.__getitem__)
        stop = bisect_right(self.together, story, start, key=self.story.__getitem__)
        return self.together[start:stop].astype(np.int64)

    @cached_property
    def _is_several(self) -> Bools:
        """Which documents are not alone, shape (n,): most are, and those of a page are asked."""
        several = np.zeros(len(self.story), np.bool_)
        several[self.together] = True
        return several

    def copies(self, members: Docs) -> int:
        """Return how many of all documents of a story are copies of others."""
        return len(members) - len(set(self.text[members].tolist()))
