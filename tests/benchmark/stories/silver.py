"""Small archives drawn from a large one, whose stories they should have.

An archive of some ninety articles cannot say by itself which words are rare. What the large
archive makes of the same articles is no truth, but shows what the small one lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Ints
from indexer.stories.discovery import Found, find_stories
from indexer.stories.signatures import Signatures
from tests.benchmark.stories.measures import Score, pairs_within

ARCHIVES = 40
ARTICLES = 90
STORIES = 8
"""Small archives, and articles and stories of each."""

_LEAST = 3
_MOST = 10


class Silver(NamedTuple):
    """How well small archives do.

    Attributes:
        all: of all pairs of all archives.
        mean: the mean of the archives' own scores.
    """

    all: Score
    mean: Score


def measure_silver(signatures: Signatures, full: Found, seed: int) -> Silver:
    """Find the stories of small archives and compare them, pair by pair, with the large one's."""
    counts = []
    for docs in _draw(signatures, full, seed):
        live = np.zeros(len(signatures.key), np.bool_)
        live[docs] = True
        story = find_stories(signatures, live).story[docs]
        both = pairs_within(story * len(live) + full.story[docs])
        counts.append((both, pairs_within(story), pairs_within(full.story[docs])))
    each = [_score(*count) for count in counts]
    return Silver(
        all=_score(*np.sum(counts, axis=0).tolist()),
        mean=Score(
            float(np.mean([score.precision for score in each])),
            float(np.mean([score.recall for score in each])),
        ),
    )


def _score(both: int, put: int, wanted: int) -> Score:
    return Score(both / put if put else 1.0, both / wanted if wanted else 1.0)


def _draw(signatures: Signatures, full: Found, seed: int) -> Iterator[Ints]:
    """Yield the documents of archives: up to ten of each of some stories, and single articles.

    None of these is of the provider that has most articles: half of an archive may be one
    company's announcements, which is not what small archives are made of.
    """
    rng = np.random.default_rng(seed)
    label, size = np.unique(full.story, return_inverse=True, return_counts=True)[1:]
    provider, output = np.unique(signatures.provider, return_counts=True)
    largest = provider[np.argmax(output)]
    alone = np.flatnonzero((size[label] == 1) & (signatures.provider != largest))
    several = np.flatnonzero(size >= _LEAST)
    for _ in range(ARCHIVES):
        chosen = rng.choice(several, min(STORIES, len(several)), replace=False)
        docs = [np.flatnonzero(label == story)[:_MOST] for story in chosen]
        others = min(max(ARTICLES - sum(map(len, docs)), 0), len(alone))
        yield np.sort(np.concatenate([*docs, rng.choice(alone, others, replace=False)]))
