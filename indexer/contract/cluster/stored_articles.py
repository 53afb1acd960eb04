"""An article in a cluster's ``stored`` and ``related``, and back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from indexer.contract.article import Article, article_from_stored, stored_rest

_1970 = datetime(1970, 1, 1)


def stored_source(article: Article) -> dict[str, Any]:
    """Return the value of ``stored``: what is shown of an article. Empty values are left out."""
    stored: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "heat": article.heat,
        "curated": int(article.curated),
        "rest": stored_rest(article),
    }
    if article.excerpt:
        stored["excerpt"] = article.excerpt
    if article.type:
        stored["type"] = article.type
    if article.quality is not None:
        stored["quality"] = article.quality
    if article.published is not None:
        stored["published"] = microseconds(article.published)
    return stored


def article_of_source(source: Mapping[str, Any]) -> Article:
    """Read an article back from a document's ``_source``, as ``article_from_stored`` does.

    Raises:
        KeyError, TypeError: the document was not written by Cuttings.
    """
    stored = dict(source["stored"])
    if (published := stored.get("published")) is not None:
        stored["published"] = _1970 + timedelta(microseconds=published)
    return article_from_stored(stored)


def microseconds(moment: datetime) -> int:
    """Return a moment as microseconds since 1970."""
    return (moment.astimezone(UTC).replace(tzinfo=None) - _1970) // timedelta(microseconds=1)


def packed(data: bytes) -> str:
    """Return bytes as the text that stands in a document: ``signature``, ``related``."""
    return b64encode(data).decode("ascii")


def unpacked(text: str) -> bytes:
    """Return the bytes that :func:`packed` has written; doc values come back without padding.

    Raises:
        ValueError: it has not.
    """
    return b64decode(text + "=" * (-len(text) % 4), validate=True)


def signed(number: int) -> int:
    """Return an unsigned number of 64 bits as the signed one with the same bits, as in ``link``."""
    return number - (1 << 64) if number >= 1 << 63 else number
