"""The articles with their words, as everything else here looks at them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from urllib.parse import unquote

from indexer.contract.article import Article
from indexer.contract.history import History
from tests.webui.search.reference.histories import made_up
from tests.webui.search.reference.stories import Story, stories_of
from webui.search.criteria.facet_specs import FacetName
from webui.search.query.terms import stems, words
from webui.search.results.base import IndexState

FIELDS = ("title", "excerpt", "topic")
"""Where a word without a field is looked for."""


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """An article and its words.

    Attributes:
        article: as the importer read it.
        stems: the terms of each of :data:`FIELDS`, in order, those of all topics together.
        words: the same, unstemmed, and those of the provider's name.
        domains: every text that ``site:`` finds its provider by.
        story: that it is part of.
        history: when it came in; None where nobody knows.
    """

    article: Article
    stems: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    domains: frozenset[str]
    story: Story
    history: History | None

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    def texts(self, field: str, *, exact: bool) -> list[tuple[str, ...]]:
        """Return the terms of each text of a field: of topics there are several.

        Args:
            field: one of :data:`FIELDS`.
            exact: whether the terms are unstemmed.
        """
        if field != "topic":
            return [(self.words if exact else self.stems)[field]]
        terms = words if exact else stems
        return [tuple(token.text for token in terms(topic)) for topic in self.article.topics]

    @property
    def day(self) -> date | None:
        """The day of its publication, UTC."""
        return self.article.published.date() if self.article.published else None

    @property
    def added_day(self) -> date | None:
        """The day on which it was first indexed, UTC."""
        if self.history is None:
            return None
        return (datetime(1970, 1, 1) + timedelta(microseconds=self.history.added.time)).date()

    @property
    def provider(self) -> str:
        """The value of the provider facet; empty where there is none."""
        return self.article.provider.label if self.article.provider else ""

    def labels(self, facet: FacetName) -> list[str]:
        """Return its values of a facet."""
        if facet == "topic":
            return list(self.article.topics)
        value = {"provider": self.provider, "type": self.article.type}[facet]
        return [value] if value else []


class Archive:
    """One state of the articles.

    Args:
        articles: all of them, each id once.
        generation: number of the state.
        synced: when it was made, ISO 8601.
        history: from the id of an article to when it came in.
        aliases: names with their other spellings.
    """

    def __init__(
        self,
        articles: Iterable[Article],
        generation: int,
        synced: str,
        history: Callable[[str], History | None] = made_up,
        aliases: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        self._aliases = aliases
        given = sorted(articles, key=lambda article: article.id)
        story = stories_of(given, history)
        self.entries = [
            _entry(article, story[article.id], history(article.id)) for article in given
        ]
        self.by_id = {entry.id: entry for entry in self.entries}
        self.state = IndexState(generation=generation, articles=len(given), synced=synced)

    def called(self, provider: str) -> str:
        """Return what a provider is called of which this is a spelling."""
        if any(entry.provider == provider for entry in self.entries):
            return provider
        for name, spellings in self._aliases.items():
            for spelling in (name, *spellings):
                if _plain(spelling) == _plain(provider):
                    return name
        for name, spellings in self._aliases.items():
            if provider.lower().removeprefix("www.") in spellings:
                return name
        return unquote(provider)

    def frequency(self, field: str, stem: str) -> int:
        """Return how many articles have a stem in a field."""
        return sum(stem in entry.stems[field] for entry in self.entries)

    def vocabulary(self, field: str) -> dict[str, int]:
        """Return the unstemmed words of a field, and how many articles have each."""
        found: dict[str, int] = {}
        for entry in self.entries:
            for word in set(entry.words[field]):
                found[word] = found.get(word, 0) + 1
        return found

    def known_words(self, fields: tuple[str, ...] = FIELDS) -> dict[str, int]:
        """Return all words of some fields; of each, how many articles its commonest field has."""
        found: dict[str, int] = {}
        for field in fields:
            for word, count in self.vocabulary(field).items():
                found[word] = max(found.get(word, 0), count)
        return found


def _plain(text: str) -> str:
    """Return a name without accents, in small letters."""
    letters = unicodedata.normalize("NFD", unquote(text).lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _entry(article: Article, story: Story, history: History | None) -> Entry:
    texts = {
        "title": article.title,
        "excerpt": article.excerpt,
        "topic": "\n".join(article.topics),
    }
    named = article.provider.name if article.provider else ""
    return Entry(
        article,
        {name: tuple(token.text for token in stems(text)) for name, text in texts.items()},
        {
            name: tuple(token.text for token in words(text))
            for name, text in {**texts, "provider": named}.items()
        },
        frozenset(_domains(article.provider.domain if article.provider else "")),
        story,
        history,
    )


def _domains(domain: str) -> list[str]:
    """Return a domain, those above it, and the labels between its dots."""
    labels = [label for label in domain.lower().removeprefix("www.").split(".") if label]
    return labels + [".".join(labels[start:]) for start in range(len(labels))]
