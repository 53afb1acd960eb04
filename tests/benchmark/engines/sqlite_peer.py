"""SQLite's FTS5, with the facets in ordinary tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from indexer.contract.article import Article, Provider
from indexer.contract.schema import domain_terms
from tests.benchmark.engines.base import Engine
from tests.benchmark.engines.sqlite_statements import FINISH, OPEN, SCHEMA, Statement
from tests.benchmark.searching.questions import Answer, Question, Shown, month_name, month_number

_FILE = "articles.sqlite"


class Sqlite(Engine):
    """A read-only connection."""

    name = "SQLite FTS5"
    index = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def writer(cls) -> str:
        """Return the library's version, and what the tables are made with."""
        return sqlite3.sqlite_version + SCHEMA + FINISH

    @classmethod
    def build(cls, folder: Path, articles: Iterable[Article]) -> None:
        """Write the tables in one transaction, then the indexes."""
        connection = sqlite3.connect(folder / _FILE)
        try:
            connection.executescript(SCHEMA)
            _Writer(connection).write(articles)
            connection.executescript(FINISH)
        finally:
            connection.close()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the file, which nobody writes to."""
        uri = (folder / _FILE).resolve().as_uri() + "?immutable=1"
        connection = sqlite3.connect(uri, uri=True)
        connection.executescript(OPEN)
        return cls(connection)

    def ask(self, question: Question) -> Answer:
        """Answer a question in one statement."""
        statement = Statement(question)
        total = 0
        page: list[Shown] = []
        providers: list[tuple[str, int]] = []
        topics: list[tuple[str, int]] = []
        months: dict[str, int] = {}
        for part, *row in self._connection.execute(statement.text, statement.values):
            match part:
                case "total":
                    total = row[0]
                case "page":
                    page.append(_shown(row))
                case "provider":
                    providers.append((row[1], row[0]))
                case "topic":
                    topics.append((row[1], row[0]))
                case "month":
                    months[month_name(row[1])] = row[0]
        return Answer(total, page, providers, topics, months)

    def refusal(self, question: Question) -> str | None:
        """Return why a question cannot be asked."""
        return "FTS5 has no fuzzy search" if question.fuzzy else None

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class _Writer:
    """Numbers articles, providers, their labels and topics as it writes them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._providers: dict[Provider, int] = {}
        self._labels: dict[str, int] = {}
        self._topics: dict[str, int] = {}

    def write(self, articles: Iterable[Article]) -> None:
        """Write the articles in one transaction."""
        for number, article in enumerate(articles, 1):
            self._insert("texts", _row(number, article))
            self._insert("facts", self._facts(number, article))
            for topic in article.topics:
                code = self._number("topics", self._topics, topic)
                self._insert("topics_of", (number, code))
        self._connection.commit()

    def _facts(self, number: int, article: Article) -> tuple[object, ...]:
        provider, published = article.provider, article.published
        return (
            number,
            self._provider(provider) if provider else None,
            self._number("labels", self._labels, provider.label) if provider else None,
            month_number(published) if published else None,
            int(published.timestamp()) if published else None,
            article.quality,
        )

    def _provider(self, provider: Provider) -> int:
        number = self._providers.get(provider)
        if number is None:
            number = self._providers[provider] = len(self._providers) + 1
            self._insert("provider_name (rowid, name)", (number, provider.name))
            for term in domain_terms(provider.domain):
                self._insert("provider_domain", (term, number))
        return number

    def _number(self, table: str, numbers: dict[str, int], text: str) -> int:
        number = numbers.get(text)
        if number is None:
            number = numbers[text] = len(numbers) + 1
            self._insert(table, (number, text))
        return number

    def _insert(self, table: str, row: tuple[object, ...]) -> None:
        places = ", ".join("?" * len(row))
        self._connection.execute(f"INSERT INTO {table} VALUES ({places})", row)


def _row(number: int, article: Article) -> tuple[object, ...]:
    topics = "\n".join(article.topics)
    return (number, article.id, article.title, article.excerpt, topics, article.url)


def _shown(row: list[Any]) -> Shown:
    id, title, excerpt, provider, published = row
    moment = datetime.fromtimestamp(published, UTC).isoformat() if published else ""
    return Shown(id, title, excerpt, provider or "", moment)
