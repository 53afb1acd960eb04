"""DuckDB's full-text search: the index of its ``fts`` extension, and SQL over it.

The statements do what the extension's macro ``match_bm25`` does. The macro itself reads all
words of the index for each question, knows no weights of fields, and takes four times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np

from indexer.contract.article import Article, Provider
from indexer.contract.schema import domain_terms
from tests.benchmark.engines.base import Engine
from tests.benchmark.engines.duckdb_statements import (
    FINISH,
    SCHEMA,
    TEXTS,
    Statement,
    Statistics,
    Word,
)
from tests.benchmark.searching.questions import Answer, Question, Shown, month_name, month_number

_FILE = "articles.duckdb"

# The package that has the extension, and its name where DuckDB has installed it itself.
_EXTENSION = "duckdb_extension_fts"
_INSTALLED = "fts"

_BATCH = 20_000


class DuckDb(Engine):
    """A read-only connection."""

    name = "DuckDB FTS"
    index = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        count, length = _one(connection, "SELECT num_docs, avgdl FROM fts_main_texts.stats")
        self._statistics = Statistics(int(count), float(length))

    @classmethod
    def unavailable(cls) -> str | None:
        """Return why the extension cannot be loaded."""
        return _load_fault()

    @classmethod
    def writer(cls) -> str:
        """Return the library's version, and what the tables are made with."""
        return f"{duckdb.__version__}{SCHEMA}{FINISH}"

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        """Write the tables, then the index."""
        with duckdb.connect(folder / _FILE) as connection:
            _load(connection)
            connection.execute(SCHEMA)
            _Writer(connection).write(articles)
            connection.execute(FINISH)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the file, which nobody writes to."""
        connection = duckdb.connect(folder / _FILE, read_only=True)
        _load(connection)
        return cls(connection)

    def ask(self, question: Question) -> Answer:
        """Answer a question: look up its words, find the articles, and read those of the page."""
        statement = Statement(question, self._words(question), self._statistics)
        total = 0
        page: list[tuple[Any, ...]] = []
        providers: list[tuple[str, int]] = []
        topics: list[tuple[str, int]] = []
        months: dict[str, int] = {}
        for part, *row in self._rows(statement.text, statement.values):
            match part:
                case "total":
                    total = row[0]
                case "page":
                    page.append(tuple(row))
                case "provider":
                    providers.append((row[1], row[0]))
                case "topic":
                    topics.append((row[1], row[0]))
                case "month":
                    months[month_name(row[2])] = row[0]
        # Its UNION keeps no order.
        providers.sort(key=_frequency, reverse=True)
        topics.sort(key=_frequency, reverse=True)
        return Answer(total, self._shown(sorted(page)), providers, topics, months)

    def refusal(self, question: Question) -> str | None:
        """Return why a question cannot be asked."""
        if question.phrase:
            return "DuckDB's full-text index holds no positions, so no phrases"
        if question.prefix or question.fuzzy:
            return "DuckDB's full-text index finds whole words only, no prefixes or misspelt words"
        return None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _words(self, question: Question) -> dict[str, Word]:
        """Look up the words of a question, stemmed as those of the index are."""
        words = [*question.all_of, *question.any_of, *question.none_of]
        if not words:
            return {}
        found = self._rows(
            "SELECT word, termid, df FROM fts_main_texts.dict"
            " JOIN (SELECT unnest(?::VARCHAR[]) AS word) ON term = stem(word, 'english')",
            [words],
        )
        return {word: Word(number, frequency) for word, number, frequency in found}

    def _shown(self, page: list[tuple[Any, ...]]) -> list[Shown]:
        if not page:
            return []
        numbers = ", ".join(str(number) for _, _, number, _ in page)
        texts = {row[0]: row for row in self._rows(TEXTS.format(numbers=numbers))}
        shown = []
        for _, provider, number, published in page:
            _, id, title, excerpt = texts[number]
            shown.append(Shown(id, title, excerpt, provider or "", _moment(published)))
        return shown

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._connection.execute(statement, values).fetchall()
        return rows


class _Writer:
    """Numbers articles, providers, their labels and topics as it writes them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._providers: dict[Provider, int] = {}
        self._labels: dict[str, int] = {}
        self._topics: dict[str, int] = {}

    def write(self, articles: Iterable[Article]) -> None:
        """Write the articles, many at a time, then what is numbered."""
        numbered = enumerate(articles, 1)
        while batch := list(islice(numbered, _BATCH)):
            self._insert("texts", (_text(number, article) for number, article in batch))
            self._insert("facts_written", (self._facts(*each) for each in batch))
            self._insert(
                "topics_of",
                (
                    (number, _number(self._topics, topic))
                    for number, article in batch
                    for topic in article.topics
                ),
            )
        for table, names in (("labels", self._labels), ("topics", self._topics)):
            self._insert(table, ((number, name) for name, number in names.items()))
        self._insert(
            "providers",
            (
                (number, provider.name, list(domain_terms(provider.domain)))
                for provider, number in self._providers.items()
            ),
        )

    def _facts(self, number: int, article: Article) -> tuple[object, ...]:
        provider, published = article.provider, article.published
        return (
            number,
            _number(self._providers, provider) if provider else None,
            _number(self._labels, provider.label) if provider else None,
            month_number(published) if published else None,
            int(published.timestamp()) if published else None,
            article.quality,
        )

    def _insert(self, table: str, rows: Iterator[tuple[object, ...]]) -> None:
        """Insert rows by column, the way that is not slow in DuckDB."""
        written = {
            f"c{place}": _column(values) for place, values in enumerate(zip(*rows, strict=True))
        }
        if written:
            self._connection.register("written", written)
            self._connection.execute(f"INSERT INTO {table} SELECT * FROM written")
            self._connection.unregister("written")


def _column(values: tuple[Any, ...]) -> Any:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _number(numbers: dict[Any, int], value: object) -> int:
    return numbers.setdefault(value, len(numbers) + 1)


def _text(number: int, article: Article) -> tuple[object, ...]:
    topics = "\n".join(article.topics)
    return (number, article.id, article.title, article.excerpt, topics, article.url)


def _moment(seconds: int | None) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds is not None else ""


def _frequency(pair: tuple[str, int]) -> int:
    return pair[1]


def _load(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the extension: from its package, or as it was installed in DuckDB's own way.

    Nothing is downloaded, and nothing is written outside of the package.
    """
    source = _INSTALLED
    if find_spec(_EXTENSION):
        package = files(_EXTENSION) / "extensions" / f"v{duckdb.__version__}"
        source = str(package / "fts.duckdb_extension")
    quoted = source.replace("'", "''")
    connection.execute(f"LOAD '{quoted}'")


def _load_fault() -> str | None:
    with duckdb.connect() as connection:
        try:
            _load(connection)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            return f"its fts extension cannot be loaded ({reason})"
    return None


def _one(connection: duckdb.DuckDBPyConnection, statement: str) -> tuple[Any, ...]:
    rows: list[tuple[Any, ...]] = connection.execute(statement).fetchall()
    return rows[0]
