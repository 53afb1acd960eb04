"""What is cited of an article, in one line each."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Protocol

from webui.search.results.base import ProviderName

# They turn around what stands beside a title, to the end of the line.
_TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# All that is turned around or is no text is among these; most texts have none of them.
_ODD = re.compile(
    "[^\x20-\x7e\xa1-\u05ff\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u2fff\u3001-\ud7ff]"
)
_URL = str.maketrans({" ": "%20", "\\": "%5C", "^": "%5E", "{": "%7B", "}": "%7D"})

# Names of websites that are remembered: an archive has some hundreds.
_SITES = 2**12


class Cited(Protocol):
    """What is cited of an article; hits and details are such."""

    @property
    def id(self) -> str:
        """The article's id."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def url(self) -> str | None:
        """Where it is read."""

    @property
    def provider(self) -> ProviderName | None:
        """Who published it."""

    @property
    def published(self) -> str | None:
        """When, in UTC, as ISO 8601."""


def plain(text: str) -> str:
    """Return a text in one line, without control characters and those that turn others around."""
    if _ODD.search(text) is None:
        return " ".join(text.split())
    kept = text.translate(_TURNING)
    return " ".join(
        "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in kept).split()
    )


def name_of(article: Cited) -> str:
    """Return the title in one line."""
    return plain(article.title) or "[Untitled]"


def site_of(article: Cited) -> str:
    """Return the name of the website, or empty."""
    provider = article.provider
    return _site(provider.name, provider.domain) if provider else ""


@lru_cache(_SITES)
def _site(name: str, domain: str) -> str:
    return plain(name) or plain(domain)


def url_of(article: Cited) -> str:
    """Return where the article is read, or empty."""
    return plain(article.url or "").translate(_URL)


def published_of(article: Cited) -> date | None:
    """Return the day of publication in UTC, if it is known."""
    return date.fromisoformat(article.published[:10]) if article.published else None
