"""What each word of a text weighs, in an archive and in these days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from indexer.stories.distinct_texts import DAY, Texts
from indexer.stories.postings import TEXT, Postings
from indexer.stories.word_statistics import Floats, Statistics

RAREST = 1 / 1000
"""A word tells no more than one that is in so many texts, however rare it is.

Where an archive is large, nearly every article has words that hardly any other has.
"""

TITLE_WEIGHT = 1.0
"""Of a word in the title, which says what a text is about."""

EXCERPT_WEIGHT = 0.7
"""Of a word in the excerpt alone."""

BOTH_WEIGHT = 0.5
"""What a word in both has more than one in the title."""

BURST = 4 * DAY
"""The days before a text, in microseconds, in which a word may burst."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the words of texts weigh, one entry for each word of each text, shape (w,).

    Attributes:
        shares: of the archive's texts that the word is expected in.
        few: whether these are few texts, however large a part they are.
        rarity: 0 for a word that is everywhere, 1 for one in :data:`RAREST` or fewer: the
            inverse document frequency, as Spärck Jones has it (1972), with a limit.
        weight: the same, less where the word is a habit of the text's provider.
        vector: the weights of a text, of length 1 together.
    """

    shares: Floats
    few: Bools
    rarity: Floats
    weight: Floats
    vector: Floats


def weigh(texts: Texts, postings: Postings, statistics: Statistics) -> Weights:
    """Weigh the words of texts."""
    shares = statistics.shares(postings.words)
    rarity = np.clip(np.log(shares) / np.log(RAREST), 0, 1)[postings.codes]
    weight = rarity.copy()
    habits = np.flatnonzero(statistics.may_be_habits(postings.words)[postings.codes])
    weight[habits] *= statistics.damping(
        texts.provider[postings.owner[habits]], texts.words[habits]
    )
    vector = weight * (
        np.where(texts.in_title, TITLE_WEIGHT, EXCERPT_WEIGHT)
        + BOTH_WEIGHT * (texts.in_title & texts.in_excerpt)
    )
    length = np.sqrt(np.bincount(postings.owner, vector * vector, len(texts)))
    vector /= np.where(length > 0, length, 1)[postings.owner]
    few = statistics.are_few(shares)
    return Weights(shares[postings.codes], few[postings.codes], rarity, weight, vector)


def bursts(texts: Texts, postings: Postings, weights: Weights, later: Bools) -> Floats:
    """Return how much more often words were used in the days before a text than in the archive.

    Args:
        texts: in order of time.
        postings, weights: of the texts.
        later: the texts that are asked about, shape (n,); all texts of the days before each
            of them are there.

    Returns:
        For each entry, the logarithm of the texts of these days that have its word, by the
        number expected; 0 for the entries of other texts, shape (w,).
    """
    begin = np.searchsorted(texts.first, texts.first - BURST)
    end = np.searchsorted(texts.first, texts.first, "right")
    which: Ints = np.flatnonzero(later[postings.keys & TEXT])
    text, entries = postings.keys[which] & TEXT, postings.entries[which]
    seen = postings.since(end, which) - postings.since(begin, which)
    expected = weights.shares[entries] * (end - begin)[text]
    burst = np.zeros(len(postings.keys))
    burst[entries] = np.log((seen + 0.5) / (expected + 0.5))
    return burst
