"""The stories of a state: which article is in which, and by which id it goes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from webui.search.local.columns.ordering import by_date
from webui.search.local.grouping.copies import originals
from webui.search.local.grouping.partition import Stories
from webui.search.local.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class _Known:
    """The stories, and the ids and the counts of those that somebody asked for."""

    stories: Stories
    ids: dict[int, str] = field(default_factory=dict)
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        return self.stories.nbytes


def stories_of(snapshot: Snapshot) -> Stories:
    """Return which articles are about one event. They are found when they are first asked for."""
    return _known(snapshot).stories


def story_of(snapshot: Snapshot, doc: int) -> tuple[str, int] | None:
    """Return id and size of a document's story; None where it is alone.

    A story goes by the id of the article that was first indexed; of those that were at once, by
    that of the earliest. Articles that join it later do not change that.
    """
    known = _known(snapshot)
    members = known.stories.members(doc)
    size = len(members)
    if size < 2:
        return None
    story = int(known.stories.story[doc])
    # Of a large one it takes a while, and each of its articles on a page asks.
    if story not in known.ids:
        generations = snapshot.columns.added_generation[members]
        members = members[generations == generations.min()]
        (first,) = by_date(members, snapshot.columns, "oldest", 1, snapshot.by_id).tolist()
        with snapshot.reporting_damage():
            known.ids[story] = snapshot.columns.ids[first]
    return known.ids[story], size


def story_counts(snapshot: Snapshot, doc: int) -> tuple[int, int]:
    """Return by how many providers a document's story is, and how many copies it has."""
    known = _known(snapshot)
    story = int(known.stories.story[doc])
    if story not in known.counts:
        members = known.stories.members(doc)
        by_provider = snapshot.columns.labels("provider").counts(members)
        known.counts[story] = int(np.count_nonzero(by_provider)), known.stories.copies(members)
    return known.counts[story]


def story_members(snapshot: Snapshot, doc: int, most: int | None = None) -> list[int]:
    """Return the live documents of a document's story, newest first.

    Args:
        snapshot: that the document is in.
        doc: a live document.
        most: how many at the most; None: all.
    """
    members = stories_of(snapshot).members(doc)
    newest: list[int] = by_date(members, snapshot.columns, "newest", most, snapshot.by_id).tolist()
    return newest


def _known(snapshot: Snapshot) -> _Known:
    return snapshot.derived("stories", lambda: _find(snapshot))


def _find(snapshot: Snapshot) -> _Known:
    totals, columns, by_id = snapshot.totals, snapshot.columns, snapshot.by_id
    return _Known(
        Stories(
            snapshot.story_labels,
            lambda: totals.live,
            lambda stories: originals(stories, columns, by_id),
        )
    )
