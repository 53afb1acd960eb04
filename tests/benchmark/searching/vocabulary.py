"""The words of an index by how frequent they are, and some of its articles to take words from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from hashlib import blake2b
from heapq import merge
from math import log
from pathlib import Path
from typing import Any

from whoosh.index import open_dir
from whoosh.lang import porter, porter2
from whoosh.lang.stopwords import stoplists

# Articles that are read, evenly from the whole index: enough to tell frequent pairs.
_SAMPLE = 4000
# Whoosh's list lacks these; engines may leave them out of questions of any word.
_SAY_NOTHING = frozenset({
    "about", "also", "am", "being", "could", "did", "does", "having", "he", "her", "him", "his",
    "how", "me", "my", "no", "nor", "our", "she", "should", "so", "such", "than", "them", "there",
    "they", "those", "were", "what", "where", "who", "whom", "whose", "why", "would",
})  # fmt: skip
_WORD = re.compile(r"[a-z]{4,}")
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sampled:
    """An article, as far as questions are taken from it."""

    tokens: tuple[str, ...]
    provider: str
    topics: tuple[str, ...]
    published: date | None
    quality: int | None


class Vocabulary:
    """Plain words of an index, and a sample of its articles.

    Plain is a word of letters that all engines treat alike: no stop word, and the same
    for both of Porter's stemmers.

    Args:
        folder: of the Cuttings index.
    """

    def __init__(self, folder: Path) -> None:
        reader: Any = open_dir(str(folder)).reader()
        try:
            self.articles = int(reader.doc_count())
            self._frequencies: dict[str, int] = {
                term.decode(): int(info.doc_frequency())
                for term, info in reader.iter_field("excerpt_words")
            }
            step = max(1, self.articles // _SAMPLE)
            self.sample = [
                _sampled(reader.stored_fields(number)) for number in range(0, self.articles, step)
            ]
        finally:
            reader.close()
        # Words that are equally frequent come in no order: neighbours in the alphabet are alike.
        self._by_frequency = sorted(
            self._frequencies, key=lambda word: (-self._frequencies[word], _scrambled(word))
        )

    def frequency(self, word: str) -> int:
        """Return how many excerpts have a word."""
        return self._frequencies.get(word, 0)

    def closest(self, target: float, fits: Callable[[str], bool]) -> str:
        """Return the plain word that fits and stands in about ``target`` excerpts."""
        words = self._by_frequency
        middle = bisect_left(words, -target, key=lambda word: -self.frequency(word))
        outwards = merge(
            reversed(words[:middle]), words[middle:], key=lambda word: self._distance(word, target)
        )
        return next(word for word in outwards if plain(word) and fits(word))

    def together(self, targets: Sequence[float], fits: Callable[[str], bool]) -> tuple[str, ...]:
        """Return plain words of one article, each standing in about so many excerpts."""
        best: tuple[float, tuple[str, ...]] = (float("inf"), ())
        for article in self.sample:
            left = {word for word in article.tokens if plain(word) and fits(word)}
            chosen: list[str] = []
            distance = 0.0
            for target in targets if len(left) >= len(targets) else ():
                word = min(left, key=partial(self._distance_and_word, target))
                distance += self._distance(word, target)
                left.remove(word)
                chosen.append(word)
            if chosen and distance < best[0]:
                best = distance, tuple(chosen)
        return best[1]

    def pairs(self, gap: int) -> Counter[tuple[str, str]]:
        """Count pairs of plain words ``gap`` positions apart, once an article of the sample."""
        counts: Counter[tuple[str, str]] = Counter()
        for article in self.sample:
            counts.update(set(_pairs(article.tokens, gap)))
        return counts

    def _distance_and_word(self, target: float, word: str) -> tuple[float, str]:
        return self._distance(word, target), word

    def _distance(self, word: str, target: float) -> float:
        return abs(log(max(1, self.frequency(word)) / max(1.0, target)))


@cache
def plain(word: str) -> bool:
    """Whether all engines treat a word alike."""
    return _WORD.fullmatch(word) is not None and not is_stop_word(word) and stemmed_alike(word)


@cache
def stemmed_alike(word: str) -> bool:
    """Whether Porter's two stemmers agree: to the first one, "one" is another form of "on"."""
    # Cuttings leaves this one alone, so that it does not become "new".
    return word != "news" and bool(porter.stem(word) == porter2.stem(word))


def is_stop_word(word: str) -> bool:
    """Whether a word is too common to say anything."""
    return word in stoplists["en"] or word in _SAY_NOTHING


def _scrambled(word: str) -> bytes:
    return blake2b(word.encode(), digest_size=8).digest()


def _pairs(tokens: Sequence[str], gap: int) -> Iterator[tuple[str, str]]:
    for one, other in zip(tokens, tokens[gap:], strict=False):
        if one != other and plain(one) and plain(other):
            yield one, other


def _sampled(stored: dict[str, Any]) -> Sampled:
    name, domain = stored["rest"].get("provider", ("", ""))
    published = stored.get("published")
    return Sampled(
        tokens=tuple(_TOKEN.findall(stored.get("excerpt", "").lower())),
        provider=name or domain,
        topics=tuple(stored["rest"].get("topics", ())),
        published=published.date() if published else None,
        quality=stored.get("quality"),
    )
