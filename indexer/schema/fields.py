"""The Whoosh schema: which field holds what, and why.

Fields are searched, columns are what facets, filters, sorts and sync read in
bulk (one value per document), stored values are what a page of hits shows.
Change anything here and :data:`SCHEMA_VERSION` must grow.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from whoosh.analysis import RegexTokenizer
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, DATETIME, ID, KEYWORD, NUMERIC, STORED, TEXT, Schema

from indexer.schema.analysis import stemming_analyzer, words_analyzer

SCHEMA_VERSION = 2
VERSION_FIELD = f"cuttings_schema_{SCHEMA_VERSION}"
"""A field that is never filled: its name in the schema is the version of the index."""

SEARCHED_FIELDS = ("title", "excerpt", "topics")
"""The fields in which a word of the query is looked for, stemmed and with positions."""

WORDS_SUFFIX = "_words"
"""``title_words`` holds the unstemmed words of ``title``, without positions, and so on."""

TOPIC_SEPARATOR = "\x1f"
"""Stands between the labels in the ``topic_labels`` column."""

MAX_DOMAIN_LENGTH = 253
"""Characters of the longest domain name (RFC 1035, section 2.3.4)."""

LINK_BYTES = 8
"""Length of one URL digest in the ``links`` column."""


def build_schema() -> Schema:
    """Return the schema of a new index."""
    stemmed, words = stemming_analyzer(), words_analyzer()
    return Schema(
        **{VERSION_FIELD: STORED()},
        id=ID(unique=True, stored=True, sortable=True),
        # -- searched ---------------------------------------------------------
        # A word of several tokens (microsoft.com, data-driven) is a phrase.
        title=TEXT(analyzer=stemmed, stored=True, multitoken_query="phrase"),
        excerpt=TEXT(analyzer=stemmed, stored=True, multitoken_query="phrase"),
        topics=TEXT(analyzer=stemmed, multitoken_query="phrase"),
        title_words=KEYWORD(analyzer=words),
        excerpt_words=KEYWORD(analyzer=words),
        topics_words=KEYWORD(analyzer=words),
        provider=TEXT(analyzer=words, multitoken_query="phrase"),
        domain=KEYWORD(analyzer=RegexTokenizer(r"\S+")),
        # -- filters, sorts and facets ----------------------------------------
        # UTC without a zone, as Whoosh wants it.
        published=DATETIME(stored=True, sortable=True),
        # shift_step=0: few different values, so ranges need no extra terms.
        quality=NUMERIC(int, 32, stored=True, sortable=True, shift_step=0),
        heat=NUMERIC(int, 32, stored=True, sortable=True, shift_step=0),
        curated=NUMERIC(int, 8, signed=False, stored=True, sortable=True, shift_step=0),
        type=ID(stored=True, sortable=True),
        provider_label=COLUMN(VarBytesColumn()),
        topic_labels=COLUMN(VarBytesColumn()),
        # Digests of webUrl (zeros where there is none), then of every related URL.
        links=COLUMN(VarBytesColumn()),
        # -- shown: the rest of the article, as ``stored_rest`` in article.py says --------
        rest=STORED(),
        # -- sync ---------------------------------------------------------------
        file_size=COLUMN(NumericColumn("Q")),
        file_mtime=COLUMN(NumericColumn("q")),
        file_digest=STORED(),
    )


def link_digest(url: str) -> bytes:
    """Digest of a URL for the ``links`` column: BLAKE2b, :data:`LINK_BYTES` long, never zero."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=LINK_BYTES).digest()


def links_value(web_url: str, related: Iterable[str]) -> bytes:
    """Value of the ``links`` column: own digest (zeros without a ``webUrl``), then related ones."""
    own = link_digest(web_url) if web_url else bytes(LINK_BYTES)
    return own + b"".join(link_digest(url) for url in related)


def domain_terms(domain: str) -> list[str]:
    """Terms under which a provider's domain is found, without repeats.

    ``news.bbc.co.uk`` is found as itself, as every parent (``bbc.co.uk``,
    ``co.uk``, ``uk``) and by every label (``news``, ``bbc``, ``co``). A text
    that is too long for a domain has none: its parents would take quadratic space.
    """
    if len(domain) > MAX_DOMAIN_LENGTH:
        return []
    labels = [label for label in domain.lower().removeprefix("www.").split(".") if label]
    parents = [".".join(labels[start:]) for start in range(len(labels))]
    return list(dict.fromkeys(parents + labels))
