"""Whoosh's own searcher on the index that Cuttings wrote, as its documentation says.

Of the ways that there are, the fastest: facets by column rather than by stored
field or by query, counts rather than lists of documents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Self

from whoosh import query
from whoosh.index import open_dir
from whoosh.query.qcolumns import ColumnQuery
from whoosh.scoring import BM25F
from whoosh.sorting import Count, FieldFacet, TranslateFacet

from indexer.contract.schema import SEARCHED_FIELDS, TOPIC_SEPARATOR, WORDS_SUFFIX
from tests.benchmark.engines.cuttings import OnOurIndex
from tests.benchmark.searching.questions import (
    FACET_SIZE,
    FIELD_WEIGHTS,
    PAGE_SIZE,
    Answer,
    Question,
    Shown,
)

# A column of dates counts microseconds from the year 1; its default stands for none.
_DAY = 24 * 60 * 60 * 1_000_000
_NO_DATE = 2**64 - 1


class StockWhoosh(OnOurIndex):
    """Whoosh's searcher, with BM25F."""

    name = "Whoosh"
    seldom = True

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._schema = searcher.schema

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the index as any Whoosh program does."""
        return cls(open_dir(str(folder)).searcher(weighting=BM25F()))

    def ask(self, question: Question) -> Answer:
        """Answer a question."""
        results = self._searcher.search(
            self._query(question),
            limit=question.page * PAGE_SIZE,
            # Whoosh puts those without a date first.
            sortedby=FieldFacet("published", reverse=True) if question.by_date else None,
            filter=self._chosen(question),
            groupedby={
                "provider": FieldFacet("provider_label"),
                "topic": FieldFacet("topic_labels"),
                "month": TranslateFacet(_month, FieldFacet("published")),
            },
            maptype=Count,
        )
        groups = results.groups
        start = (question.page - 1) * PAGE_SIZE
        return Answer(
            total=len(results),
            page=[_shown(hit) for hit in results[start : start + PAGE_SIZE]],
            providers=_top({name.decode(): count for name, count in groups("provider").items()}),
            topics=_top(_separated(groups("topic"))),
            months={name: count for name, count in groups("month").items() if name},
        )

    def close(self) -> None:
        """Close the searcher."""
        self._searcher.close()

    def _query(self, question: Question) -> Any:
        fields = ("title",) if question.in_title else SEARCHED_FIELDS
        parts = [self._word(word, fields) for word in question.all_of]
        if question.any_of:
            parts.append(query.Or([self._word(word, fields) for word in question.any_of]))
        if question.phrase:
            parts.append(_in_fields(fields, lambda field: self._phrase(field, question)))
        if question.prefix:
            parts.append(
                _in_fields(
                    fields, lambda field: query.Prefix(field + WORDS_SUFFIX, question.prefix)
                )
            )
        if question.fuzzy:
            parts.append(
                _in_fields(
                    fields,
                    lambda field: query.FuzzyTerm(
                        field + WORDS_SUFFIX, question.fuzzy, maxdist=1, prefixlength=0
                    ),
                )
            )
        parts += [query.Not(self._word(word, fields)) for word in question.none_of]
        parts += [query.ConstantScoreQuery(part, 0.0) for part in _constraints(question)]
        return query.And(parts) if parts else query.Every()

    def _word(self, word: str, fields: Iterable[str]) -> Any:
        return _in_fields(fields, lambda field: query.Term(field, self._stems(field, word)[0]))

    def _phrase(self, field: str, question: Question) -> Any:
        stems = [stem for word in question.phrase for stem in self._stems(field, word)]
        return query.Phrase(field, stems, slop=question.slop)

    def _stems(self, field: str, word: str) -> list[str]:
        return list(self._schema[field].process_text(word, mode="query"))

    def _chosen(self, question: Question) -> Any:
        """Return what the facets that were chosen let pass."""
        parts = []
        if question.providers:
            labels = {value.encode() for value in question.providers}
            parts.append(ColumnQuery("provider_label", labels.__contains__))
        if question.topics:
            topics = {value.encode() for value in question.topics}
            separator = TOPIC_SEPARATOR.encode()
            parts.append(
                ColumnQuery(
                    "topic_labels", lambda labels: not topics.isdisjoint(labels.split(separator))
                )
            )
        if len(parts) < 2:
            return parts[0] if parts else None
        # Its And cannot hold such queries.
        return set.intersection(*(set(self._searcher.docs_for_query(part)) for part in parts))


def _in_fields(fields: Iterable[str], make: Any) -> Any:
    return query.Or([make(field).with_boost(FIELD_WEIGHTS[field]) for field in fields])


def _constraints(question: Question) -> list[Any]:
    parts: list[Any] = []
    if question.provider_named:
        name = question.provider_named.lower()
        words = [query.Term("provider", word) for word in re.findall(r"\w+", name)]
        phrase = query.Phrase("provider", [word.text for word in words]) if words[1:] else words[0]
        parts.append(query.Or([phrase, query.Term("domain", name)]))
    if question.after or question.before:
        start, end = question.after, question.before
        parts.append(
            query.DateRange(
                "published",
                datetime.combine(start, time()) if start else None,
                datetime.combine(end, time()) if end else None,
                endexcl=True,
            )
        )
    if question.quality_above is not None:
        parts.append(query.NumericRange("quality", question.quality_above, None, startexcl=True))
    return parts


def _month(microseconds: int) -> str:
    return "" if microseconds == _NO_DATE else _month_of_day(microseconds // _DAY)


@cache
def _month_of_day(day: int) -> str:
    return f"{datetime.fromordinal(day + 1):%Y-%m}"


def _separated(groups: dict[bytes, int]) -> Counter[str]:
    """Count topics, given how many articles have each list of them."""
    counts: Counter[str] = Counter()
    for labels, count in groups.items():
        for label in labels.decode().split(TOPIC_SEPARATOR) if labels else ():
            counts[label] += count
    return counts


def _top(counts: dict[str, int]) -> list[tuple[str, int]]:
    found = ((value, count) for value, count in counts.items() if value)
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:FACET_SIZE]


def _shown(hit: Any) -> Shown:
    stored = hit.fields()
    published = stored.get("published")
    name, domain = stored["rest"].get("provider", ("", ""))
    return Shown(
        stored["id"],
        stored["title"],
        stored.get("excerpt", ""),
        name or domain,
        published.isoformat() if published else "",
    )
