"""The SQL of the FTS5 peer: its tables, and a question as one statement."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from tests.benchmark.searching.questions import FACET_SIZE, FIELD_WEIGHTS, PAGE_SIZE, Question

_TOKENIZER = "unicode61 remove_diacritics 2"

# The texts stand once, in "texts"; "facts" is narrow, so that counting reads few pages.
SCHEMA = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA page_size = 8192;
CREATE TABLE texts (
    number INTEGER PRIMARY KEY, id TEXT, title TEXT, excerpt TEXT, topics TEXT, url TEXT
);
CREATE TABLE facts (
    article INTEGER PRIMARY KEY, provider INTEGER, label INTEGER, month INTEGER,
    published INTEGER, quality INTEGER
);
CREATE TABLE topics_of (
    article INTEGER, topic INTEGER, PRIMARY KEY (article, topic)
) WITHOUT ROWID;
CREATE TABLE labels (number INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE topics (number INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE provider_domain (
    term TEXT, provider INTEGER, PRIMARY KEY (term, provider)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE provider_name USING fts5 (name, tokenize = '{_TOKENIZER}');
CREATE VIRTUAL TABLE stems USING fts5 (
    title, excerpt, topics, content = texts, content_rowid = number,
    tokenize = 'porter {_TOKENIZER}'
);
CREATE VIRTUAL TABLE words USING fts5 (
    title, excerpt, topics, content = texts, content_rowid = number,
    tokenize = '{_TOKENIZER}', detail = none, prefix = '2 3'
);
"""

_WEIGHTS = ", ".join(str(FIELD_WEIGHTS[field]) for field in ("title", "excerpt", "topics"))
FINISH = f"""
INSERT INTO stems (stems) VALUES ('rebuild');
INSERT INTO words (words) VALUES ('rebuild');
INSERT INTO stems (stems) VALUES ('optimize');
INSERT INTO words (words) VALUES ('optimize');
INSERT INTO stems (stems, rank) VALUES ('rank', 'bm25({_WEIGHTS})');
CREATE INDEX facts_provider ON facts (provider);
CREATE INDEX facts_label ON facts (label);
CREATE INDEX facts_month ON facts (month);
CREATE INDEX facts_published ON facts (published);
CREATE INDEX facts_quality ON facts (quality);
CREATE INDEX topics_of_topic ON topics_of (topic, article);
ANALYZE;
"""

OPEN = """
PRAGMA mmap_size = 8000000000;
PRAGMA cache_size = -262144;
PRAGMA temp_store = MEMORY;
"""

# Every part has as many columns; the first one says which it is.
_PARTS = f"""
SELECT 'total', count(*), NULL, NULL, NULL, NULL FROM hits
UNION ALL
SELECT 'page', id, title, excerpt, name, published
FROM (SELECT article, label, published FROM hits ORDER BY {{order}} LIMIT {PAGE_SIZE} OFFSET ?)
JOIN texts ON texts.number = article LEFT JOIN labels ON labels.number = label
UNION ALL
SELECT 'provider', times, name, NULL, NULL, NULL
FROM (
    SELECT label AS code, count(*) AS times FROM hits WHERE label IS NOT NULL
    GROUP BY label ORDER BY times DESC LIMIT {FACET_SIZE}
)
JOIN labels ON number = code
UNION ALL
SELECT 'topic', times, name, NULL, NULL, NULL
FROM (
    SELECT topic AS code, count(*) AS times FROM hits {{join}} topics_of USING (article)
    GROUP BY topic ORDER BY times DESC LIMIT {FACET_SIZE}
)
JOIN topics ON number = code
UNION ALL
SELECT 'month', count(*), month, NULL, NULL, NULL FROM hits WHERE month IS NOT NULL GROUP BY month
"""


class Statement:
    """A question in SQL.

    Attributes:
        text: one statement, whose rows begin with the part of the answer that they belong to.
        values: for its question marks.
    """

    def __init__(self, question: Question) -> None:
        self.values: list[object] = []
        conditions = []
        table = "words" if question.prefix else "stems"
        match = _match(question)
        if match:
            conditions.append(f"{table} MATCH ?")
            self.values.append(match)
        conditions += self._constraints(question)
        # As in Cuttings, all that match a prefix score alike.
        score = f"{table}.rank" if match and not (question.by_date or question.prefix) else "NULL"
        source = f"{table} JOIN facts ON facts.article = {table}.rowid" if match else "facts"
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        # Without a match, each part is better planned on its own, with an index.
        kept = "MATERIALIZED" if match else "NOT MATERIALIZED"
        self.text = (
            f"WITH hits AS {kept} (SELECT facts.article, label, month, published, {score} AS score"
            f" FROM {source} {where})"
        ) + _PARTS.format(
            order="published DESC" if score == "NULL" else "score",
            # A CROSS JOIN is made in the order of its parts; otherwise all topics of all
            # articles would be looked through for a handful of hits.
            join="CROSS JOIN" if match else "JOIN",
        )
        self.values.append((question.page - 1) * PAGE_SIZE)

    def _constraints(self, question: Question) -> list[str]:
        found = []
        if question.provider_named:
            name = question.provider_named.lower()
            found.append(
                "provider IN (SELECT rowid FROM provider_name WHERE provider_name MATCH ?"
                " UNION SELECT provider FROM provider_domain WHERE term = ?)"
            )
            self.values += [_quoted(name), name]
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
                "facts.article IN (SELECT article FROM topics_of JOIN topics ON number = topic"
                f" WHERE name IN ({places}))"
            )
            self.values += question.topics
        return found


def _match(question: Question) -> str:
    """Return the query in the language of FTS5; empty where the question has no words."""
    field = "title : " if question.in_title else ""
    parts = [field + _quoted(word) for word in question.all_of]
    if question.any_of:
        parts.append(f"({' OR '.join(map(_quoted, question.any_of))})")
    if question.phrase:
        words = " ".join(question.phrase)
        # Its NEAR counts the words in between, and takes either order.
        near = f"NEAR({' '.join(map(_quoted, question.phrase))}, {question.slop - 1})"
        parts.append(_quoted(words) if question.slop == 1 else near)
    if question.prefix:
        parts.append(f"{_quoted(question.prefix)}*")
    match = " AND ".join(parts)
    if match and question.none_of:
        match = f"({match}) NOT ({' OR '.join(map(_quoted, question.none_of))})"
    return match


def _quoted(text: str) -> str:
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
