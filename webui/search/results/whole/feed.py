"""What is answered to whoever follows a search: its hits in order of first indexed."""

from __future__ import annotations

from uuid import UUID, uuid5

from webui.search.criteria.feed_position import FeedPosition
from webui.search.results.base import IndexState, Notice, Result
from webui.search.results.search import Hit

NAMESPACE = UUID("ff38fce6-0d16-4f38-82c1-43313eae5011")
"""Of the names that ids of entries are made of."""


class LastImport(Result):
    """The last state in which an article was first indexed that is still there.

    ``time`` is that of the sync that made it, UTC, ISO 8601.
    """

    generation: int
    time: str


class FeedEntry(Result):
    """An article in a feed. ``id`` is made of its first indexing, so it stays as that does."""

    id: str
    hit: Hit


class FeedPage(Result):
    """A page of a feed.

    ``total`` counts the articles in the whole feed, ``unknown`` the hits that are in none, since
    nobody knows when they were first indexed. ``newest`` is when the first article of the first
    page was, null where there is none. ``next`` is where the next page begins, null on the last.
    """

    total: int
    unknown: int
    newest: str | None
    entries: list[FeedEntry]
    next: FeedPosition | None
    notices: list[Notice]
    index: IndexState


def entry_id(generation: int, time: int, first_id: str) -> str:
    """Return the id of an article's entry: a URN (RFC 9562, section 4) that no other article has.

    It is a UUID of version 5, of the decimal numbers and the id, a line feed between each two,
    in :data:`NAMESPACE`.

    Args:
        generation: in which the article was first indexed.
        time: of the sync that did so, in microseconds since 1970.
        first_id: under which it was.
    """
    return uuid5(NAMESPACE, f"{generation}\n{time}\n{first_id}").urn
