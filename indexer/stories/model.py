"""How likely two texts report one event: a logistic regression over what they share.

The weights were fitted to pairs of real articles that were judged by reading, by
``python -m tests.benchmark.stories.fit``, which prints this table; ``docs/research/stories.md``
says how well they do, and on what.
"""

from __future__ import annotations

import numpy as np

from indexer.stories.features import FEATURES
from indexer.stories.word_statistics import Floats

CERTAIN = 255
"""Probabilities are kept in so many parts."""

WEIGHTS = {
    "": -12.686,
    "cosine": 3.515,
    "days": -0.446,
    "burst": 2.848,
    "third_burst": -1.441,
    "same_provider_burst": -1.723,
    "containment": 3.159,
    "days_containment": 0.801,
    "days_burst": -0.226,
    "rarest": 1.824,
    "rarest_in_titles": 3.14,
    "same_title": 3.062,
    "same_excerpt": 3.699,
    "shared_words": 1.912,
    "excerpt_overlap": -3.531,
    "lesser_remainder": 2.013,
    "same_provider_cosine": -2.081,
    "conflict": -2.732,
}
"""What each of ``FEATURES`` adds to the log-odds; "" stands for what there is without any."""


def probability(features: Floats) -> Floats:
    """Return how likely each pair is one event, from 0 to 1, shape (p,).

    Args:
        features: one column for each of ``FEATURES``, shape (p, f).
    """
    weights = np.array([WEIGHTS[name] for name in FEATURES])
    odds = WEIGHTS[""] + features @ weights
    likely: Floats = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return likely
