"""What the shipped model makes of judged pairs, and what models do that never saw them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from indexer.stories.discovery import find_stories
from indexer.stories.word_statistics import Floats
from tests.benchmark.stories.describing import Examples
from tests.benchmark.stories.fitting import fit_weights, used_weights
from tests.benchmark.stories.forms import Form
from tests.benchmark.stories.judged import Judged
from tests.benchmark.stories.measures import Score, b_cubed, gold

FOLDS = 5
SEEDS = 5
"""Ways to divide the pairs into folds."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What one way of finding stories makes of the judged pairs.

    Attributes:
        joined: by the name of each form, which pairs are in one story, one row for each run,
            shape (r, p).
        articles: B-cubed precision and recall of the articles as they are, for each run.
    """

    joined: dict[str, Bools]
    articles: list[Score]


def shipped(forms: tuple[Form, ...], judged: Judged) -> Verdicts:
    """Ask the product as it is, once."""
    everything = np.ones(len(judged), np.bool_)
    joined = {form.name: form.joined(judged, everything)[None] for form in forms}
    precision, recall = _articles(forms[0], judged)
    return Verdicts(joined, [Score(float(precision.mean()), float(recall.mean()))])


def cross_validated(forms: tuple[Form, ...], judged: Judged, examples: Examples) -> Verdicts:
    """Ask, of each fold of the pairs, the product with weights that were fitted to the others."""
    joined = {form.name: np.zeros((SEEDS, len(judged)), np.bool_) for form in forms}
    articles = []
    for seed in range(SEEDS):
        fold = folds(judged.group, seed)
        precision, recall = np.zeros((2, len(judged.articles)))
        for number in range(FOLDS):
            held = fold == number
            with used_weights(fit_weights(examples, judged, ~held)):
                for form in forms:
                    joined[form.name][seed, held] = form.joined(judged, held)[held]
                found = _articles(forms[0], judged)
            # A group of connected pairs is in one fold, and so is each article.
            inside = np.isin(judged.articles, np.concatenate([judged.one[held], judged.two[held]]))
            precision[inside], recall[inside] = found[0][inside], found[1][inside]
        articles.append(Score(float(precision.mean()), float(recall.mean())))
    return Verdicts(joined, articles)


def folds(group: Ints, seed: int) -> Ints:
    """Return a fold for each pair, at random, the same for all pairs of a group."""
    count = int(group.max(initial=-1)) + 1
    drawn: Ints = np.random.default_rng(seed).permutation(count)[group] % FOLDS
    return drawn


def _articles(form: Form, judged: Judged) -> tuple[Floats, Floats]:
    (setting,) = form.settings
    story = find_stories(setting.signatures, setting.live).story
    return b_cubed(story[judged.articles], gold(judged))
