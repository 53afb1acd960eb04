"""Counts over the hits: the facets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.query.terms import fold
from webui.search.results.search import FacetValue


class Counted(NamedTuple):
    """The values of a facet that are listed, and whether there are more."""

    values: list[FacetValue]
    is_cut: bool


Numbers = Sequence[int] | Ints

# With fewer labels for each that is listed, all of them are sorted.
_MANY = 3


def count_labels(
    values: Sequence[str],
    codes: Numbers,
    counts: Numbers,
    selected: Sequence[str],
    size: int,
    part: str = "",
) -> Counted:
    """Present the counts of a facet.

    Args:
        values: all labels of the facet, by code.
        codes: of the labels that any hit has, shape (c,).
        counts: how many hits have each of these, shape (c,).
        selected: values that are shown, be it at zero.
        size: how many values are shown otherwise.
        part: of the values that are shown otherwise, whatever its case and accents.

    Returns:
        The ``size`` most frequent, by count, then by value; then whatever else is selected.
        Whether any but these has a count.
    """
    found, listed, wanted = codes, counts, fold(part) if part else ""
    if part:
        kept = [pair for pair in zip(_ints(codes), _ints(counts), strict=True)
                if wanted in fold(values[pair[0]])]  # fmt: skip
        found, listed = [code for code, _ in kept], [count for _, count in kept]
    frequent, numbers = _frequent(found, listed, size)
    labels = [values[code] for code in _ints(frequent)]
    top = _most_frequent(zip(labels, _ints(numbers), strict=True), size)
    shown = {value for value, _ in top}
    rest = [value for value in dict.fromkeys(selected) if value not in shown]
    also = [(value, _count(values, codes, counts, value)) for value in rest]
    more = sum(1 for value, count in also if count and wanted in fold(value))
    return Counted(
        [
            FacetValue(value, count, value in selected)
            for value, count in [*top, *_most_frequent(also, len(also))]
        ],
        is_cut=len(found) > len(top) + more,
    )


def _frequent(codes: Numbers, counts: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Return the most frequent labels, and all that are as frequent as the last of them."""
    if not isinstance(codes, np.ndarray) or not isinstance(counts, np.ndarray):
        return codes, counts
    if size < 1 or len(codes) <= _MANY * size:
        return codes, counts
    least = np.partition(counts, len(counts) - size)[len(counts) - size]
    kept = (counts >= least).nonzero()[0]
    return codes[kept], counts[kept]


def _count(values: Sequence[str], codes: Numbers, counts: Numbers, value: str) -> int:
    """Return how many hits have a label; 0 where none has it, be it known or not."""
    if value not in values:
        return 0
    code, known = values.index(value), _ints(codes)
    return _ints(counts)[known.index(code)] if code in known else 0


def _ints(numbers: Numbers) -> Sequence[int]:
    return numbers.tolist() if isinstance(numbers, np.ndarray) else numbers


def _most_frequent(pairs: Iterable[tuple[str, int]], size: int) -> list[tuple[str, int]]:
    # Pairs that compare as they are to be sorted need no key.
    order = sorted([(-count, value) for value, count in pairs])
    return [(value, -negative) for negative, value in order[:size]]
