"""Stories: the connected components of articles over their ``related`` lists and titles."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from indexer.contract.stories.graph import Links, components, edges

NO_EDGES = np.empty(0, np.int64), np.empty(0, np.int64)
"""The two ends of no edge."""


@dataclass(frozen=True, slots=True)
class Stories:
    """Which articles are about one event.

    Attributes:
        story: number of each document's story, the least document number in it, shape (n,).
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


@dataclass(frozen=True, slots=True)
class Earlier:
    """The stories of an earlier state of the index.

    Attributes:
        stories: of that state.
        now: the present number of each document of that state, -1 where it is deleted or
            was merged into a new segment, shape (m,).
        live: which documents were live then, shape (m,).
    """

    stories: Stories
    now: Ints
    live: Bools


def find_stories(
    links: Sequence[Links],
    live: Bools,
    titles: tuple[Ints, Ints] = NO_EDGES,
    before: Earlier | None = None,
) -> Stories:
    """Find the stories among the live documents; each is taken for an independent report.

    Two articles are joined where one's ``related`` list names the other's ``webUrl``, and
    where their titles join them.

    Args:
        links: of each segment, in the order of the documents.
        live: which documents are not deleted, shape (n,).
        titles: the two ends of each edge between live documents that their titles join,
            shape (e,); all of them, whatever was known before.
        before: what was known of an earlier state: of the links, only those that changed
            since are looked at.
    """
    count = len(live)
    if before is None:
        return _stories(count, live, [titles, edges(links, live, live)])
    # A story that lost an article may fall apart, so it is found anew.
    worn = np.zeros(len(before.stories.size), np.bool_)
    worn[before.stories.story[before.live & (before.now < 0)]] = True
    kept = np.flatnonzero((before.now >= 0) & before.live)
    whole = kept[~worn[before.stories.story[kept]]]
    known = np.zeros(count, np.bool_)
    known[before.now[kept]] = True
    settled = np.zeros(count, np.bool_)
    settled[before.now[whole]] = True
    return _stories(
        count,
        live,
        [
            titles,
            (before.now[whole], before.now[before.stories.story[whole]]),
            edges(links, live & ~settled, live),
            edges(links, live & settled, live & ~known),
        ],
    )


def _stories(count: int, live: Bools, joined: Sequence[tuple[Ints, Ints]]) -> Stories:
    left, right = (np.concatenate(ends) for ends in zip(*joined, strict=True))
    story = components(count, left, right)
    size = np.bincount(story[live], minlength=count)
    together = np.flatnonzero(live & (size[story] > 1))
    by_story = together[np.argsort(story[together], kind="stable")]
    return Stories(story, size, by_story, np.arange(count))
