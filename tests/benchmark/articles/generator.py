"""New articles, as many as wanted, resampled from real ones.

An article takes its provider, topics, type, quality and heat from one real
article, the beginnings of its title and excerpt from the same one, and their
ends from others; a few of its words are coined. The n-th article depends on
the sources, the seed and n only, and none is held once it has been handed out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random

from indexer.contract.article import Article
from tests.benchmark.articles.coining import Coiner
from tests.benchmark.articles.pieces import Pieces

GENERATOR_VERSION = 1
"""Grows with every change of what is generated; indexes that are kept are then built anew."""

COINED_SHARE = 0.03
"""Of all words of an article, how many are coined."""

_UNDATED = 0.02
_OTHER_TOPIC = 0.05
_DAY = timedelta(days=1)
# Importers look at a story for days; what they saw in one month says little of the next.
_STORY_DAYS = 3
_JITTER_DAYS = 20
# Half of the stories are one article; few have more than five.
_STORY_SIZES = (1,) * 10 + (2,) * 4 + (3,) * 2 + (4, 5, 7, 10)
_MAX_RELATED = 5
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_LENGTH = 60


def generate(sources: Sequence[Article], seed: int) -> Iterator[Article]:
    """Yield articles without end, no two of them with the same title and excerpt.

    Args:
        sources: real articles, at least one with an excerpt and one with a date.
        seed: another one gives other articles.
    """
    generator = _Generator(sources, Random(seed))  # noqa: S311 - repeatable, not secret
    while True:
        yield from generator.story()


class _Generator:
    def __init__(self, sources: Sequence[Article], rng: Random) -> None:
        self._rng = rng
        self._coiner = Coiner(Random(rng.random()))  # noqa: S311 - repeatable, not secret
        self._sources = sources
        self._titles = [Pieces(source.title) for source in sources]
        self._excerpts = [Pieces(source.excerpt) for source in sources]
        # As often as it stands on a real article, so that a drawn one is as likely.
        self._topics = [topic for source in sources for topic in source.topics]
        dates = [source.published for source in sources if source.published]
        self._first, self._last = min(dates), max(dates)
        self._seen: set[bytes] = set()
        self._number = 0

    def story(self) -> list[Article]:
        """Make the articles of one story, which name each other as related."""
        rng = self._rng
        first = self._choose()
        date = self._date(first)
        size = rng.choice(_STORY_SIZES)
        members = [self._article(first if not n else self._choose(), date) for n in range(size)]
        urls = [member.url for member in members]
        related: list[set[str]] = [set() for _ in members]
        for place in range(1, len(members)):
            # Each names one before it, so that all are connected.
            related[place].add(urls[int(rng.random() * place)])
            for url in rng.sample(urls, min(_MAX_RELATED - 1, place)):
                related[place].add(url)
        return [
            replace(member, related=tuple(sorted(others - {member.url})))
            for member, others in zip(members, related, strict=True)
        ]

    def _article(self, base: int, date: datetime) -> Article:
        title, excerpt = self._texts(base)
        source = self._sources[base]
        rng = self._rng
        published = None
        if rng.random() >= _UNDATED:
            published = self._within(date + _DAY * (rng.random() * _STORY_DAYS))
        self._number += 1
        slug = _NOT_SLUG.sub("-", title.lower()).strip("-")[:_SLUG_LENGTH]
        name = f"{slug}-{self._number}"
        folder = f"{published:%Y/%m}" if published else "undated"
        domain = (source.provider and source.provider.domain) or "news.example"
        url = f"https://{domain}/{folder}/{name}"
        return replace(
            source,
            id=f"{folder}/{name}",
            title=title,
            excerpt=excerpt,
            url=url,
            web_url=url,
            original_url=source.original_url and f"{url}?original",
            amp_url=source.amp_url and f"{url}?amp",
            cdn_amp_url=source.cdn_amp_url and f"{url}?cdn",
            published=published,
            topics=self._labels(source.topics),
            related=(),
        )

    def _texts(self, base: int) -> tuple[str, str]:
        """Return a title and an excerpt that no other article has."""
        rng = self._rng
        while True:
            title = self._titles[base].beginning(rng) + self._titles[self._choose()].end(rng)
            excerpt = self._excerpts[base].beginning(rng) + self._excerpts[self._choose()].end(rng)
            self._coin(title)
            self._coin(excerpt)
            texts = " ".join(title), " ".join(excerpt)
            digest = blake2b("\n".join(texts).encode(), digest_size=8).digest()
            if digest not in self._seen:
                self._seen.add(digest)
                return texts

    def _coin(self, words: list[str]) -> None:
        rng = self._rng
        for _ in range(int(len(words) * COINED_SHARE + rng.random())):
            place = int(rng.random() * len(words))
            word = words[place]
            mark = word[-1] if word[-1] in ",.;:!?" else ""
            words[place] = self._coiner.draw() + mark

    def _labels(self, topics: tuple[str, ...]) -> tuple[str, ...]:
        rng = self._rng
        if rng.random() >= _OTHER_TOPIC or not self._topics:
            return topics
        return tuple(dict.fromkeys((*topics[:-1], rng.choice(self._topics))))

    def _date(self, base: int) -> datetime:
        date = self._sources[base].published or self._first
        return self._within(date + _DAY * self._rng.uniform(-_JITTER_DAYS, _JITTER_DAYS))

    def _within(self, date: datetime) -> datetime:
        """Fold a date back into the span of the real ones, to the second."""
        if date > self._last:
            date = self._last - (date - self._last)
        return max(date, self._first).replace(microsecond=0)

    def _choose(self) -> int:
        return int(self._rng.random() * len(self._sources))
