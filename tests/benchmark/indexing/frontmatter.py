"""An article → the front-matter file that it could have been read from."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from json.encoder import encode_basestring

from indexer.contract.article import Article
from indexer.parsing.text import plain_text

FORMAT_VERSION = 1
"""Grows with every change of what is written; files that are kept are then written anew."""

# Letters first, so that it is no number and no date.
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 ./_-]*[A-Za-z0-9])?")
# What YAML 1.1 takes for something else than text.
_NOT_TEXT = frozenset(("true", "false", "yes", "no", "on", "off", "null"))


def front_matter(article: Article) -> bytes:
    """Return a file that is read as the same article, but for ``related``, which is left out.

    The order of the fields and the quotes are those of the importers.
    """
    return "\n".join(("---", *_lines(article), "---", "")).encode()


def _lines(article: Article) -> Iterator[str]:
    if article.category:
        yield f"category: {_name(article.category)}"
    yield f"title: {_quoted(_escaped(article.title))}"
    if article.excerpt:
        yield f"excerpt: {_quoted(_escaped(article.excerpt))}"
    if article.published:
        yield f"publishedDateTime: {article.published.isoformat().replace('+00:00', 'Z')}"
    for field, address in (
        ("originalUrl", article.original_url),
        ("webUrl", article.web_url),
        ("ampWebUrl", article.amp_url),
        ("cdnAmpWebUrl", article.cdn_amp_url),
    ):
        if address:
            yield f"{field}: {_quoted(address)}"
    if article.type:
        yield f"type: {_name(article.type)}"
    if article.quality is not None:
        yield f"quality: {article.quality}"
    yield f"heat: {article.heat}"
    yield f"published: {'true' if article.curated else 'false'}"
    if article.provider is not None:
        yield "provider:"
        yield f"  name: {_name(article.provider.name)}"
        yield f"  domain: {_name(article.provider.domain)}"
    if article.topics:
        yield "topics:"
        for topic in article.topics:
            yield f"  - {_name(topic)}"
    if article.image is not None:
        yield "images:"
        yield f"  - url: {_quoted(article.image.url)}"
        for field, pixels in (("width", article.image.width), ("height", article.image.height)):
            if pixels is not None:
                yield f"    {field}: {pixels}"


def _name(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    return _quoted(_escaped(text))


def _quoted(text: str) -> str:
    # A string in JSON is one in YAML, and is written in C.
    return str(encode_basestring(text))


def _escaped(text: str) -> str:
    """Write as HTML what would otherwise be read as a tag or an entity."""
    return text if plain_text(text) == text else html.escape(text, quote=False)
