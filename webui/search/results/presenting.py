"""How values of an article, and what must be said of a search, are written in an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from indexer.contract.article import Article, Provider
from webui.search.criteria.criteria import SearchedField, named
from webui.search.results.base import Notice, ProviderName


def iso(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC, to the second, with ``Z``."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def provider_name(provider: Provider | None) -> ProviderName | None:
    """Present a provider."""
    return ProviderName(name=provider.name, domain=provider.domain) if provider else None


def article_fields(article: Article) -> dict[str, Any]:
    """Return the ``ArticleValues`` of an article, by name."""
    return {
        "id": article.id,
        "title": article.title,
        "excerpt": article.excerpt,
        "url": article.url or None,
        "provider": provider_name(article.provider),
        "published": iso(article.published) if article.published else None,
        "topics": list(article.topics),
        "type": article.type or None,
        "quality": article.quality,
        "heat": article.heat,
        "curated": article.curated,
        "image": article.image.url if article.image else None,
    }


def some_words(missing: Sequence[str], fields: Sequence[SearchedField]) -> Notice:
    """Return the notice that no article has all the words.

    Args:
        missing: parts of the query that no article has.
        fields: where they were looked for; empty: everywhere.
    """
    there = f" in {named(fields)}" if fields else ""
    message = f"No article has all of these words{there}; these have some of them."
    if missing:
        message += f" {'Not there in any' if fields else 'In no'} article: {', '.join(missing)}."
    return Notice(code="some_words", message=message)
