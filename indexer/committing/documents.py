"""Article → the values of the fields of its Whoosh document."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from indexer.committing.signature import signature
from indexer.contract.article import Article, Fingerprint, stored_rest
from indexer.contract.history import History
from indexer.contract.schema import (
    FIRST_ID,
    HISTORY_COLUMNS,
    MAX_DOMAIN_LENGTH,
    TOPIC_SEPARATOR,
    WORDS_SUFFIX,
    domain_terms,
    link_number,
    related_value,
)

# Providers are few beside their articles.
_REMEMBERED = 4096

_TITLE_WORDS, _EXCERPT_WORDS, _TOPICS_WORDS = (
    name + WORDS_SUFFIX for name in ("title", "excerpt", "topics")
)


def document(
    article: Article, fingerprint: Fingerprint, history: History | None = None
) -> dict[str, Any]:
    """Return the Whoosh document of an article. Fields without a value are left out.

    Its topics are passages (see ``indexer.segments.inverting.passages``).

    Args:
        article: what it is of.
        fingerprint: of its file.
        history: of the article; not given where it is known to nobody.
    """
    fields: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        _TITLE_WORDS: article.title,
        "heat": article.heat,
        "curated": int(article.curated),
        "link": link_number(article.web_url),
        "signature": signature(article),
        "rest": stored_rest(article),
        "file_size": fingerprint.size,
        "file_mtime": fingerprint.mtime,
        "file_digest": bytes.fromhex(fingerprint.digest),
    }
    if history is not None:
        fields.update(zip(HISTORY_COLUMNS, (*history.added, *history.changed), strict=True))
        if history.first_id:
            fields[FIRST_ID] = history.first_id.encode()
    if article.excerpt:
        fields["excerpt"] = fields[_EXCERPT_WORDS] = article.excerpt
    if article.topics:
        fields["topics"] = fields[_TOPICS_WORDS] = tuple(article.topics)
        fields["topic_labels"] = TOPIC_SEPARATOR.join(article.topics).encode()
    if article.related:
        fields["related"] = related_value(article.related)
    if article.type:
        fields["type"] = article.type
    provider = article.provider
    if provider is not None:
        if provider.name:
            fields["provider"] = provider.name
        fields["provider_label"] = provider.label.encode()
        # A longer text is no domain, and not worth remembering.
        known = len(provider.domain) <= MAX_DOMAIN_LENGTH
        domain = _domain(provider.domain) if known else ""
        if domain:
            fields["domain"] = domain
    if article.published is not None:
        fields["published"] = article.published.replace(tzinfo=None)
    if article.quality is not None:
        fields["quality"] = article.quality
    return fields


@lru_cache(_REMEMBERED)
def _domain(domain: str) -> str:
    return " ".join(domain_terms(domain))
