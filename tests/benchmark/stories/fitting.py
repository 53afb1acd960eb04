"""The model's weights from judged pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from indexer.contract.codec.arrays import Bools
from indexer.stories.features import FEATURES
from indexer.stories.model import WEIGHTS
from tests.benchmark.stories.describing import Examples
from tests.benchmark.stories.judged import Judged
from tests.benchmark.stories.regression import fit_logistic

_PENALTY = 3.0
_DIGITS = 3

INTERCEPT = ""
"""What the intercept is called among the weights."""


def fit_weights(examples: Examples, judged: Judged, used: Bools) -> dict[str, float]:
    """Fit the model's weights to some of the judged pairs.

    A pair counts by the root of the number of pairs that it stands for: between counting all
    alike, which would be for the look-alikes only, and the number itself, by which a few pairs
    that share hardly a word would rule.

    Args:
        examples: the pairs as the product sees them.
        judged: the pairs.
        used: which of them count, shape (p,).
    """
    which = used[examples.pairs]
    pairs = examples.pairs[which]
    fitted = fit_logistic(
        examples.features[which],
        judged.same[pairs],
        examples.share[which] * np.sqrt(judged.weight[pairs]),
        _PENALTY,
    )
    values = (round(float(value), _DIGITS) for value in fitted)
    weights = dict(zip((*FEATURES, INTERCEPT), values, strict=True))
    return {INTERCEPT: weights.pop(INTERCEPT), **weights}


def weights_table(weights: Mapping[str, float]) -> str:
    """Return weights as they stand in ``indexer/stories/model.py``."""
    lines = [f'    "{name}": {value},' for name, value in weights.items()]
    return "\n".join(["WEIGHTS = {", *lines, "}"])


@contextmanager
def used_weights(weights: Mapping[str, float]) -> Iterator[None]:
    """Let the product use other weights for a while, in this process."""
    before = dict(WEIGHTS)
    WEIGHTS.update(weights)
    try:
        yield
    finally:
        WEIGHTS.update(before)
