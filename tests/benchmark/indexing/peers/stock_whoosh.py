"""Whoosh as its documentation shows it: stock fields, stock analyzers, one stock writer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import BOOLEAN, DATETIME, ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.index import create_in

from indexer.contract.article import Article
from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX, domain_terms


def build(folder: Path, articles: Iterable[Article]) -> None:
    """Write an index of the articles into an empty folder, in one commit."""
    writer = create_in(str(folder), _schema()).writer()
    for article in articles:
        writer.add_document(**_document(article))
    writer.commit()


def _schema() -> Schema:
    """Return the fields of Cuttings, by the same names, less what sync keeps for itself."""
    return Schema(
        id=ID(unique=True, stored=True),
        title=TEXT(analyzer=StemmingAnalyzer(), stored=True),
        excerpt=TEXT(analyzer=StemmingAnalyzer(), stored=True),
        topics=TEXT(analyzer=StemmingAnalyzer()),
        title_words=TEXT(phrase=False),
        excerpt_words=TEXT(phrase=False),
        topics_words=TEXT(phrase=False),
        provider=TEXT(),
        domain=KEYWORD(),
        published=DATETIME(stored=True, sortable=True),
        quality=NUMERIC(stored=True, sortable=True),
        heat=NUMERIC(stored=True, sortable=True),
        curated=BOOLEAN(stored=True),
        type=ID(stored=True, sortable=True),
        provider_label=ID(stored=True, sortable=True),
        topic_labels=KEYWORD(stored=True, commas=True, sortable=True),
        url=STORED(),
    )


def _document(article: Article) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": article.id,
        "title": article.title,
        "excerpt": article.excerpt,
        "topics": "\n".join(article.topics),
        "heat": article.heat,
        "curated": article.curated,
        "type": article.type,
        "topic_labels": ",".join(article.topics),
        "url": article.url,
    }
    for name in SEARCHED_FIELDS:
        fields[name + WORDS_SUFFIX] = fields[name]
    if article.provider is not None:
        fields["provider"] = article.provider.name
        fields["provider_label"] = article.provider.label
        fields["domain"] = " ".join(domain_terms(article.provider.domain))
    if article.published is not None:
        fields["published"] = article.published.replace(tzinfo=None)
    if article.quality is not None:
        fields["quality"] = article.quality
    return {name: value for name, value in fields.items() if value != ""}
