"""Texts of articles and how often words are used, as sets and dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log1p

from indexer.committing.signature import signature
from indexer.contract.article import Article
from indexer.contract.codec.column_decoding import joined
from indexer.stories.distinct_texts import LONGEST
from indexer.stories.signatures import NO_DATE, unpack
from indexer.stories.word_statistics import HABIT, PRIOR_SHARE, PRIOR_TEXTS, Statistics

_LOWER_HALF = 2**32 - 1


@dataclass(frozen=True, eq=False, slots=True)
class PlainText:
    """What an article's signature says.

    Attributes:
        key, text, title, excerpt, provider: digests, see ``Signatures``.
        published: in microseconds since 1970; None without a date.
        titled, excerpted: the words of the title and of the excerpt.
    """

    key: int
    text: int
    title: int
    excerpt: int
    provider: int
    published: int | None
    titled: frozenset[int]
    excerpted: frozenset[int]

    @property
    def words(self) -> frozenset[int]:
        """The words of both."""
        return self.titled | self.excerpted

    @property
    def time(self) -> int:
        """When it was published; it has a date."""
        assert self.published is not None
        return self.published


def plain_text(article: Article) -> PlainText:
    """Return what the finding of stories knows of an article."""
    read = unpack(joined([signature(article)]))
    published = int(read.published[0])
    words = read.words[int(read.starts[0]) : int(read.stops[0])].tolist()
    titled, common = int(read.titled[0]), int(read.common[0])
    return PlainText(
        key=int(read.key[0]),
        text=int(read.text[0]),
        title=int(read.title[0]),
        excerpt=int(read.excerpt[0]),
        provider=int(read.provider[0]),
        published=None if published == NO_DATE else published,
        titled=frozenset(words[: titled + common]),
        excerpted=frozenset(words[titled:]),
    )


def find_repeats(texts: Sequence[PlainText]) -> list[int]:
    """Return which text each one repeats word by word: a place, its own, or -1 for none.

    What has no date or no word is in no story. A text that comes back after the longest time
    that a story lasts is another one.
    """
    repeated = [-1] * len(texts)
    ordered = [place for place in in_order(texts) if texts[place].words]
    for place in ordered:
        text = texts[place]
        for earlier in ordered[: ordered.index(place)]:
            first = texts[earlier]
            near = text.time - first.time <= LONGEST
            if repeated[earlier] == earlier and first.text == text.text and near:
                repeated[place] = earlier
                break
        else:
            repeated[place] = place
    return repeated


def in_order(texts: Sequence[PlainText]) -> list[int]:
    """Return the places of the dated texts in order of time; ties by their keys."""
    dated = [place for place, text in enumerate(texts) if text.published is not None]
    return sorted(dated, key=lambda place: (texts[place].time, texts[place].key, place))


@dataclass(frozen=True, slots=True)
class PlainStatistics:
    """How often words were used in some texts.

    Attributes:
        count: number of the texts.
        texts: of each word, in how many of them it is.
        titles: of a provider and a word, in how many of its titles the word is; at least of
            those that are a habit.
    """

    count: int
    texts: dict[int, int]
    titles: dict[tuple[int, int], int]

    @classmethod
    def of(cls, texts: Iterable[PlainText]) -> PlainStatistics:
        """Count the words of some texts."""
        counted = cls(len(list(texts := list(texts))), {}, {})
        for text in texts:
            for word in text.words:
                counted.texts[word] = counted.texts.get(word, 0) + 1
            for word in text.titled:
                habit = text.provider, word
                counted.titles[habit] = counted.titles.get(habit, 0) + 1
        return counted

    @classmethod
    def same_as(cls, given: Statistics) -> PlainStatistics:
        """Return statistics that were kept as arrays."""
        habits = given.habits.tolist()
        return cls(
            given.count,
            dict(zip(given.words.tolist(), given.counts.tolist(), strict=True)),
            dict(
                zip(
                    ((habit >> 32, habit & _LOWER_HALF) for habit in habits),
                    given.titles.tolist(),
                    strict=True,
                )
            ),
        )

    def share(self, word: int) -> float:
        """Return the share of texts that a word is expected in."""
        expected = self.texts.get(word, 0) + PRIOR_TEXTS * PRIOR_SHARE
        return expected / (self.count + PRIOR_TEXTS)

    def damping(self, provider: int, word: int) -> float:
        """Return what is left of a word's weight with a provider that uses it again and again."""
        return 1 / (1 + log1p(max(self.titles.get((provider, word), 0) - HABIT, 0)))
