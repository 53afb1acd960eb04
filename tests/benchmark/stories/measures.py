"""How good stories are: precision, recall and B-cubed; and how far two groupings agree."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from indexer.stories.components import components
from indexer.stories.word_statistics import Floats
from tests.benchmark.stories.judged import Judged

_RESAMPLES = 2000


class Score(NamedTuple):
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(joined: Bools, same: Bools, weight: Floats) -> Score:
    """Return precision and recall of pairs; a precision of nothing is 1, and so is such a recall.

    Args:
        joined: which pairs were put into one story, shape (p,).
        same: which belong there, shape (p,).
        weight: of each, shape (p,).
    """
    right = float(weight[joined & same].sum())
    put, wanted = float(weight[joined].sum()), float(weight[same].sum())
    return Score(right / put if put else 1.0, right / wanted if wanted else 1.0)


class Interval(NamedTuple):
    """The ends of a 95 % interval, one for precision and one for recall."""

    precision: tuple[float, float]
    recall: tuple[float, float]


def interval(joined: Bools, same: Bools, weight: Floats, group: Ints, seed: int) -> Interval:
    """Return what precision and recall may be with other pairs, by bootstrap.

    Groups of connected pairs are drawn, since the pairs of one are not independent.

    Args:
        joined: of several runs, shape (r, p).
        same, weight, group: of each pair, shape (p,).
        seed: of the draws.
    """
    count = int(group.max(initial=-1)) + 1
    put = joined.mean(axis=0)
    sums = np.column_stack(
        [np.bincount(group, weight * part, count) for part in (put * same, put, same)]
    )
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), _RESAMPLES)
    right, all_put, wanted = (drawn @ sums).T
    ends = [
        np.quantile(right / np.maximum(below, 1e-9), (0.025, 0.975)) for below in (all_put, wanted)
    ]
    return Interval(*((float(low), float(high)) for low, high in ends))


class Gold(NamedTuple):
    """What judged pairs say of the articles in them.

    Attributes:
        together: which articles are of one event: connected by pairs that are, shape (m, m).
        apart: which are of different ones: a pair that says so lies between two connected
            sets, shape (m, m).
        contradicted: how many such pairs lie within one set; they are not counted as apart.
    """

    together: Bools
    apart: Bools
    contradicted: int


def gold(judged: Judged) -> Gold:
    """Put judged pairs together; articles are in the order of ``judged.articles``."""
    articles, same = judged.articles, judged.same
    one, two = np.searchsorted(articles, judged.one), np.searchsorted(articles, judged.two)
    label = components(len(articles), one[same], two[same])
    together = label[:, None] == label
    unlike = np.zeros_like(together)
    unlike[label[one[~same]], label[two[~same]]] = True
    inside = int(np.count_nonzero(label[one[~same]] == label[two[~same]]))
    apart = (unlike | unlike.T)[label[:, None], label] & ~together
    return Gold(together, apart, inside)


def b_cubed(story: Ints, known: Gold) -> tuple[Floats, Floats]:
    """Return B-cubed precision and recall of each article (Bagga and Baldwin, 1998).

    Of the articles in an article's story, itself among them, precision is the share that is of
    its event; recall is the share of its event that is in its story. Articles of which the
    judgements do not say whether they are of its event do not count.

    Args:
        story: a label for each article, shape (m,).
        known: of the same articles.
    """
    put = story[:, None] == story
    right = (put & known.together).sum(axis=1)
    wrong = (put & known.apart).sum(axis=1)
    return right / (right + wrong), right / known.together.sum(axis=1)


def pairs_within(label: Ints) -> int:
    """Return how many pairs of articles have the same label."""
    counts = np.unique(label, return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def agreement(one: Ints, two: Ints) -> float:
    """Return the share of the pairs together in either of two groupings that are in both.

    Args:
        one, two: labels of the same articles, shape (n,).
    """
    both = pairs_within(one * (int(two.max(initial=0)) + 1) + two)
    either = pairs_within(one) + pairs_within(two) - both
    return both / either if either else 1.0
