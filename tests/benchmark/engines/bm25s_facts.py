"""What the bm25s peer knows of articles besides their words: arrays, one value an article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Self

import numpy as np

from indexer.contract.article import Article, Provider
from indexer.contract.schema import domain_terms
from tests.benchmark.searching.questions import FACET_SIZE, Question, month_name, month_number

_NAMES = "names.json"

# Before all dates and below all qualities.
_NONE = -(2**31)


class Facts:
    """The arrays, mapped.

    Attributes:
        published: seconds of each article, int64; those without a date come last.
    """

    def __init__(self, folder: Path) -> None:
        def mapped(name: str) -> Any:
            return np.load(folder / f"{name}.npy", mmap_mode="r")

        self.published = mapped("published")
        self._provider = mapped("provider")
        self._label = mapped("label")
        self._month = mapped("month")
        self._quality = mapped("quality")
        self._topic = mapped("topic")
        self._first_topic = mapped("first_topic")
        names = json.loads((folder / _NAMES).read_text())
        self._providers: list[tuple[str, list[str]]] = names["providers"]
        self._labels: list[str] = names["labels"]
        self._topics: list[str] = names["topics"]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the arrays in a folder."""
        return cls(folder)

    def kept(self, question: Question) -> list[Any]:
        """Return, for each thing a question asks besides words, which articles have it."""
        found = []
        if question.provider_named:
            found.append(self._named(question.provider_named.lower())[self._provider])
        if question.after:
            found.append(self.published >= _seconds(question.after))
        if question.before:
            found.append((self.published < _seconds(question.before)) & (self._month != _NONE))
        if question.quality_above is not None:
            found.append(self._quality > question.quality_above)
        if question.providers:
            found.append(_among(self._labels, question.providers)[self._label])
        if question.topics:
            chosen = np.flatnonzero(_among(self._topics, question.topics)[self._topic])
            having = np.zeros(len(self.published), dtype=bool)
            having[np.searchsorted(self._first_topic, chosen, side="right") - 1] = True
            found.append(having)
        return found

    def providers(self, hits: Any) -> list[tuple[str, int]]:
        """Return the most frequent providers among some articles."""
        return _top(self._label[hits], self._labels)

    def topics(self, hits: Any) -> list[tuple[str, int]]:
        """Return the most frequent topics among some articles."""
        starts = self._first_topic[hits]
        counts = self._first_topic[hits + 1] - starts
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)
        return _top(self._topic[places], self._topics)

    def months(self, hits: Any) -> dict[str, int]:
        """Return how many of some articles were published in each month."""
        months = self._month[hits]
        months = months[months != _NONE]
        if not len(months):
            return {}
        first = int(months.min())
        counts = np.bincount(months - first)
        return {month_name(first + at): int(counts[at]) for at in np.flatnonzero(counts).tolist()}

    def _named(self, name: str) -> Any:
        """Return, for each provider and for none, whether it is called so."""
        words = r"\W+".join(re.findall(r"\w+", name))
        pattern = re.compile(rf"\b{words}\b")
        return np.array(
            [
                False,
                *(bool(pattern.search(text)) or name in terms for text, terms in self._providers),
            ]
        )


class FactsWriter:
    """Takes articles in their order, and writes the arrays."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, int, int, int, int]] = []
        self._topic: list[int] = []
        self._first_topic = [0]
        self._providers: dict[Provider | None, int] = {None: 0}
        self._labels: dict[str, int] = {"": 0}
        self._topics: dict[str, int] = {"": 0}

    def add(self, article: Article) -> None:
        """Take one more article."""
        provider, published = article.provider, article.published
        self._rows.append(
            (
                int(published.timestamp()) if published else _NONE,
                _number(self._providers, provider),
                _number(self._labels, provider.label if provider else ""),
                month_number(published) if published else _NONE,
                article.quality if article.quality is not None else _NONE,
            )
        )
        self._topic += [_number(self._topics, topic) for topic in article.topics]
        self._first_topic.append(len(self._topic))

    def write(self, folder: Path) -> None:
        """Write the arrays, and the names that they count."""
        columns = np.array(self._rows, dtype=np.int64).reshape(-1, 5).T
        np.save(folder / "published.npy", columns[0].copy())
        for name, column in zip(
            ("provider", "label", "month", "quality"), columns[1:], strict=True
        ):
            np.save(folder / f"{name}.npy", column.astype(np.int32))
        np.save(folder / "topic.npy", np.array(self._topic, dtype=np.int32))
        np.save(folder / "first_topic.npy", np.array(self._first_topic, dtype=np.int64))
        providers = [
            (provider.name.lower(), domain_terms(provider.domain))
            for provider in self._providers
            if provider
        ]
        names = {
            "providers": [(name, list(terms)) for name, terms in providers],
            "labels": list(self._labels),
            "topics": list(self._topics),
        }
        (folder / _NAMES).write_text(json.dumps(names))


def _among(names: list[str], chosen: Iterable[str]) -> Any:
    wanted = set(chosen)
    return np.array([name in wanted for name in names])


def _top(codes: Any, names: list[str]) -> list[tuple[str, int]]:
    """Return the most frequent names; the first one stands for none."""
    counts = np.bincount(codes, minlength=1)
    counts[0] = 0
    best = np.argsort(-counts, kind="stable")[:FACET_SIZE].tolist()
    return [(names[code], int(counts[code])) for code in best if counts[code]]


def _number(numbers: dict[Any, int], value: object) -> int:
    return numbers.setdefault(value, len(numbers))


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
