"""Counts by what they are a share of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.contract.codec.arrays import Ints
from webui.search.measures.share_interval import Z_95, wilson

_Floats = npt.NDArray[np.float64]


class Share(NamedTuple):
    """So many of a base, as figures: null where the base is 0.

    Attributes:
        ratio: the one by the other, from 0 to 1.
        low, high: its 95 % interval (:func:`~webui.search.measures.share_interval.wilson`).
    """

    ratio: float | None
    low: float | None
    high: float | None


# So few are worked out one by one in less time.
_FEW = 12
_NOTHING = Share(None, None, None)


def share_of(count: int, base: int) -> Share:
    """Return which share of a base a count is."""
    interval = wilson(count, base)
    return _NOTHING if interval is None else Share(count / base, *interval)


def shares_of(counts: Ints, bases: Ints) -> list[Share]:
    """Return which share of its base each of some counts is.

    Args:
        counts: at most as much as their bases, shape (n,).
        bases: shape (n,).
    """
    if len(counts) <= _FEW:
        return [*map(share_of, counts.tolist(), bases.tolist())]
    known = np.maximum(bases, 1)
    figures = zip(
        (counts / known).tolist(),
        *(ends.tolist() for ends in _wilson_of_each(counts, known)),
        bases.tolist(),
        strict=True,
    )
    return [Share(ratio, low, high) if base else _NOTHING for ratio, low, high, base in figures]


def _wilson_of_each(counts: Ints, bases: Ints) -> tuple[_Floats, _Floats]:
    """Return both bounds of the intervals of many shares, to the last digit those of ``wilson``.

    Args:
        counts: how many of each base, from 0 to that, shape (n,).
        bases: of how many, from 1 on, shape (n,).
    """
    share = counts / bases
    square = Z_95 * Z_95 / bases
    centre = (share + square / 2) / (1 + square)
    half = Z_95 * np.sqrt(share * (1 - share) / bases + square / (4 * bases)) / (1 + square)
    low = np.maximum(0.0, np.minimum(centre - half, share))
    return low, np.minimum(1.0, np.maximum(centre + half, share))
