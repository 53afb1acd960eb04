"""The fields and the analysis of the tantivy peer."""

from __future__ import annotations

from tantivy import (
    Document,
    Filter,
    Index,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from indexer.contract.article import Article
from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX, domain_terms
from tests.benchmark.searching.questions import month_number

# Grows with every change of what is written.
SCHEMA_VERSION = 1

# The pattern of indexer.contract.analysis, as Rust's regular expressions write it.
_UNSPACED = r"\x{3040}-\x{30ff}\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{f900}-\x{faff}"
_TOKEN = rf"(?i)[cf]#|c\+\+|[{_UNSPACED}]|[\w--[{_UNSPACED}]]+"


def schema() -> Schema:
    """Return the schema: the fields of Cuttings, by the same names."""
    return fields().build()


def fields(*, stored: bool = True) -> SchemaBuilder:
    """Return the fields of the schema, to which others may be added.

    Args:
        stored: whether what is shown beside id, title and excerpt is stored, each by itself.
    """
    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in SEARCHED_FIELDS:
        builder.add_text_field(field, stored=field != "topics", tokenizer_name="stemmed")
        builder.add_text_field(field + WORDS_SUFFIX, tokenizer_name="words", index_option="basic")
    builder.add_text_field("provider", tokenizer_name="words")
    builder.add_text_field("domain", tokenizer_name="raw", index_option="basic")
    for label in ("provider_label", "topic_label"):
        builder.add_text_field(
            label, stored=stored, fast=True, tokenizer_name="raw", index_option="basic"
        )
    builder.add_text_field("url", stored=stored, tokenizer_name="raw", index_option="basic")
    builder.add_date_field("published", stored=stored, indexed=True, fast=True)
    builder.add_integer_field("month", fast=True)
    builder.add_integer_field("quality", stored=stored, indexed=True, fast=True)
    return builder


def analyzer(*, stemmed: bool) -> TextAnalyzer:
    """Return words as written, but for case and accents; stemmed, if that is wanted."""
    builder = TextAnalyzerBuilder(Tokenizer.regex(_TOKEN))
    builder = builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return (builder.filter(Filter.stemmer("english")) if stemmed else builder).build()


def with_analyzers(index: Index) -> Index:
    """Make the analyzers known: an index stores their names only."""
    index.register_tokenizer("stemmed", analyzer(stemmed=True))
    index.register_tokenizer("words", analyzer(stemmed=False))
    return index


def document(article: Article) -> Document:
    """Return the document of an article."""
    result = Document()
    texts = {
        "title": article.title,
        "excerpt": article.excerpt,
        "topics": "\n".join(article.topics),
    }
    for field, text in texts.items():
        result.add_text(field, text)
        result.add_text(field + WORDS_SUFFIX, text)
    result.add_text("id", article.id)
    result.add_text("url", article.url)
    if article.provider is not None:
        result.add_text("provider", article.provider.name)
        result.add_text("provider_label", article.provider.label)
        for term in domain_terms(article.provider.domain):
            result.add_text("domain", term)
    for topic in article.topics:
        result.add_text("topic_label", topic)
    if article.published is not None:
        result.add_date("published", article.published)
        result.add_integer("month", month_number(article.published))
    if article.quality is not None:
        result.add_integer("quality", article.quality)
    return result
