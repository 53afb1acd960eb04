"""The list that a search's pages are cut from: its hits, or the best one of each story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.parts import article_ref
from webui.search.local.columns.ordering import Key, count_before, select, sort_keys
from webui.search.local.engine import Matches
from webui.search.local.finding.find import Found
from webui.search.local.grouping.folding_stories import Folded, fold_stories
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.results.search import Around


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed, and by what it is sorted.

    Attributes:
        hits: all that was found.
        listed: places among the hits, ascending, shape (l,); a range where it is all of them.
        keys: what these are sorted by.
        folded: the hits by story, where stories are folded.
    """

    hits: Matches
    listed: Ints | range
    keys: Sequence[Key]
    folded: Folded | None

    def __len__(self) -> int:
        return len(self.listed)

    def docs(self, start: int, stop: int) -> Ints:
        """Return the documents from one place of the list to before another one."""
        places = select(self.listed, self.keys, start, min(stop, len(self)))
        return self.hits.docs[places]


def listing(snapshot: Snapshot, criteria: Criteria, found: Found) -> Listing:
    """Return the list of what was found; nothing is sorted yet."""
    hits = found.hits
    keys = sort_keys(hits, snapshot.columns, criteria.effective_sort, snapshot.by_id)
    if not criteria.group:
        return Listing(hits, range(len(hits.docs)), keys, None)
    folded = fold_stories(hits, stories_of(snapshot), keys)
    return Listing(hits, folded.best, keys, folded)


def around(snapshot: Snapshot, criteria: Criteria, found: Found, doc: int) -> Around | None:
    """Present what stands before and after a document in the list; None if it is not found.

    Where stories are folded, a document stands where its story does.

    Args:
        snapshot: in which it was found.
        criteria: the search.
        found: what it found.
        doc: a live document.
    """
    place = int(np.searchsorted(found.hits.docs, doc))
    if place == len(found.hits.docs) or found.hits.docs[place] != doc:
        return None
    every = listing(snapshot, criteria, found)
    if every.folded is not None:
        story, best = stories_of(snapshot).story, every.folded.best
        of = story[every.hits.docs[best]]
        place = int(best[np.flatnonzero(of == story[doc])[0]])
    before = count_before(every.listed, every.keys, place)
    docs = every.docs(max(before - 1, 0), before + 2).tolist()
    refs = [article_ref(article) for article in snapshot.shown(docs)]
    return Around(
        position=before + 1,
        total=len(every),
        previous=refs[0] if before else None,
        next=refs[-1] if before + 1 < len(every) else None,
    )
