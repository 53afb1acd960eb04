"""Logistic regression with a penalty on large weights, by Newton's method."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Bools
from indexer.stories.word_statistics import Floats

# The intercept is hardly held back: only as far as its equation needs it to have a solution.
_FREE = 1e-6
_ROUNDS = 50
_CLOSE = 1e-8


def fit_logistic(features: Floats, same: Bools, weight: Floats, penalty: float) -> Floats:
    """Return the weights of the features, and the intercept after them, shape (f + 1,).

    They minimize the weighted log loss plus half the penalty times the sum of the squared
    weights, of features that are scaled to a mean of 0 and a standard deviation of 1. What is
    returned is for the features as they came.

    Args:
        features: shape (e, f).
        same: what is to be told, shape (e,).
        weight: of each example, shape (e,).
        penalty: 0 or more.

    Raises:
        ValueError: it does not settle, as where no penalty holds back what divides perfectly.
    """
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    deviation[deviation == 0] = 1
    scaled = np.column_stack([(features - mean) / deviation, np.ones(len(features))])
    holding = np.full(scaled.shape[1], penalty)
    holding[-1] = _FREE
    weights = np.zeros(scaled.shape[1])
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (weight * (likely - same)) + holding * weights
        bend = (scaled.T * (weight * likely * (1 - likely))) @ scaled + np.diag(holding)
        try:
            step = np.linalg.solve(bend, slope)
        except np.linalg.LinAlgError:
            break
        weights -= step
        if np.abs(step).max() < _CLOSE:
            raw = weights[:-1] / deviation
            return np.append(raw, weights[-1] - mean @ raw)
    raise ValueError("the regression does not settle")
