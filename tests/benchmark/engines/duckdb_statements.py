"""The SQL of the DuckDB peer: its tables, and a question as one statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from math import log
from typing import NamedTuple

from tests.benchmark.searching.questions import FACET_SIZE, FIELD_WEIGHTS, PAGE_SIZE, Question

SCHEMA = """
CREATE TABLE texts (
    number INTEGER, id VARCHAR, title VARCHAR, excerpt VARCHAR, topics VARCHAR, url VARCHAR
);
CREATE TABLE facts_written (
    number INTEGER, provider INTEGER, label INTEGER, month INTEGER, published BIGINT,
    quality INTEGER
);
CREATE TABLE topics_of (number INTEGER, topic INTEGER);
CREATE TABLE labels (number INTEGER, name VARCHAR);
CREATE TABLE topics (number INTEGER, name VARCHAR);
CREATE TABLE providers (number INTEGER, name VARCHAR, terms VARCHAR[]);
"""

# Words are letters and digits; its own pattern would leave out digits and all but Latin letters.
# "terms" is sorted, so that a scan for some words skips all row groups but theirs. "facts" is
# narrow, its topics lie in the row, and so does the length that the score needs.
FINISH = r"""
PRAGMA create_fts_index(
    'texts', 'number', 'title', 'excerpt', 'topics',
    stemmer = 'english', stopwords = 'none', ignore = '[^\p{L}\p{N}_]+'
);
CREATE TABLE fts_main_texts.sorted AS
    SELECT * FROM fts_main_texts.terms ORDER BY termid, docid, fieldid;
DROP TABLE fts_main_texts.terms;
ALTER TABLE fts_main_texts.sorted RENAME TO terms;
CREATE TABLE facts AS
    SELECT docid, number, provider, label, month, published, quality, len AS length,
        found.topics AS topics
    FROM facts_written JOIN fts_main_texts.docs ON name = number
    LEFT JOIN (SELECT number, list(topic) AS topics FROM topics_of GROUP BY number) AS found
        USING (number)
    ORDER BY docid;
CREATE UNIQUE INDEX number_of_text ON texts (number);
CREATE UNIQUE INDEX term_of_word ON fts_main_texts.dict (term);
DROP TABLE facts_written;
DROP TABLE topics_of;
CHECKPOINT;
"""

# As match_bm25 of the extension has them.
_K1, _B = 1.2, 0.75

# The statements of its macro, but for the weights of the fields.
_SCORED = """
frequencies AS (
    SELECT docid, termid, sum(CASE fieldid {weights} END) AS frequency
    FROM fts_main_texts.terms WHERE termid IN ({words}){field} GROUP BY docid, termid
),
scored AS (
    SELECT docid, count(*) AS words,
        sum(CASE termid {idf} END * frequency / (frequency + {k1} * ({rest} + {b} * length)))
            AS score
    FROM frequencies JOIN facts USING (docid) GROUP BY docid{having}
),
"""

# Every part has as many columns; the first one says which it is.
_PARTS = f"""
SELECT 'total', count(*), NULL, NULL, NULL FROM hits
UNION ALL
SELECT 'page', row_number() OVER (), name, article, published
FROM (
    SELECT hits.number AS article, name, published
    FROM hits LEFT JOIN labels ON labels.number = label
    ORDER BY {{order}} LIMIT {PAGE_SIZE} OFFSET {{offset}}
)
UNION ALL
SELECT 'provider', times, name, NULL, NULL
FROM (
    SELECT label AS code, count(*) AS times FROM hits WHERE label IS NOT NULL
    GROUP BY label ORDER BY times DESC LIMIT {FACET_SIZE}
)
JOIN labels ON labels.number = code
UNION ALL
SELECT 'topic', times, name, NULL, NULL
FROM (
    SELECT topic AS code, count(*) AS times FROM (SELECT unnest(topics) AS topic FROM hits)
    GROUP BY topic ORDER BY times DESC LIMIT {FACET_SIZE}
)
JOIN topics ON topics.number = code
UNION ALL
SELECT 'month', count(*), NULL, month, NULL FROM hits WHERE month IS NOT NULL GROUP BY month
"""

# With the texts joined to the statement above, all of them would be read for each question.
TEXTS = "SELECT number, id, title, excerpt FROM texts WHERE number IN ({numbers})"


class Word(NamedTuple):
    """A word of the index: its number, and how many articles hold it."""

    number: int
    frequency: int


class Statistics(NamedTuple):
    """What BM25 wants to know of all articles: how many there are, and their mean length."""

    articles: int
    length: float


class Statement:
    """A question in SQL.

    Args:
        question: without phrase, prefix and fuzzy word.
        words: the words of the question that the index holds.
        statistics: of the index.

    Attributes:
        text: one statement, whose rows begin with the part of the answer that they belong to.
        values: for its question marks.
    """

    def __init__(
        self, question: Question, words: Mapping[str, Word], statistics: Statistics
    ) -> None:
        self.values: list[object] = []
        wanted = question.all_of or question.any_of
        scored = self._scored(question, words, statistics) if wanted else ""
        conditions = self._constraints(question)
        if question.none_of:
            without = _numbers(words[word].number for word in question.none_of if word in words)
            conditions.append(
                f"docid NOT IN (SELECT docid FROM fts_main_texts.terms WHERE termid IN ({without}))"
            )
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        source = "scored JOIN facts USING (docid)" if wanted else "facts"
        score = "score" if wanted else "NULL"
        order = "published DESC NULLS LAST"
        if not question.by_date:
            order = f"score DESC, {order}"
        self.text = (
            f"WITH {scored} hits AS MATERIALIZED (SELECT number, label, month, published,"
            f" topics, {score} AS score FROM {source} {where})"
        ) + _PARTS.format(order=order, offset=(question.page - 1) * PAGE_SIZE)

    def _scored(self, question: Question, words: Mapping[str, Word], statistics: Statistics) -> str:
        wanted = question.all_of or question.any_of
        found = {words[word] for word in wanted if word in words}
        ranked = {word.number: _idf(word.frequency, statistics.articles) for word in found}
        return _SCORED.format(
            weights=" ".join(
                f"WHEN {number} THEN {_double(FIELD_WEIGHTS[field])}"
                for number, field in enumerate(("title", "excerpt", "topics"))
            ),
            words=_numbers(ranked),
            field=" AND fieldid = 0" if question.in_title else "",
            idf=" ".join(f"WHEN {number} THEN {_double(idf)}" for number, idf in ranked.items())
            or "WHEN NULL THEN 0e0",
            k1=_double(_K1),
            rest=_double(1 - _B),
            b=_double(_B / statistics.length),
            having=f" HAVING count(*) = {len(set(wanted))}" if question.all_of else "",
        )

    def _constraints(self, question: Question) -> list[str]:
        found = []
        if question.provider_named:
            name = question.provider_named.lower()
            pattern = r"\W+".join(map(re.escape, re.findall(r"\w+", name)))
            found.append(
                "provider IN (SELECT number FROM providers"
                " WHERE regexp_matches(strip_accents(lower(name)), ?) OR list_contains(terms, ?))"
            )
            self.values += [rf"\b{pattern}\b", name]
        if question.after:
            found.append("published >= ?")
            self.values.append(_seconds(question.after))
        if question.before:
            found.append("published < ?")
            self.values.append(_seconds(question.before))
        if question.quality_above is not None:
            found.append("quality > ?")
            self.values.append(question.quality_above)
        if question.providers:
            places = ", ".join("?" * len(question.providers))
            found.append(f"label IN (SELECT number FROM labels WHERE name IN ({places}))")
            self.values += question.providers
        if question.topics:
            places = ", ".join("?" * len(question.topics))
            found.append(
                f"list_has_any(topics, (SELECT list(number) FROM topics WHERE name IN ({places})))"
            )
            self.values += question.topics
        return found


def _idf(frequency: int, articles: int) -> float:
    return log(1 + (articles - frequency + 0.5) / (frequency + 0.5)) * (_K1 + 1)


def _double(number: float) -> str:
    """Return a number as SQL; without its exponent it would be a slow decimal of 38 digits."""
    return f"{number:.17e}"


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "NULL"


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
