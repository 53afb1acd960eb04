"""The order of hits, as far as a page needs it.

Ties break by newest, then id, so that pages never overlap. Only what is on the page is
sorted: the first page and the thousandth cost the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.contract.article import UNKNOWN_HEAT
from indexer.contract.codec.arrays import Ints
from webui.search.criteria.criteria import Sort
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.columns.columns import NO_DATE, Columns
from webui.search.local.engine import Matches

Places: TypeAlias = Ints | slice
"""Some places, or all, as ``slice(None)``."""

Key = Callable[[Any], npt.NDArray[Any]]
"""Gives a number for each of some :data:`Places`; the least comes first."""

_LAST = np.iinfo(np.int64).max
_EVERY = slice(None)
# So few are sorted at once.
_FEW = 1000
_FEWEST = 24
# Of so many values the least is looked at, for each that is wanted. More make it likelier that
# few others are less than what bounds the page.
_GROUPS = 8


def page_of(
    matches: Matches,
    columns: Columns,
    sort: Sort,
    start: int,
    stop: int,
    by_id: Sequence[Key],
) -> Ints:
    """Return the documents at some places of the order that is asked for.

    Args:
        matches: the hits.
        columns: of all documents.
        sort: the order; those without a value come last.
        start, stop: the first place and the one after the last; the first of all is 0.
        by_id: what documents are sorted by to stand in the order of their ids; the last key
            leaves no ties.
    """
    places = range(len(matches.docs))
    keys = sort_keys(matches, columns, sort, by_id)
    return matches.docs[select(places, keys, start, min(stop, len(places)))]


def by_date(
    docs: Ints,
    columns: Columns,
    sort: Literal["newest", "oldest"],
    most: int | None,
    by_id: Sequence[Key],
) -> Ints:
    """Return some documents by their dates, undated ones last, then by id.

    Args:
        docs: ascending.
        columns: of all documents.
        sort: what comes first.
        most: how many at the most; None: all.
        by_id: as in :func:`page_of`.
    """
    unscored = Matches(docs, np.zeros(len(docs), np.float32))
    return page_of(unscored, columns, sort, 0, len(docs) if most is None else most, by_id)


def sort_keys(matches: Matches, columns: Columns, sort: Sort, by_id: Sequence[Key]) -> list[Key]:
    """Return what matches are sorted by, the first key first; the last one has no ties.

    Keys are asked about places in ``matches``, each about those only that the ones before leave
    tied; otherwise as :func:`page_of`.
    """
    docs = matches.docs

    def newest(places: Places) -> npt.NDArray[Any]:
        # NO_DATE is the smallest number there is, so its negation overflows: invert instead.
        return ~_values(columns.published, docs, places)

    def newest_day(places: Places) -> npt.NDArray[Any]:
        return ~_values(columns.days, docs, places)

    def of_docs(key: Key) -> Key:
        return lambda places: key(docs[places])

    # Of many most are left out by their days, which take half the room.
    keys = [*([newest_day] if len(docs) > _FEW else []), newest, *map(of_docs, by_id)]
    return keys if sort == "newest" else [_first_key(matches, columns, sort), *keys]


def select(places: Ints | range, keys: Sequence[Key], start: int, stop: int) -> Ints:
    """Return what stands from ``start`` to before ``stop`` when places are sorted.

    Args:
        places: what to sort, shape (n,); ``range(n)`` where it is all that there is.
        keys: to sort by; the last one has no ties.
        start, stop: a part of 0 to n; empty where start is not less than stop.
    """
    checkpoint()
    if start >= stop:
        return np.empty(0, np.int64)
    # What the last key was asked about has no ties.
    if not keys:
        return _array(places)[start:stop]
    values = keys[0](_EVERY if isinstance(places, range) else places)
    if len(places) <= _FEW or (start, stop) == (0, len(places)):
        return _sorted(_array(places), values, keys[1:], start, stop)
    low, high = _ends(values, start, stop)
    if low == high:
        ties, before = np.flatnonzero(values == low), int(np.count_nonzero(values < low))
        if len(ties) < len(places):
            places = _at(places, ties)
        return select(places, keys[1:], start - before, stop - before)
    # All between the two are on the page; of those that tie with an end, some may be.
    near = np.flatnonzero(values <= high)
    values, near = values[near], _at(places, near)
    ties = near[values == low]
    before = len(near) - int(np.count_nonzero(values >= low))
    first = select(ties, keys[1:], start - before, len(ties))
    inside = (values > low) & (values < high)
    between = near[inside]
    middle = _sorted(between, values[inside], keys[1:], 0, len(between))
    left = stop - before - len(ties) - len(between)
    return np.concatenate([first, middle, select(near[values == high], keys[1:], 0, left)])


def _at(places: Ints | range, which: Ints) -> Ints:
    return which if isinstance(places, range) else places[which]


def _array(places: Ints | range) -> Ints:
    return np.arange(len(places)) if isinstance(places, range) else places


def _ends(values: npt.NDArray[Any], start: int, stop: int) -> tuple[Any, Any]:
    """Return the values at ``start`` and before ``stop`` when they are sorted.

    Of groups of values that hold all of them, ``stop`` have a least value that is not above the
    bound, so as many values are not; mostly it leaves few to be looked at.
    """
    height = len(values) // (stop * _GROUPS)
    if height < 2:
        return _partitioned(values, start, stop)
    groups = values[: height * (len(values) // height)].reshape(height, -1)
    bound = np.partition(groups.min(axis=0), stop - 1)[stop - 1]
    less = values[values < bound]
    if len(less) >= stop:
        return _partitioned(less, start, stop)
    if len(less) <= start:
        return bound, bound
    return np.partition(less, start)[start], bound


def _partitioned(values: npt.NDArray[Any], start: int, stop: int) -> tuple[Any, Any]:
    # One at a time: NumPy is several times slower at finding two places at once.
    least = np.partition(values, stop - 1)[:stop]
    return np.partition(least, start)[start], least[-1]


def count_before(places: Ints | range, keys: Sequence[Key], place: int) -> int:
    """Return how many of some places stand before one of them when they are sorted.

    Args:
        places: what is sorted, ascending, as :func:`select` has it.
        keys: to sort by; the last one has no ties, and each is asked about ties only.
        place: one of them.
    """
    before, places = 0, _array(places)
    for key in keys:
        if len(places) == 1:
            break
        values = key(places)
        own = values[np.searchsorted(places, place)]
        before += int(np.count_nonzero(values < own))
        places = places[values == own]
    return before


def _sorted(
    places: Ints, values: npt.NDArray[Any], keys: Sequence[Key], start: int, stop: int
) -> Ints:
    """Return what :func:`select` does of places whose first key is known.

    Each of the other keys is asked about ties only, and about those only that are on the page.
    """
    if len(places) <= _FEWEST:
        return _few_sorted(places, values, keys, start, stop)
    order = values.argsort()
    places, values = places[order], values[order]
    # Where a run of ties begins, shape (n + 1,); all that is sorted ends there, too.
    begins = np.ones(len(places) + 1, np.bool_)
    np.not_equal(values[1:], values[:-1], out=begins[1:-1])
    for key in keys:
        if (start, stop) != (0, len(places)):
            # From the run that the page begins in to the one that it ends in.
            bounds = begins.nonzero()[0]
            first = bounds[bounds.searchsorted(start, "right") - 1]
            last = bounds[bounds.searchsorted(stop)]
            places, begins = places[first:last], begins[first : last + 1]
            start, stop = start - first, stop - first
        tied = (~(begins[:-1] & begins[1:])).nonzero()[0]
        if not len(tied):
            break
        checkpoint()
        values, run = key(places[tied]), begins[:-1].cumsum()[tied]
        order = np.lexsort((values, run))
        places[tied], values = places[tied[order]], values[order]
        # Of two neighbours that were tied, the second begins a run where it is greater.
        begins[tied[1:]] |= values[1:] != values[:-1]
    return places[start:stop]


def _few_sorted(
    places: Ints, values: npt.NDArray[Any], keys: Sequence[Key], start: int, stop: int
) -> Ints:
    """Do the same without arrays, whose overhead is more than the work."""
    found = places.tolist()
    runs, numbers = [(0, len(found))], values.tolist()
    for key in (None, *keys):
        tied = [place for first, last in runs for place in range(first, last)]
        if key is not None:
            numbers = key(np.array([found[place] for place in tied])).tolist()
        value_of = {found[place]: number for place, number in zip(tied, numbers, strict=True)}
        for first, last in runs:
            found[first:last] = sorted(found[first:last], key=value_of.__getitem__)
        runs = [
            (at, after)
            for first, last in runs
            for at, after in _equal(found, value_of, first, last)
            # Only what is partly on the page has to be told apart.
            if at < stop and after > start
        ]
        if not runs:
            break
    return np.array(found[start:stop], np.int64)


def _equal(
    found: Sequence[int], value_of: Mapping[int, Any], first: int, last: int
) -> Iterator[tuple[int, int]]:
    """Yield the runs of neighbours that have the same value, if they are several."""
    at = first
    for place in range(first + 1, last + 1):
        if place == last or value_of[found[place]] != value_of[found[at]]:
            if place - at > 1:
                yield at, place
            at = place


def _values(column: npt.NDArray[Any], docs: Ints, places: Places) -> npt.NDArray[Any]:
    # Then all documents are hits, each in its own place.
    return column[places] if len(docs) == len(column) else column.take(docs[places])


def _first_key(matches: Matches, columns: Columns, sort: Sort) -> Key:
    docs = matches.docs

    def least_first(column: Ints, unknown: int, places: Places) -> Ints:
        values = _values(column, docs, places)
        return np.where(values == unknown, _LAST, values)

    def most_first(column: Ints, unknown: int, places: Places) -> Ints:
        values = _values(column, docs, places)
        return np.where(values == unknown, _LAST, ~values.astype(np.int64))

    match sort:
        case "oldest":
            return partial(least_first, columns.published, NO_DATE)
        case "quality":
            # None is the smallest number that the column's type has, as with dates.
            return lambda places: ~_values(columns.quality, docs, places)
        case "heat":
            return partial(most_first, columns.heat, UNKNOWN_HEAT)
        case "added":
            # Generations tell the order; clocks may have gone backwards.
            return lambda places: -_values(columns.added_generation, docs, places)
        case _:
            return lambda places: -matches.scores[places]
