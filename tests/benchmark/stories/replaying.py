"""An archive that grows: whether its stories depend on how it came to be, and what they cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any, NamedTuple, TypeVar

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from indexer.stories.discovery import Found, find_stories
from indexer.stories.signatures import Signatures
from indexer.stories.updating import update_stories
from tests.benchmark.stories.measures import agreement

Result = TypeVar("Result")

BATCH = 20
"""Articles of an import."""

# How often what is there is compared with what would be found anew.
_COMPARED = 10

# Batches that are timed, the last ones, and how often all stories are found for that.
_TIMED = 5


class Agreement(NamedTuple):
    """Shares of the pairs in either of two groupings that are in both.

    Attributes:
        last: when all articles are there.
        mean, least: over the comparisons on the way, the last one among them.
    """

    last: float
    mean: float
    least: float


def replay(signatures: Signatures, order: Ints) -> Agreement:
    """Let the articles come in batches, and compare with finding all at once now and then.

    Args:
        signatures: of all documents.
        order: all documents, as they come.
    """
    shares = []
    for number, found in enumerate(_states(signatures, order)):
        done = (number + 1) * BATCH >= len(order)
        if done or number % _COMPARED == _COMPARED - 1:
            anew = find_stories(signatures, found.key != 0)
            shares.append(agreement(found.story, anew.story))
    return Agreement(shares[-1], float(np.mean(shares)), min(shares))


def find_seconds(signatures: Signatures) -> float:
    """Return the seconds that it takes to find all stories, the median of some times."""
    live = np.ones(len(signatures.key), np.bool_)
    return median(seconds_of(find_stories, signatures, live)[0] for _ in range(_TIMED))


def update_seconds(signatures: Signatures, order: Ints) -> float:
    """Return the seconds that one more batch takes, the median of the last ones.

    Args:
        signatures: of all documents.
        order: all documents, as they come.
    """
    start = max(len(order) - _TIMED * BATCH, 0)
    found = find_stories(signatures, _live(order, start))
    taken = []
    for stop in _stops(order, start):
        seconds, found = seconds_of(update_stories, signatures, _live(order, stop), found)
        taken.append(seconds)
    return median(taken)


def seconds_of(function: Callable[..., Result], *arguments: Any) -> tuple[float, Result]:
    """Return the seconds that a call takes, and what it returns."""
    started = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - started, result


def _states(signatures: Signatures, order: Ints) -> Iterator[Found]:
    found = None
    for stop in _stops(order, 0):
        live = _live(order, stop)
        found = update_stories(signatures, live, found) if found else find_stories(signatures, live)
        yield found


def _stops(order: Ints, start: int) -> range:
    """Return how many documents there are after each batch that follows the first ones."""
    return range(start + BATCH, len(order) + BATCH, BATCH)


def _live(order: Ints, stop: int) -> Bools:
    live = np.zeros(len(order), np.bool_)
    live[order[:stop]] = True
    return live
