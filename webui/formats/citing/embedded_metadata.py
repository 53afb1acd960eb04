"""What reference managers find in a page: ``<meta>`` tags of one article, COinS of several.

Zotero's connector makes newspaper articles of both, as it does of the RIS export. By its own
translators (https://github.com/zotero/translators, "Embedded Metadata.js", "RDF.js" and
"COinS.js"): a ``citation_journal_title`` alone would make a journal article of it, so the type
is named; and what has no address would be given that of our page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote, urlencode

from webui.formats.citation_source import (
    Cited,
    name_of,
    plain,
    published_of,
    site_of,
    url_of,
)

_ITEM_TYPE = "newspaperArticle"

# Words with a sign beside them are remembered, and how many letters the longest has.
_REMEMBERED = 2**13
_LONGEST = 40


class Described(Cited, Protocol):
    """What is told of an article beyond its citation."""

    @property
    def excerpt(self) -> str:
        """Its first words, or what it is about."""

    @property
    def topics(self) -> Sequence[str]:
        """Its topics."""


def citation_tags(article: Described) -> list[tuple[str, str]]:
    """Return names and contents of the ``<meta>`` tags of an article's page.

    They are those of Highwire Press, which Google Scholar describes
    (https://scholar.google.com/intl/en/scholar/inclusion.html), and Zotero's own for the type.
    """
    published, keywords = published_of(article), map(plain, article.topics)
    tags = [
        ("z:itemType", _ITEM_TYPE),
        ("citation_title", name_of(article)),
        ("citation_journal_title", site_of(article)),
        ("citation_publisher", site_of(article)),
        ("citation_publication_date", published.isoformat().replace("-", "/") if published else ""),
        ("citation_public_url", url_of(article)),
        ("citation_abstract", plain(article.excerpt)),
        *(("citation_keywords", keyword) for keyword in keywords),
    ]
    return [(name, content) for name, content in tags if content]


def coins(article: Described) -> str:
    """Return the ``title`` of the ``<span class="Z3988">`` of an article in a list.

    By "OpenURL COinS: A Convention to Embed Bibliographic Metadata in HTML" and the KEV format
    for Dublin Core (``info:ofi/fmt:kev:mtx:dc``), the one of which Zotero takes the type.
    """
    published = published_of(article)
    site, url = _quoted(site_of(article)), _quoted(url_of(article))
    pairs = [
        ("rft.title", _quoted(name_of(article))),
        ("rft.source", site),
        ("rft.publisher", site),
        ("rft.date", published.isoformat() if published else ""),
        ("rft_id", url),
        ("rft.identifier", url),
        ("rft.description", _quoted(plain(article.excerpt))),
        *[("rft.subject", _quoted(plain(topic))) for topic in article.topics],
    ]
    return "&".join([_ALIKE, *[f"{name}={text}" for name, text in pairs if text]])


def _quoted(text: str) -> str:
    """Return what ``quote`` does, word by word: it takes texts apart letter by letter.

    Zotero takes a plus sign, escaped or not, for a blank: a blank is better written as one.
    """
    return "%20".join([
        word if word.isascii() and word.isalnum()
        else _quoted_word(word) if len(word) <= _LONGEST
        else quote(word, safe="")
        for word in text.split(" ")
    ])  # fmt: skip


@lru_cache(_REMEMBERED)
def _quoted_word(word: str) -> str:
    return quote(word, safe="")


# What all context objects begin with.
_ALIKE = urlencode(
    [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rfr_id", "info:sid/cuttings:articles"),
        ("rft.type", _ITEM_TYPE),
    ]
)
