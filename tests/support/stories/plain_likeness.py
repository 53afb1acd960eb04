"""How alike two texts are, word by word."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import cached_property
from math import exp, log, log1p, sqrt

from indexer.stories.candidates import ALIKE, LEAST_COSINE, LEAST_COSINE_A_DAY, TELLING
from indexer.stories.distinct_texts import DAY, LONGEST
from indexer.stories.edges import LEAST_LIKELY
from indexer.stories.features import COPIED, TITLE_WORDS
from indexer.stories.model import CERTAIN, WEIGHTS
from indexer.stories.weights import BOTH_WEIGHT, BURST, EXCERPT_WEIGHT, RAREST, TITLE_WEIGHT
from indexer.stories.word_statistics import FEW
from tests.support.stories.plain_texts import PlainStatistics, PlainText

_TINY = 1e-9


class Weighed:
    """A text and what its words weigh.

    Args:
        text: with a date.
        statistics: of the archive.
    """

    def __init__(self, text: PlainText, statistics: PlainStatistics) -> None:
        self.text = text
        self.statistics = statistics
        self.rarity = {
            word: min(max(log(statistics.share(word)) / log(RAREST), 0.0), 1.0)
            for word in sorted(text.words)
        }
        self.weight = {
            word: rarity * statistics.damping(text.provider, word)
            for word, rarity in self.rarity.items()
        }
        vector = {word: weight * self._place(word) for word, weight in self.weight.items()}
        length = sqrt(sum(value * value for value in vector.values())) or 1
        self.vector = {word: value / length for word, value in vector.items()}

    def _place(self, word: int) -> float:
        titled, excerpted = word in self.text.titled, word in self.text.excerpted
        return (TITLE_WEIGHT if titled else EXCERPT_WEIGHT) + BOTH_WEIGHT * (titled and excerpted)

    @cached_property
    def title(self) -> float:
        """What the words of the title weigh."""
        return sum(self.weight[word] for word in self.text.titled)

    @cached_property
    def excerpt(self) -> float:
        """What the words of the excerpt weigh."""
        return sum(self.weight[word] for word in self.text.excerpted)


class Pair:
    """Two texts.

    Args:
        one, two: the earlier and the later text.
        every: all texts of the archive.
    """

    def __init__(self, one: Weighed, two: Weighed, every: Sequence[Weighed]) -> None:
        self._one, self._two, self._every = one, two, every
        self._shared = sorted(one.text.words & two.text.words)
        self._days = (two.text.time - one.text.time) / DAY

    @property
    def is_candidate(self) -> bool:
        """Whether the two are near in time and share words that tell something."""
        statistics = self._one.statistics
        telling = [word for word in self._shared if statistics.share(word) <= TELLING]
        few = [word for word in self._shared if statistics.texts.get(word, 0) < FEW]
        alike = self._cosine([*telling, *(word for word in few if word not in telling)]) >= ALIKE
        least = LEAST_COSINE + LEAST_COSINE_A_DAY * self._days
        return self._days <= LONGEST / DAY and (alike or self._cosine(telling) >= least)

    @property
    def likely(self) -> int:
        """How likely they report one event, in 255ths; 0 where hardly."""
        if not self.is_candidate:
            return 0
        features = self.features()
        odds = WEIGHTS[""] + sum(WEIGHTS[name] * value for name, value in features.items())
        likely = round(CERTAIN / (1 + exp(-min(max(odds, -30), 30))))
        return likely if likely >= LEAST_LIKELY else 0

    @property
    def is_copy(self) -> bool:
        """Whether the later text is nearly the same as the earlier one."""
        one, two = self._one.text, self._two.text
        alike = len(self._shared) >= COPIED * len(one.words | two.words)
        titled = one.title == two.title and len(one.titled) >= TITLE_WORDS
        return alike or titled or self._same_excerpt

    def features(self) -> dict[str, float]:
        """Return what the two have in common, by the names of ``FEATURES``."""
        one, two, shared, days = self._one, self._two, self._shared, self._days
        both = [word for word in shared if word in one.text.titled & two.text.titled]
        excerpts = [word for word in shared if word in one.text.excerpted & two.text.excerpted]
        contained = max(
            sum(side.weight[word] for word in shared if word in side.text.titled)
            / max(side.title, _TINY)
            for side in (one, two)
        )
        bursts = sorted(map(self._burst, shared), reverse=True)
        burst = bursts[0] if bursts else 0.0
        same = float(one.text.provider == two.text.provider)
        overlap = sum(sqrt(one.weight[word] * two.weight[word]) for word in excerpts)
        remainder = min(side.title - sum(side.weight[word] for word in both) for side in (one, two))
        cosine = self._cosine(shared)
        return {
            "cosine": cosine,
            "days": days,
            "burst": burst,
            "third_burst": bursts[2] if len(bursts) > 2 else 0.0,
            "same_provider_burst": same * burst,
            "containment": contained,
            "days_containment": days * contained,
            "days_burst": days * burst,
            "rarest": max((one.rarity[word] for word in shared), default=0.0),
            "rarest_in_titles": max((one.rarity[word] for word in both), default=0.0),
            "same_title": float(one.text.title == two.text.title),
            "same_excerpt": float(self._same_excerpt),
            "shared_words": log1p(len(shared)),
            "excerpt_overlap": overlap / max(one.excerpt, two.excerpt, _TINY),
            "lesser_remainder": log1p(max(remainder, 0.0)),
            "same_provider_cosine": same * cosine,
            "conflict": min(_missing(one, two), _missing(two, one)),
        }

    @property
    def _same_excerpt(self) -> bool:
        return self._one.text.excerpt == self._two.text.excerpt != 0

    def _cosine(self, words: Sequence[int]) -> float:
        return sum(self._one.vector[word] * self._two.vector[word] for word in words)

    def _burst(self, word: int) -> float:
        """Return how much oftener a word is used in the days before the later text."""
        until = self._two.text.time
        days = [other for other in self._every if until - BURST <= other.text.time <= until]
        seen = sum(word in other.rarity for other in days)
        expected = self._two.statistics.share(word) * len(days)
        # They are of 32 bits.
        burst = struct.pack("f", log((seen + 0.5) / (expected + 0.5)))
        return float(struct.unpack("f", burst)[0])


def _missing(side: Weighed, other: Weighed) -> float:
    """Return the greatest weight of the words of a title that the other text lacks."""
    missing = side.text.titled - other.text.words
    return max((side.weight[word] for word in missing), default=0.0)
