"""All stories at once: to ask for each would take longer than to read the articles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.columns.ordering import sort_keys
from webui.search.local.engine import Matches
from webui.search.local.grouping.folding_stories import fold_stories
from webui.search.local.grouping.partition import Stories
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.results.base import StoryRef


@dataclass(frozen=True, slots=True)
class StoryTable:
    """What is told of each story that has several articles, by its number.

    Attributes:
        stories: which document is in which.
        first: the document whose id it goes by, shape (n,).
        providers: how many published its articles, shape (n,).
        copies: how many of its articles copy another one, shape (n,).
    """

    stories: Stories
    first: Ints
    providers: Ints
    copies: Ints

    def ref(self, snapshot: Snapshot, doc: int) -> StoryRef | None:
        """Present the story of a document; None where it is alone."""
        story = int(self.stories.story[doc])
        size = int(self.stories.size[story])
        if size < 2:
            return None
        return StoryRef(
            id=snapshot.columns.ids[int(self.first[story])],
            size=size,
            providers=int(self.providers[story]),
            copies=int(self.copies[story]),
        )


def story_table(snapshot: Snapshot) -> StoryTable:
    """Return what is told of each story, as ``story_of`` and ``story_counts`` tell it of one."""
    stories, columns = stories_of(snapshot), snapshot.columns
    docs = np.sort(stories.together)
    of, count = stories.story[docs].astype(np.int64), len(stories.size)
    every = Matches(docs, np.zeros(len(docs), np.float32))
    keys = [
        lambda places: columns.added_generation[docs[places]],
        *sort_keys(every, columns, "oldest", snapshot.by_id),
    ]
    best = fold_stories(every, stories, keys).best
    first = np.full(count, -1)
    first[of[best]] = docs[best]
    checkpoint()
    label = columns.labels("provider")
    codes, labels = label.only_codes(docs), max(len(label.values), 1)
    pairs = np.unique((of * labels + codes)[codes >= 0])
    return StoryTable(
        stories=stories,
        first=first,
        providers=np.bincount(pairs // labels, minlength=count),
        copies=np.bincount(of[stories.original[docs] != docs], minlength=count),
    )
