"""Stories: the connected components of articles over their ``related`` lists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from webui.search.columns import NO_DATE, Bools, Columns, Ints


@dataclass(frozen=True, slots=True)
class Stories:
    """Which articles are about one event.

    Attributes:
        story: number of each document's story, shape (n,); alone in it where it has none.
        size: how many live articles each story has, shape (n,) (most are 0).
        first: document number of the earliest article of each story, shape (n,).
    """

    story: Ints
    size: Ints
    first: Ints


def find_stories(columns: Columns, live: Bools, rank: Ints) -> Stories:
    """Find the stories among the live documents.

    Two articles are joined where one's ``related`` list names the other's ``webUrl``.

    Args:
        columns: of all documents, shape (n,).
        live: which documents are not deleted, shape (n,).
        rank: place of each document in the order "newest first, then id", shape (n,).
    """
    count = len(columns)
    left, right = _edges(columns, live)
    story = components(count, left, right)
    size = np.bincount(story[live], minlength=count)
    return Stories(story, size, _earliest(columns, live, rank, story))


def components(count: int, left: Ints, right: Ints) -> Ints:
    """Return the smallest member of each node's connected component, shape (count,).

    Args:
        count: number of nodes.
        left, right: the two ends of each edge, shape (e,).

    Labels spread along edges and are then shortened by pointer jumping, as in
    Shiloach and Vishkin, "An O(log n) parallel connectivity algorithm" (1982).
    """
    label = np.arange(count)
    while True:
        before = label.copy()
        low = np.minimum(label[left], label[right])
        np.minimum.at(label, label[left], low)
        np.minimum.at(label, label[right], low)
        while not np.array_equal(shorter := label[label], label):
            label = shorter
        if np.array_equal(label, before):
            return label


def _edges(columns: Columns, live: Bools) -> tuple[Ints, Ints]:
    """Join every article that names a URL, and every article that lies there, to one of the latter.

    A URL may stand in several files: all of them belong to the story that names it.
    """
    owners = np.flatnonzero(live & (columns.web_url != 0))
    owners = owners[np.argsort(columns.web_url[owners], kind="stable")]
    urls = columns.web_url[owners]
    of_live = live[columns.related_docs]
    docs, named = columns.related_docs[of_live], columns.related_urls[of_live]
    place = np.searchsorted(urls, named)
    place[place == len(urls)] = 0
    known = urls[place] == named if len(urls) else np.zeros(len(named), np.bool_)
    docs, first_owner = docs[known], owners[place[known]]
    # The other files with a URL that some article names.
    start = np.searchsorted(urls, urls)
    copies = np.isin(urls, named) & (start != np.arange(len(urls)))
    return (
        np.concatenate([docs, owners[copies]]),
        np.concatenate([first_owner, owners[start[copies]]]),
    )


def _earliest(columns: Columns, live: Bools, rank: Ints, story: Ints) -> Ints:
    # Descending rank is oldest first; dated articles come before undated ones.
    docs = np.flatnonzero(live)
    docs = docs[np.lexsort((-rank[docs], columns.published[docs] == NO_DATE))]
    first = np.zeros(len(story), np.int64)
    stories, places = np.unique(story[docs], return_index=True)
    first[stories] = docs[places]
    return first
