"""The columns of a state: loaded whole, or the few that a commit has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from webui.search.cluster.receiving.column_stream import blocks
from webui.search.cluster.receiving.label_numbers import LabelNumbers, Numbered
from webui.search.cluster.receiving.matched_numbers import aggregation, matches_of
from webui.search.cluster.receiving.state_columns import (
    LABEL_ARRAYS,
    StateArrays,
    after,
    no_articles,
)
from webui.search.cluster.searching.point_in_time import PointInTime
from webui.search.cluster.translating.dsl_clauses import Clause


@dataclass(frozen=True, slots=True)
class Loaded:
    """The columns of a state, for the next one to begin with.

    Attributes:
        index: tells the index that they are of from all that there ever were.
        generation: of the state.
        arrays: the columns.
        numbered: the labels, by their numbers in the arrays.
    """

    index: str
    generation: int
    arrays: StateArrays
    numbered: Numbered


def load(point: PointInTime, index: str, before: Loaded | None) -> Loaded:
    """Load the columns of a state.

    Args:
        point: the state.
        index: tells the index from others of its name.
        before: an earlier state, of which what has not changed is taken over; None: of none.

    Raises:
        ClusterError: the cluster cannot be asked.
        ValueError, KeyError, TypeError: what it says makes no sense.
    """
    state = point.state
    if before is None or before.index != index or before.generation > state.generation:
        numbered = Numbered(LabelNumbers(), LabelNumbers(), LabelNumbers())
        before = Loaded(index, 0, no_articles(), numbered)
    if before.generation == state.generation:
        return before
    every: Clause = {"bool": {"filter": [{"match_all": {}}]}}
    answer = point.search(every, size=0, aggs=aggregation(scored=False))
    live = matches_of(answer, state.next_number).docs
    if len(live) != state.articles:
        raise ValueError(f"of {state.articles:,} articles {len(live):,} are there")
    changed = list(blocks(point, before.generation, state.next_number))
    arrays = after(before.arrays, changed, live, state.next_number, before.numbered)
    return Loaded(index, state.generation, *without_old_labels(arrays, before.numbered))


def without_old_labels(arrays: StateArrays, numbered: Numbered) -> tuple[StateArrays, Numbered]:
    """Return a state without labels that only earlier ones had, where there are many of these.

    Args:
        arrays: of the state.
        numbered: its labels.
    """
    anew: dict[str, Any]
    for column, name in LABEL_ARRAYS.items():
        labels: LabelNumbers = getattr(numbered, column)
        of = getattr(arrays, name)
        if labels.is_crowded(of):
            labels, of = labels.begun_anew(of)
            anew = {name: of}
            arrays, numbered = replace(arrays, **anew), numbered._replace(**{column: labels})
    return arrays, numbered
