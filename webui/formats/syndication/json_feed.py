"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any

from webui.formats.syndication.feed_document import FeedDocument, FeedItem

JSON_FEED_TYPE = "application/feed+json"

_VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(document: FeedDocument) -> str:
    """Return a page of a feed as JSON.

    What is not there is left out. Our own page of an item is in the extension ``_cuttings``.
    """
    written = {
        "version": _VERSION,
        "title": document.title,
        "home_page_url": document.home,
        "feed_url": document.own,
        "description": document.subtitle,
        "next_url": document.next,
        "items": [_item(item) for item in document.items],
    }
    return json.dumps({name: value for name, value in written.items() if value != ""})


def _item(item: FeedItem) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "image": item.image,
        "date_published": item.published,
        "date_modified": item.updated,
        "authors": [{"name": item.author}] if item.author else [],
        "tags": list(item.tags),
        "_cuttings": {"url": item.page} if item.page else {},
    }
    return {name: value for name, value in written.items() if value}
