"""The article, as both sides know it, and its form among Whoosh's stored fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from indexer.contract.surroundings.web_links import web_link

UNKNOWN_HEAT = -1
"""The importers' value of ``heat`` for "not known"."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who published an article. At least one of name and domain is not empty.

    Attributes:
        name: what the archive calls it; may be empty.
        domain: may be empty.
        spelling: what its file calls it, where that is another name; may be empty then.
    """

    name: str
    domain: str
    spelling: str | None = None

    @property
    def label(self) -> str:
        """The value of the provider facet: the name, or the domain where there is none."""
        return self.name or self.domain

    @property
    def as_in_file(self) -> Provider:
        """The provider as its file names it."""
        return self if self.spelling is None else Provider(self.spelling, self.domain)


@dataclass(frozen=True, slots=True)
class Image:
    """An article's thumbnail; width and height in pixels where the file gives them."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One front-matter file, read, validated and stripped to plain text.

    Attributes:
        id: the file's path below the articles folder, with ``/`` and without ``.md``.
        title: plain text, never empty.
        excerpt: plain text, may be empty.
        url: where the article is read (``webUrl``, else ``originalUrl``, else ``website``);
            empty when the file has no http or https address.
        original_url, amp_url, cdn_amp_url: the file's other addresses, or empty.
        published: time of publication, aware, in UTC; None when the file has none.
        topics: labels, each once, in the file's order.
        type: the value of the type facet (``type``, else ``category``), or empty.
        category: the file's ``category``, or empty.
        quality: the curators' mark, or None.
        heat: the importers' measure of attention, :data:`UNKNOWN_HEAT` when not known.
        curated: the file's ``published`` flag.
        image: the first of the file's ``images`` that has an http or https address.
        web_url: ``webUrl`` verbatim, by which ``related`` lists name this article, or empty.
        related: the ``webUrl`` of each article in the file's ``related`` list.
    """

    id: str
    title: str
    excerpt: str = ""
    url: str = ""
    original_url: str = ""
    amp_url: str = ""
    cdn_amp_url: str = ""
    provider: Provider | None = None
    published: datetime | None = None
    topics: tuple[str, ...] = ()
    type: str = ""
    category: str = ""
    quality: int | None = None
    heat: int = UNKNOWN_HEAT
    curated: bool = False
    image: Image | None = None
    web_url: str = ""
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What sync knows about a file, to tell whether it changed.

    Attributes:
        size: bytes.
        mtime: time of modification in nanoseconds since 1970.
        digest: the first half of the SHA-256 of the file's bytes, in hex.
    """

    size: int
    mtime: int
    digest: str


def stored_rest(article: Article) -> dict[str, Any]:
    """Value of the stored field ``rest``: what is shown and has no field of its own.

    Empty values are left out. Plain types only, so that any Whoosh program can read it.
    """
    rest: dict[str, Any] = {
        "url": article.url,
        "original_url": article.original_url,
        "amp_url": article.amp_url,
        "cdn_amp_url": article.cdn_amp_url,
        "web_url": article.web_url,
        "category": article.category,
        "topics": list(article.topics),
    }
    if article.provider is not None:
        rest["provider"] = [article.provider.name, article.provider.domain]
        if article.provider.spelling is not None:
            rest["spelling"] = [article.provider.spelling]
    if article.image is not None:
        rest["image"] = [article.image.url, article.image.width, article.image.height]
    return {name: value for name, value in rest.items() if value}


def article_from_stored(stored: Mapping[str, Any]) -> Article:
    """Read an article back from a document's stored fields.

    ``related`` comes back empty: the index keeps it as digests, in the ``related`` column. So
    does an address that is no link any more, though it was one when the document was written.

    Raises:
        KeyError, TypeError: the document was not written by Cuttings.
    """
    rest, known = stored["rest"], stored.get
    more = rest.get
    published, provider, image = known("published"), more("provider"), more("image")
    # By place, since names take longer.
    return Article(
        stored["id"],
        stored["title"],
        known("excerpt", ""),
        _link(more("url")),
        _link(more("original_url")),
        _link(more("amp_url")),
        _link(more("cdn_amp_url")),
        Provider(*provider, *more("spelling", ())) if provider is not None else None,
        published.replace(tzinfo=UTC) if published is not None else None,
        tuple(more("topics", ())),
        known("type", ""),
        more("category", ""),
        known("quality"),
        known("heat", UNKNOWN_HEAT),
        bool(known("curated", 0)),
        Image(*image) if image is not None and web_link(image[0]) else None,
        more("web_url", ""),
    )


def _link(address: str | None) -> str:
    return web_link(address) if address else ""
