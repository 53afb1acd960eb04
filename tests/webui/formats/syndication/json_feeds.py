"""JSON Feed 1.1, as https://www.jsonfeed.org/version/1.1/ has it: what may be where."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

_TOP = {
    "version": str, "title": str, "home_page_url": "url", "feed_url": "url", "description": str,
    "user_comment": str, "next_url": "url", "icon": "url", "favicon": "url", "authors": list,
    "language": str, "expired": bool, "hubs": list, "items": list,
}  # fmt: skip
_ITEM = {
    "id": str, "url": "url", "external_url": "url", "title": str, "content_html": str,
    "content_text": str, "summary": str, "image": "url", "banner_image": "url",
    "date_published": "date", "date_modified": "date", "authors": list, "tags": list,
    "language": str, "attachments": list,
}  # fmt: skip


def assert_json_feed(feed: Any) -> None:
    """Make sure that parsed JSON is a feed: what must be there is, and of its type."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "items"} <= feed.keys()
    _assert_fields(feed, _TOP)
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids))
    for item in feed["items"]:
        assert "content_html" in item or "content_text" in item
        _assert_fields(item, _ITEM)
        assert all(isinstance(tag, str) for tag in item.get("tags", ()))
        for author in item.get("authors", ()):
            assert author
            assert author.keys() <= {"name", "url", "avatar"}


def _assert_fields(found: dict[str, Any], known: dict[str, Any]) -> None:
    for name, value in found.items():
        if name.startswith("_"):
            assert isinstance(value, dict)
            continue
        kind = known[name]
        if kind == "url":
            assert urlsplit(value).scheme in ("http", "https"), value
        elif kind == "date":
            assert datetime.fromisoformat(value).tzinfo is not None
        else:
            assert isinstance(value, kind), name
