"""A page of a feed, before it is written in one of the formats.

Own code, where a library could be had: ``feedgen`` needs lxml, ``feedgenerator`` writes neither
contents nor the links of paged feeds, and neither of them writes JSON Feed; what is left for
them to do is to open and close elements, which the standard library does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An entry. Addresses are whole, times are UTC, ISO 8601.

    Attributes:
        id: a URI that stays.
        title: plain text.
        html: what there is to read.
        url: where it leads.
        page: where more is known of it; empty where that is ``url``.
        updated: when it came in.
        published: when it was published; empty where that is not known.
        author: empty where nobody is known.
        tags: what it is about.
        image: address of a picture; empty without one.
    """

    id: str
    title: str
    html: str
    url: str
    page: str
    updated: str
    published: str = ""
    author: str = ""
    tags: Sequence[str] = ()
    image: str = ""


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A page of a feed. Addresses are whole, times are UTC, ISO 8601.

    Attributes:
        title, subtitle: plain text.
        home: address of the page that it is a feed of.
        own: address of this page of the feed.
        first: address of its first page, which is also what the feed is known by.
        next: address of the next one; empty on the last.
        updated: when the newest entry of the whole feed came in.
        items: the newest first.
    """

    title: str
    subtitle: str
    home: str
    own: str
    first: str
    next: str
    updated: str
    items: Sequence[FeedItem]
