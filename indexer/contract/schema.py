"""The Whoosh schema: which field holds what, and why.

Fields are searched, columns are what facets, filters, sorts and sync read in
bulk (one value per document), stored values are what a page of hits shows.
Change anything here and :data:`SCHEMA_VERSION` must grow.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from whoosh.analysis import RegexTokenizer
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, DATETIME, ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.formats import Positions

from indexer.contract.analysis import stemming_analyzer, words_analyzer
from indexer.contract.codec.plain.plain_columns import (
    ColumnArrays,
    LabelArray,
    NumberArray,
    TextArray,
)
from indexer.contract.codec.plain.plain_terms import TermGroup

SCHEMA_VERSION = 6

UNDATED_VERSION = 4
"""An index of this version says nothing of when its articles came in."""

EARLIER_VERSIONS = (5, UNDATED_VERSION)
"""``rebuild`` takes over from indexes of these versions when articles came in."""


def version_field(version: int) -> str:
    """Return the field that is never filled: its name in the schema is the index's version."""
    return f"cuttings_schema_{version}"


VERSION_FIELD = version_field(SCHEMA_VERSION)

SEARCHED_FIELDS = ("title", "excerpt", "topics")
"""The fields in which a word of the query is looked for, stemmed and with positions."""

WORDS_SUFFIX = "_words"
"""``title_words`` holds the unstemmed words of ``title``, at the same positions, and so on."""

TERM_GROUPS = (
    TermGroup("stems", SEARCHED_FIELDS, positions=True, patterns=False),
    TermGroup(
        "words",
        tuple(field + WORDS_SUFFIX for field in SEARCHED_FIELDS),
        positions=False,
        patterns=True,
    ),
)
"""Fields whose terms and postings stand in a segment as plain arrays, too."""

PASSAGE_GAP = 100
"""Positions between two topics, so that no phrase goes on from one to the next.

It is the greatest distance that a query can ask for; words of two topics are further apart.
"""

TOPIC_SEPARATOR = "\x1f"
"""Stands between the labels in the ``topic_labels`` column."""

MAX_DOMAIN_LENGTH = 253
"""Characters of the longest domain name (RFC 1035, section 2.3.4)."""

LINK_BYTES = 8
"""Length of the digest of a URL. As a number it is little-endian."""

HISTORY_COLUMNS = ("added_time", "added_generation", "changed_time", "changed_generation")
"""Columns that depend on earlier states of the index; ``history.py`` says what they hold."""

FIRST_ID = "first_id"
"""Column of the id under which an article was first indexed; empty where it still has that one."""

COLUMN_ARRAYS = ColumnArrays(
    numbers=(
        # Whoosh's datetimes count microseconds from the year 1.
        NumberArray(
            "published",
            "moment",
            zero=62_135_596_800_000_000,
            missing=2**64 - 1,
            damage="an article's date is beyond the year 9999",
        ),
        # Whoosh adds this to signed numbers, to make them sort as unsigned ones.
        NumberArray("quality", "number", zero=2**31, missing=2**32 - 1),
        NumberArray("heat", "number", zero=2**31, missing=2**32 - 1),
        NumberArray("curated", "flag"),
        NumberArray(
            "added_time", "moment", damage="an article was first indexed beyond the year 9999"
        ),
        NumberArray("added_generation", "count"),
        NumberArray("changed_generation", "count"),
    ),
    labels=(
        LabelArray("provider_label", None),
        LabelArray("topic_labels", TOPIC_SEPARATOR),
        LabelArray("type", None),
    ),
    texts=(TextArray("id", ranked=True), TextArray(FIRST_ID, ranked=False)),
)
"""Columns that stand in a segment as plain arrays, too."""

# An article of a story is named by all others of it, which an importer writes together.
_REMEMBERED = 2**15
# Longer addresses are not worth the memory.
_SHORT = 500


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
        title_words=_words(words),
        excerpt_words=_words(words),
        topics_words=_words(words),
        provider=TEXT(analyzer=words, multitoken_query="phrase"),
        domain=KEYWORD(analyzer=RegexTokenizer(r"\S+")),
        # -- filters, sorts and facets ----------------------------------------
        # UTC without a zone, as Whoosh wants it.
        published=_moment(),
        # shift_step=0: ranges are read from the columns, and need no extra terms.
        quality=NUMERIC(int, 32, stored=True, sortable=True, shift_step=0),
        heat=NUMERIC(int, 32, stored=True, sortable=True, shift_step=0),
        curated=NUMERIC(int, 8, signed=False, stored=True, sortable=True, shift_step=0),
        type=ID(stored=True, sortable=True),
        provider_label=COLUMN(VarBytesColumn()),
        topic_labels=COLUMN(VarBytesColumn()),
        # -- related articles: URLs as digests --------------------------------
        link=COLUMN(NumericColumn("Q")),
        related=COLUMN(VarBytesColumn()),
        # -- stories: what is compared of two articles; ``indexer.stories`` says how ------
        signature=COLUMN(_read_whole()),
        # -- shown: the rest of the article, as ``stored_rest`` in article.py says --------
        rest=STORED(),
        # -- sync ---------------------------------------------------------------
        file_size=COLUMN(NumericColumn("Q")),
        file_mtime=COLUMN(NumericColumn("q")),
        file_digest=COLUMN(_read_whole()),
        # -- when the article was first indexed and last changed: 0 of another program's ----
        added_time=COLUMN(NumericColumn("Q")),
        added_generation=COLUMN(NumericColumn("I")),
        changed_time=COLUMN(NumericColumn("Q")),
        changed_generation=COLUMN(NumericColumn("I")),
        **{FIRST_ID: COLUMN(VarBytesColumn())},
    )


def _words(analyzer: Any) -> KEYWORD:
    field = KEYWORD(analyzer=analyzer)
    # For phrases of exact forms. A TEXT would keep lengths, too, by which what a prefix or a
    # fuzzy word stands for would be scored in another way.
    field.format = Positions()
    return field


def _read_whole() -> VarBytesColumn:
    # Where each value begins is left out, and found by adding up: nobody asks for a single one.
    # A column says itself whether it has that, whatever the schema of its index says.
    return VarBytesColumn(allow_offsets=False)


def _moment() -> DATETIME:
    field = DATETIME(stored=True, sortable=True)
    # Whoosh would write eight terms for each moment, most of them nearly as many as articles.
    field.shift_step = 0
    return field


def link_digest(url: str) -> bytes:
    """Digest of a URL: BLAKE2b, :data:`LINK_BYTES` long."""
    return _known_digest(url) if len(url) <= _SHORT else _digest(url)


def _digest(url: str) -> bytes:
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=LINK_BYTES).digest()


_known_digest = lru_cache(_REMEMBERED)(_digest)


def link_number(url: str) -> int:
    """Value of the ``link`` column: the digest of a URL, or 0 without one."""
    return int.from_bytes(link_digest(url), "little") if url else 0


def related_value(urls: Iterable[str]) -> bytes:
    """Value of the ``related`` column: the digest of each URL."""
    return b"".join(map(link_digest, urls))


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
