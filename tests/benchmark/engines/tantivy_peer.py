"""Tantivy through tantivy-py: the same fields, the nearest analysis that it offers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from tantivy import Document, FieldType, Index, Occur, Order, Query

from indexer.contract.article import Article
from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from tests.benchmark.engines.base import Engine
from tests.benchmark.engines.tantivy_schema import (
    SCHEMA_VERSION,
    analyzer,
    document,
    schema,
    with_analyzers,
)
from tests.benchmark.searching.questions import (
    FACET_SIZE,
    FIELD_WEIGHTS,
    PAGE_SIZE,
    Answer,
    Question,
    Shown,
    month_name,
)

# One thread and much memory make few segments, which search faster.
HEAP_BYTES = 1_500_000_000
"""Of the writer."""

# More months than any archive has.
_MONTHS = 5000
_AGGREGATIONS = {
    "providers": {"terms": {"field": "provider_label", "size": FACET_SIZE}},
    "topics": {"terms": {"field": "topic_label", "size": FACET_SIZE}},
    # A calendar's months; a date_histogram knows fixed intervals only.
    "months": {"terms": {"field": "month", "size": _MONTHS}},
}


class Tantivy(Engine):
    """A tantivy searcher; its aggregations read fast fields."""

    name = "tantivy"
    index = "tantivy"

    def __init__(self, index: Index) -> None:
        self._index = index
        self._searcher = index.searcher()
        self._schema = index.schema
        self._stemming = analyzer(stemmed=True)

    @classmethod
    def writer(cls) -> str:
        """Return the library's version, and that of the schema."""
        return f"{version('tantivy')}, schema {SCHEMA_VERSION}"

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        """Write the index in one commit."""
        index = with_analyzers(Index(schema(), str(folder)))
        with index.writer(HEAP_BYTES, 1) as writer:
            for article in articles:
                writer.add_document(document(article))
            writer.commit()
            writer.wait_merging_threads()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the index."""
        return cls(with_analyzers(Index.open(str(folder))))

    def ask(self, question: Question) -> Answer:
        """Answer a question: a search, and aggregations over the same query."""
        query = self.query(question)
        found: Any = self._searcher.search(
            query,
            PAGE_SIZE,
            offset=(question.page - 1) * PAGE_SIZE,
            count=True,
            order_by_field="published" if question.by_date else None,
            order=Order.Desc,
        )
        counts = self._searcher.aggregate(query, _AGGREGATIONS)
        return Answer(
            total=found.count,
            page=[_shown(self._searcher.doc(address)) for _, address in found.hits],
            providers=_pairs(counts["providers"]),
            topics=_pairs(counts["topics"]),
            months={month_name(int(month)): count for month, count in _pairs(counts["months"])},
        )

    def close(self) -> None:
        """Leave it to the garbage collector, as its own documentation does."""

    def query(self, question: Question) -> Query:
        """Return what a question asks of this index."""
        fields = ("title",) if question.in_title else SEARCHED_FIELDS
        must = [self._word(word, fields) for word in question.all_of]
        if question.any_of:
            must.append(_any([self._word(word, fields) for word in question.any_of]))
        if question.phrase:
            must.append(_in_fields(fields, lambda field: self._phrase(field, question)))
        if question.prefix:
            must.append(_in_fields(fields, lambda field: self._open(field, question.prefix, 0)))
        if question.fuzzy:
            must.append(_in_fields(fields, lambda field: self._open(field, question.fuzzy, 1)))
        must += [Query.const_score_query(part, 0.0) for part in self._constraints(question)]
        clauses = [(Occur.Must, part) for part in must or [Query.all_query()]]
        clauses += [(Occur.MustNot, self._word(word, fields)) for word in question.none_of]
        return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)

    def _word(self, word: str, fields: Iterable[str]) -> Query:
        (stem,) = self._stemming.analyze(word)
        return _in_fields(fields, lambda field: Query.term_query(self._schema, field, stem))

    def _phrase(self, field: str, question: Question) -> Query:
        stems = [stem for word in question.phrase for stem in self._stemming.analyze(word)]
        # Its slop counts the words in between.
        return Query.phrase_query(self._schema, field, list(stems), question.slop - 1)

    def _open(self, field: str, word: str, distance: int) -> Query:
        """Return the query for words like this one; at distance 0, for those beginning so."""
        name = field + WORDS_SUFFIX
        return Query.fuzzy_term_query(
            self._schema, name, word, distance=distance, prefix=distance == 0
        )

    def _constraints(self, question: Question) -> list[Query]:
        parts = []
        if question.provider_named:
            name = question.provider_named.lower()
            words: list[Any] = re.findall(r"\w+", name)
            phrase = (
                Query.phrase_query(self._schema, "provider", words)
                if words[1:]
                else Query.term_query(self._schema, "provider", words[0])
            )
            parts.append(_any([phrase, Query.term_query(self._schema, "domain", name)]))
        if question.after or question.before:
            start, end = _moment(question.after), _moment(question.before)
            open_end = end is None
            parts.append(
                Query.range_query(
                    self._schema, "published", FieldType.Date, start, end, include_upper=open_end
                )
            )
        if question.quality_above is not None:
            bound = question.quality_above + 1
            parts.append(Query.range_query(self._schema, "quality", FieldType.Integer, bound))
        if question.providers:
            parts.append(Query.term_set_query(self._schema, "provider_label", question.providers))
        if question.topics:
            parts.append(Query.term_set_query(self._schema, "topic_label", question.topics))
        return parts


def _moment(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def _any(parts: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, part) for part in parts])


def _in_fields(fields: Iterable[str], make: Callable[[str], Query]) -> Query:
    return _any([Query.boost_query(make(field), FIELD_WEIGHTS[field]) for field in fields])


def _pairs(aggregated: Any) -> list[tuple[Any, int]]:
    return [(bucket["key"], bucket["doc_count"]) for bucket in aggregated["buckets"]]


def _shown(found: Document) -> Shown:
    def first(field: str) -> Any:
        return found.get_first(field) or ""

    published = found.get_first("published")
    return Shown(
        first("id"),
        first("title"),
        first("excerpt"),
        first("provider_label"),
        published.isoformat() if published else "",
    )
