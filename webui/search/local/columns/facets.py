"""Counts over the hits: the facets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.query.terms import fold
from webui.search.results.search import FacetValue


class Counted(NamedTuple):
    """The values of a facet that are listed, and whether there are more."""

    values: list[FacetValue]
    is_cut: bool


def count_labels(
    values: Sequence[str],
    codes: Ints,
    counts: Ints,
    selected: Sequence[str],
    size: int,
    part: str = "",
) -> Counted:
    """Present the counts of a facet.

    Args:
        values: all labels of the facet, by code.
        codes: of the labels that any hit has, ascending, shape (c,).
        counts: how many hits have each of these, shape (c,).
        selected: values that are shown, be it at zero.
        size: how many values are shown otherwise.
        part: of the values that are shown otherwise, whatever its case and accents.

    Returns:
        The ``size`` most frequent, by count, then by value; then whatever else is selected.
        Whether any but these has a count.
    """
    found, listed = codes, counts
    if part:
        inside = _having([values[code] for code in codes.tolist()], part)
        found, listed = codes[inside], counts[inside]
    top = _most_frequent(values, found, listed, size)
    shown = {value for value, _ in top}
    rest = [value for value in dict.fromkeys(selected) if value not in shown]
    if not rest:
        return Counted(_presented(top, selected), is_cut=len(found) > len(top))
    numbers = counts.tolist()
    count_of = {values[code]: n for code, n in zip(codes.tolist(), numbers, strict=True)}
    also = sorted(
        ((value, count_of.get(value, 0)) for value in rest),
        key=lambda pair: (-pair[1], pair[0]),
    )
    also_listed = {values[code] for code in found.tolist()}.intersection(rest)
    return Counted(
        _presented(top + also, selected), is_cut=len(found) > len(top) + len(also_listed)
    )


def _presented(pairs: Sequence[tuple[str, int]], selected: Sequence[str]) -> list[FacetValue]:
    return [FacetValue(value, count, value in selected) for value, count in pairs]


def _most_frequent(
    values: Sequence[str], codes: Ints, counts: Ints, size: int
) -> list[tuple[str, int]]:
    if len(codes) > size > 0:
        least = np.partition(counts, len(counts) - size)[len(counts) - size]
        kept = counts >= least
        codes, counts = codes[kept], counts[kept]
    pairs = [(values[code], n) for code, n in zip(codes.tolist(), counts.tolist(), strict=True)]
    pairs.sort(key=lambda pair: (-pair[1], pair[0]))
    return pairs[:size]


def _having(values: Sequence[str], part: str) -> Bools:
    wanted = fold(part)
    return np.fromiter((wanted in fold(value) for value in values), np.bool_, len(values))
