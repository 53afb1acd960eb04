"""Article → the keyword arguments of Whoosh's ``add_document``."""

from __future__ import annotations

from typing import Any

from indexer.schema.article import Article, Fingerprint, stored_rest
from indexer.schema.fields import (
    SEARCHED_FIELDS,
    TOPIC_SEPARATOR,
    WORDS_SUFFIX,
    domain_terms,
    links_value,
)


def document(article: Article, fingerprint: Fingerprint) -> dict[str, Any]:
    """Return the Whoosh document of an article. Fields without a value are left out."""
    topics = "\n".join(article.topics)
    provider = article.provider
    fields: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "excerpt": article.excerpt,
        "topics": topics,
        "heat": article.heat,
        "curated": int(article.curated),
        "type": article.type,
        "topic_labels": TOPIC_SEPARATOR.join(article.topics).encode(),
        "links": links_value(article.web_url, article.related),
        "rest": stored_rest(article),
        "file_size": fingerprint.size,
        "file_mtime": fingerprint.mtime,
        "file_digest": fingerprint.digest,
    }
    for name in SEARCHED_FIELDS:
        fields[name + WORDS_SUFFIX] = fields[name]
    if provider is not None:
        fields["provider"] = provider.name
        fields["provider_label"] = provider.label.encode()
        fields["domain"] = " ".join(domain_terms(provider.domain))
    if article.published is not None:
        fields["published"] = article.published.replace(tzinfo=None)
    if article.quality is not None:
        fields["quality"] = article.quality
    return {name: value for name, value in fields.items() if value not in ("", b"", None)}
