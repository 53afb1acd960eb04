"""Counts over the hits: the facets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.local.columns.labels import LabelColumn, least_codes
from webui.search.query.terms import fold
from webui.search.results.search import FacetValue


class Counted(NamedTuple):
    """The values of a facet that are listed, and whether there are more."""

    values: list[FacetValue]
    is_cut: bool


def count_labels(
    column: LabelColumn, counts: Ints, selected: Sequence[str], size: int, part: str = ""
) -> Counted:
    """Present the counts of a facet.

    Args:
        column: the facet's labels.
        counts: of each label, by its code.
        selected: values that are shown, be it at zero.
        size: how many values are shown otherwise.
        part: of the values that are shown otherwise, whatever its case and accents.

    Returns:
        The ``size`` most frequent, by count, then by value; then whatever else is selected.
        Whether any but these has a count.
    """
    values = column.values
    listed = np.where(_having(values, part), counts, 0) if part else counts
    counted = np.flatnonzero(listed)
    most_frequent = least_codes(-listed, counted, values, size)
    top = [(values[code], int(counts[code])) for code in most_frequent]
    shown = {value for value, _ in top}
    rest = [value for value in dict.fromkeys(selected) if value not in shown]
    code_of = {value: code for code, value in enumerate(values)} if rest else {}
    also = [(value, int(counts[code_of[value]]) if value in code_of else 0) for value in rest]
    also.sort(key=lambda pair: (-pair[1], pair[0]))
    also_listed = sum(1 for value in rest if value in code_of and listed[code_of[value]])
    return Counted(
        [
            FacetValue(value=value, count=count, selected=value in selected)
            for value, count in top + also
        ],
        is_cut=len(counted) > len(top) + also_listed,
    )


def _having(values: Sequence[str], part: str) -> Bools:
    wanted = fold(part)
    return np.fromiter((wanted in fold(value) for value in values), np.bool_, len(values))
