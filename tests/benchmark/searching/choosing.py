"""The questions, chosen from an index's own words by how frequent they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.benchmark.searching.questions import Question
from tests.benchmark.searching.vocabulary import Vocabulary, is_stop_word, stemmed_alike

# Shares of all articles. The most frequent words are taken by rank.
_FREQUENT = 0.03
_MIDDLE = 0.003
_RARE_ARTICLES = 10

_NEAR_SLOP = 5
# So many times as often in this order as in the other one.
_IN_ORDER = 20
_DEEP_PAGE = 50
_SHORT_PREFIX, _LONG_PREFIX = 3, 6
_LETTER_LOST = 3
_SENTENCE = range(12, 31)

OPENING = Question("no query, newest first")
"""What a reader sees first: a question without words."""


def choose_questions(folder: Path) -> list[Question]:
    """Return the questions for the Cuttings index in a folder, several of each kind.

    The same index gives the same questions.
    """
    return list(dict.fromkeys(_Chooser(Vocabulary(folder)).questions()))


class _Chooser:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._used: set[str] = set()
        count = vocabulary.articles
        self._very = float(count)
        self._frequent = count * _FREQUENT
        self._middle = count * _MIDDLE
        self._rare = float(_RARE_ARTICLES)

    def questions(self) -> Iterator[Question]:
        """Yield the questions, kind by kind."""
        yield from self._single_words()
        yield from self._several_words()
        yield from self._positions()
        yield from self._open_words()
        yield from self._fields()
        yield from self._facets()
        yield from self._lists()

    def _word(self, target: float, length: int = 0) -> str:
        """Return a word that no other question of this kind has."""
        word = self._words.closest(
            target, lambda word: word not in self._used and len(word) >= length
        )
        self._used.add(word)
        return word

    def _together(self, *targets: float) -> tuple[str, ...]:
        words = self._words.together(targets, lambda word: word not in self._used)
        self._used.update(words)
        return words

    def _single_words(self) -> Iterator[Question]:
        for name, target in (
            ("very frequent", self._very),
            ("frequent", self._frequent),
            ("middling", self._middle),
            ("rare", self._rare),
        ):
            for _ in range(3):
                yield Question(f"one {name} word", all_of=(self._word(target),))

    def _several_words(self) -> Iterator[Question]:
        # The most frequent words are few, and people do combine them.
        self._used.clear()
        very, frequent, middle, rare = self._very, self._frequent, self._middle, self._rare
        for targets in ((very, very), (very, frequent), (frequent, middle), (middle, rare)):
            yield Question("two words", all_of=self._together(*targets))
        for targets3 in (
            (very, very, frequent),
            (very, frequent, middle),
            (middle, middle, middle),
        ):
            yield Question("three words", all_of=self._together(*targets3))
        for pair in ((very, frequent), (frequent, frequent), (middle, rare)):
            yield Question("either word (OR)", any_of=tuple(map(self._word, pair)))
        for one, other in ((very, very), (frequent, very), (middle, frequent)):
            words = self._word(one), self._word(other)
            yield Question("without a word (NOT)", all_of=words[:1], none_of=words[1:])
        for tokens in self._sentences(3):
            yield Question("any word of a sentence", any_of=tokens, sentence=True)

    def _sentences(self, count: int) -> Iterator[tuple[str, ...]]:
        """Yield the words of some excerpts, without stop words."""
        articles = self._words.sample
        fitting = [article for article in articles if len(article.tokens) in _SENTENCE] or articles
        for number in range(count):
            tokens = fitting[number * len(fitting) // count].tokens
            words = (word for word in tokens if word.isascii() and word.isalpha())
            yield tuple(dict.fromkeys(word for word in words if _says_something(word)))

    def _positions(self) -> Iterator[Question]:
        self._used.clear()
        pairs = self._words.pairs(1)
        for pair, _ in pairs.most_common(3):
            yield Question("frequent phrase", phrase=pair)
        for pair in self._rare_pairs(pairs, 3):
            yield Question("rare phrase", phrase=pair)
        near = self._near_pairs()
        for pair, _ in near.most_common(2):
            yield Question("near each other", phrase=pair, slop=_NEAR_SLOP)
        for pair in self._rare_pairs(near, 1):
            yield Question("near each other", phrase=pair, slop=_NEAR_SLOP)

    def _near_pairs(self) -> Counter[tuple[str, str]]:
        """Count words that follow each other with others in between, and hardly ever precede.

        Other engines find them in either order, which is other work where it makes a difference.
        """
        near: Counter[tuple[str, str]] = Counter()
        either: Counter[tuple[str, str]] = Counter()
        for gap in range(1, _NEAR_SLOP + 1):
            pairs = self._words.pairs(gap)
            either.update(pairs)
            near.update(pairs if gap > 1 else {})
        kept = (pair for pair in near if either[pair[::-1]] * _IN_ORDER <= near[pair])
        return Counter({pair: near[pair] for pair in kept})

    def _rare_pairs(self, pairs: Counter[tuple[str, str]], count: int) -> list[tuple[str, str]]:
        """Return pairs of the rarest, whose words are rather frequent each."""
        low, high = self._middle / 3, self._frequent
        frequency = self._words.frequency

        def fits(pair: tuple[str, str]) -> bool:
            return all(low <= frequency(word) <= high for word in pair)

        ordered = sorted(pairs, key=lambda pair: (not fits(pair), pairs[pair], pair))
        rarest = [pair for pair in ordered if fits(pair) and pairs[pair] == pairs[ordered[0]]]
        # From all over the alphabet: its neighbours are alike.
        return (rarest[:: max(1, len(rarest) // count)] or ordered)[:count]

    def _open_words(self) -> Iterator[Question]:
        self._used.clear()
        for target in (self._very, self._frequent):
            prefix = self._word(target, _SHORT_PREFIX)[:_SHORT_PREFIX]
            yield Question("short prefix", prefix=prefix)
        for target in (self._frequent, self._middle):
            prefix = self._word(target, _LONG_PREFIX + 2)[:_LONG_PREFIX]
            yield Question("long prefix", prefix=prefix)
        for target in (self._frequent, self._middle, self._rare):
            word = self._word(target, _LONG_PREFIX)
            slip = word[:_LETTER_LOST] + word[_LETTER_LOST + 1 :]
            yield Question("misspelt (fuzzy)", fuzzy=slip)

    def _fields(self) -> Iterator[Question]:
        self._used.clear()
        for target in (self._very, self._frequent, self._middle):
            yield Question("in the title", all_of=(self._word(target),), in_title=True)
        days = sorted(article.published for article in self._words.sample if article.published)
        late, middle = days[len(days) * 4 // 5], days[len(days) // 2].replace(day=1)
        next_month = (middle + timedelta(days=31)).replace(day=1)
        dated = partial(Question, "date range")
        yield dated(after=late)
        yield dated(after=middle, before=next_month)
        yield dated(all_of=(self._word(self._frequent),), after=late)
        yield dated(all_of=(self._word(self._very),), after=middle, before=next_month)
        marks = sorted(a.quality for a in self._words.sample if a.quality is not None) or [0]
        bound = marks[len(marks) * 3 // 4]
        yield Question("quality range", quality_above=bound)
        yield Question("quality range", all_of=(self._word(self._very),), quality_above=bound)

    def _facets(self) -> Iterator[Question]:
        self._used.clear()
        counts = Counter(article.provider for article in self._words.sample if article.provider)
        providers = [provider for provider, _ in counts.most_common()]
        labels = Counter(topic for article in self._words.sample for topic in article.topics)
        topics = [topic for topic, _ in labels.most_common()]
        second, middle = providers[1 % len(providers)], providers[len(providers) // 4]
        named = partial(Question, "by a provider (query)")
        yield named(provider_named=middle)
        yield named(provider_named=providers[0], all_of=(self._word(self._frequent),))
        yield named(provider_named=second, all_of=(self._word(self._very),))
        chosen = partial(Question, "facet chosen")
        yield chosen(providers=(providers[0],), all_of=(self._word(self._very),))
        yield chosen(providers=(second, middle), all_of=(self._word(self._frequent),))
        yield chosen(topics=(topics[1 % len(topics)],), all_of=(self._word(self._very),))
        yield chosen(topics=(topics[len(topics) // 2],), providers=(providers[0],))

    def _lists(self) -> Iterator[Question]:
        self._used.clear()
        yield OPENING
        yield replace(OPENING, page=2)
        very = [self._word(self._very) for _ in range(2)]
        yield Question(f"page {_DEEP_PAGE}", page=_DEEP_PAGE)
        yield Question(f"page {_DEEP_PAGE}", all_of=(very[0],), page=_DEEP_PAGE)
        yield Question(f"page {_DEEP_PAGE}", all_of=tuple(very), page=_DEEP_PAGE)
        for target in (self._very, self._frequent, self._middle):
            yield Question("a word, newest first", all_of=(self._word(target),), newest=True)


def _says_something(word: str) -> bool:
    return len(word) > 1 and not is_stop_word(word) and stemmed_alike(word)
