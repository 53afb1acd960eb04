"""Pseudo-relevance feedback: the words that the best hits of a query have in common.

After the relevance models of Lavrenko and Croft, "Relevance-based language models" (2001),
as RM3 mixes them with the query (Abdul-Jaleel et al., "UMass at TREC 2004: Novelty and
HARD"), but with the weights of BM25 in place of probabilities. Two things keep a query that
was answered well as it is. A hit counts by a high power of its score, so that the words are
those of the first hit where it stands out, and those of several where they are alike. And
how much they count depends on how rare the words of the query are (the mean inverse document
frequency predicts how well a query does: He and Ounis, "Query performance prediction", 2006).

The figures were chosen on test collections of many kinds; see ``docs/performance.md``.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

HITS = 10
"""The best hits, whose words are looked at. A query that finds no more is left as it is."""
WORDS = 20
"""Words that are taken of them, those of the query among them."""

# Of the hits' words so many are looked up, the most frequent ones.
_CONSIDERED = 60
_SHARPNESS = 12
# What counts less, beside the first hit, is not read.
_LEAST_SHARE = 0.05
# How much the words of the hits count in all, beside those of the query.
_MOST_WEIGHT = 0.4
# From the one to the other specificity this grows from nothing.
_VAGUE, _SPECIFIC = 0.2, 0.4
# What counts less changes nothing that is worth a word to the reader.
_LEAST_WEIGHT = 0.05
# A word that a single article has finds no other one, and one that a quarter of all have tells
# nothing. The last figure keeps small archives from losing their subjects.
_LEAST_ARTICLES = 2
_COMMON = 0.25
_NEVER_COMMON = 100


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a hit.

    Attributes:
        times: how many times each word counts, by stem; only those that may tell something.
        norm: what BM25 adds to that number to take the length of the text into account.
    """

    times: Mapping[str, float]
    norm: float


class Told(NamedTuple):
    """A word that the best hits have in common.

    Attributes:
        stem: as it is indexed.
        weight: how much it counts among these words; they have 1 together.
    """

    stem: str
    weight: float


def weight_of(rarities: Collection[float], documents: int) -> float:
    """Return how much what the hits say counts, from 0 to 0.4; the query's own words have the rest.

    Args:
        rarities: the inverse document frequency of each word of the query that is indexed.
        documents: how many there are.
    """
    if not rarities or not documents:
        return 0.0
    specificity = sum(rarities) / len(rarities) / math.log1p(documents)
    grown = (specificity - _VAGUE) / (_SPECIFIC - _VAGUE)
    weight = _MOST_WEIGHT * min(max(grown, 0.0), 1.0)
    return weight if weight >= _LEAST_WEIGHT else 0.0


def shares(scores: Sequence[float]) -> list[float]:
    """Return how much each of the best hits counts, 1 together; shorter where the rest do not.

    Args:
        scores: of the hits, the greatest first, which is above 0.
    """
    powers = [(score / scores[0]) ** _SHARPNESS for score in scores]
    kept = [power for power in powers if power >= _LEAST_SHARE]
    return [power / sum(kept) for power in kept]


def told_by(
    texts: Sequence[tuple[float, Text]],
    documents: int,
    frequencies: Callable[[Collection[str]], Mapping[str, int]],
    rarity: Callable[[int, int], float],
) -> list[Told]:
    """Return the words that the best hits have in common, those that count most first.

    Args:
        texts: the share of each of the hits, and its words.
        documents: how many there are.
        frequencies: in how many of them each of some stems is.
        rarity: the inverse document frequency, from the two numbers.
    """
    common: defaultdict[str, float] = defaultdict(float)
    for share, text in texts:
        for stem, times in text.times.items():
            common[stem] += share * times / (times + text.norm)
    most = max(documents * _COMMON, _NEVER_COMMON)
    weights: dict[str, float] = {}
    considered = _greatest(common, _CONSIDERED)
    having = frequencies(considered)
    for stem in considered:
        if _LEAST_ARTICLES <= having[stem] <= most:
            weights[stem] = common[stem] * rarity(documents, having[stem])
    chosen = _greatest(weights, WORDS)
    whole = sum(weights[stem] for stem in chosen)
    return [Told(stem, weights[stem] / whole) for stem in chosen]


def forms_of(told: Collection[str], written: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return how stems are mostly written, the first by name of several such forms.

    Args:
        told: stems, each of which is written.
        written: the stem of each word of some texts, and the word.
    """
    forms: dict[str, Counter[str]] = {stem: Counter() for stem in told}
    for stem, word in written:
        if stem in forms:
            forms[stem][word.lower()] += 1
    return {stem: min(each, key=lambda form: (-each[form], form)) for stem, each in forms.items()}


def _greatest(values: Mapping[str, float], count: int) -> list[str]:
    """Return the keys of the greatest values, the greatest first, equal ones by name."""
    return sorted(values, key=lambda key: (-values[key], key))[:count]
