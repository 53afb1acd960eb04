"""The order of hits, as far as a page needs it.

Ties break by newest, then id, so that pages never overlap. Only what is on the page is
sorted: the first page and the thousandth cost the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from indexer.contract.article import UNKNOWN_HEAT
from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Sort
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.columns.columns import NO_DATE, Columns
from webui.search.local.engine import Matches

Key = Callable[[Ints], npt.NDArray[Any]]
"""Gives a number for each of some places; the least comes first."""

_LAST = np.iinfo(np.int64).max
# So few are sorted by all keys at once.
_FEW = 1000


def page_of(
    matches: Matches, columns: Columns, sort: Sort, start: int, stop: int, id_rank: Key
) -> Ints:
    """Return the documents at some places of the order that is asked for.

    Args:
        matches: the hits.
        columns: of all documents.
        sort: the order; those without a value come last.
        start, stop: the first place and the one after the last; the first of all is 0.
        id_rank: a number for each of some documents, in the order of their ids.
    """
    places = np.arange(len(matches.docs))
    keys = sort_keys(matches, columns, sort, id_rank)
    return matches.docs[select(places, keys, start, min(stop, len(places)))]


def by_date(
    docs: Ints, columns: Columns, sort: Literal["newest", "oldest"], most: int | None, id_rank: Key
) -> Ints:
    """Return some documents by their dates, undated ones last, then by id.

    Args:
        docs: ascending.
        columns: of all documents.
        sort: what comes first.
        most: how many at the most; None: all.
        id_rank: as in :func:`page_of`.
    """
    unscored = Matches(docs, np.zeros(len(docs), np.float32))
    return page_of(unscored, columns, sort, 0, len(docs) if most is None else most, id_rank)


def sort_keys(matches: Matches, columns: Columns, sort: Sort, id_rank: Key) -> list[Key]:
    """Return what matches are sorted by, the first key first; the last one has no ties.

    Keys are asked about places in ``matches``; otherwise as :func:`page_of`.
    """
    docs = matches.docs

    def newest(places: Ints) -> npt.NDArray[Any]:
        # NO_DATE is the smallest number there is, so its negation overflows: invert instead.
        return ~columns.published[docs[places]]

    keys = [_first_key(matches, columns, sort), newest, lambda places: id_rank(docs[places])]
    return keys[1:] if sort == "newest" else keys


def select(places: Ints, keys: Sequence[Key], start: int, stop: int) -> Ints:
    """Return what stands from ``start`` to before ``stop`` when places are sorted.

    Args:
        places: what to sort, shape (n,).
        keys: to sort by; the last one has no ties.
        start, stop: a part of 0 to n; empty where start is not less than stop.
    """
    checkpoint()
    if start >= stop:
        return places[:0]
    if len(places) <= _FEW or len(keys) == 1:
        return places[_order(places, keys)[start:stop]]
    values = keys[0](places)
    # One at a time: NumPy is several times slower at finding two places at once.
    least = np.partition(values, stop - 1)[:stop]
    low, high = np.partition(least, start)[start], least[-1]
    # All between the two are on the page; of those that tie with an end, some may be.
    before = int(np.count_nonzero(values < low))
    ties = places[values == low]
    if low == high:
        return select(ties, keys[1:], start - before, stop - before)
    first = select(ties, keys[1:], start - before, len(ties))
    between = places[(values > low) & (values < high)]
    middle = between[_order(between, keys)]
    left = stop - before - len(ties) - len(between)
    return np.concatenate([first, middle, select(places[values == high], keys[1:], 0, left)])


def count_before(places: Ints, keys: Sequence[Key], place: int) -> int:
    """Return how many of some places stand before one of them when they are sorted.

    Args:
        places: what is sorted, ascending, shape (n,).
        keys: to sort by; the last one has no ties, and is asked about ties only.
        place: one of them.
    """
    before = 0
    for key in keys:
        if len(places) == 1:
            break
        values = key(places)
        own = values[np.searchsorted(places, place)]
        before += int(np.count_nonzero(values < own))
        places = places[values == own]
    return before


def _order(places: Ints, keys: Sequence[Key]) -> Ints:
    """Return how places are sorted by all keys; the last one is only asked about ties."""
    values = [key(places) for key in keys[:-1]]
    order = np.lexsort(values[::-1]) if values else np.arange(len(places))
    same = np.ones(max(len(places) - 1, 0), np.bool_)
    for value in values:
        same &= value[order[1:]] == value[order[:-1]]
    if same.any():
        tied = np.zeros(len(places), np.bool_)
        tied[order[1:][same]] = tied[order[:-1][same]] = True
        last = np.zeros(len(places), np.int64)
        last[tied] = keys[-1](places[tied])
        order = np.lexsort([last, *values[::-1]])
    return order


def _first_key(matches: Matches, columns: Columns, sort: Sort) -> Key:
    docs = matches.docs
    match sort:
        case "oldest":
            published = columns.published
            return lambda places: np.where(
                published[docs[places]] == NO_DATE, _LAST, published[docs[places]]
            )
        case "quality":
            return lambda places: -columns.quality[docs[places]]
        case "heat":
            heat = columns.heat
            return lambda places: np.where(
                heat[docs[places]] == UNKNOWN_HEAT, _LAST, -heat[docs[places]]
            )
        case "added":
            # Generations tell the order; clocks may have gone backwards.
            return lambda places: -columns.added_generation[docs[places]]
        case _:
            return lambda places: -matches.scores[places]
