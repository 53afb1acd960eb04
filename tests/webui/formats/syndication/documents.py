"""A feed to write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from webui.formats.syndication.feed_document import FeedDocument, FeedItem

_ITEM = FeedItem(
    id="urn:uuid:00000000-0000-5000-8000-000000000000",
    title="A <b>storm</b> & more",
    html="<p>A <mark>storm</mark> &amp; more</p>",
    url="https://fen.example/storm?a=1&b=2",
    page="https://n.example/article/storm",
    updated="2024-12-31T12:00:00Z",
    published="2021-06-02T00:00:00Z",
    author="The Fen",
    tags=("Weather", "“Sea” & coast"),
    image="https://fen.example/storm.png",
)
_DOCUMENT = FeedDocument(
    title="Cuttings: a < b & c",
    subtitle="1 article found.",
    home="https://n.example/?q=a&b",
    own="https://n.example/feed?q=a&b",
    first="https://n.example/feed?q=a&b",
    next="",
    updated="2024-12-31T12:00:00Z",
    items=(_ITEM,),
)


def item(**fields: Any) -> FeedItem:
    """Return an entry that has everything, but for what is given."""
    return replace(_ITEM, **fields)


def document(**fields: Any) -> FeedDocument:
    """Return a feed of one page and one entry, but for what is given."""
    return replace(_DOCUMENT, **fields)
