"""How long stories last and how large they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Ints
from indexer.stories.discovery import Found
from indexer.stories.distinct_texts import DAY
from indexer.stories.word_statistics import Floats


@dataclass(frozen=True, slots=True)
class Shapes:
    """The stories of several articles in an archive.

    Attributes:
        articles: of the archive.
        sizes: articles of each story, shape (s,).
        days: from its first article to its last, shape (s,).
        copies: of each, the articles whose text is an earlier one's, shape (s,).
    """

    articles: int
    sizes: Ints
    days: Floats
    copies: Ints


def shapes_of(found: Found) -> Shapes:
    """Measure stories."""
    live = np.flatnonzero(found.key != 0)
    _, number, sizes = np.unique(found.story[live], return_inverse=True, return_counts=True)
    first = np.full(len(sizes), np.iinfo(np.int64).max)
    last = np.full(len(sizes), np.iinfo(np.int64).min)
    np.minimum.at(first, number, found.published[live])
    np.maximum.at(last, number, found.published[live])
    # Of each text one article is no copy, and a text is within one story.
    _, originals = np.unique(found.text[live], return_index=True)
    texts = np.bincount(number[originals], minlength=len(sizes))
    several = sizes > 1
    return Shapes(
        articles=len(live),
        sizes=sizes[several],
        days=(last - first)[several] / DAY,
        copies=(sizes - texts)[several],
    )
