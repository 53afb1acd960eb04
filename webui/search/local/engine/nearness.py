"""Words near each other in any order, and words that stand often, from positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from webui.search.local.engine.docset import DocSet, empty, from_numbers
from webui.search.local.engine.phrases import MAX_SLOP, ends_in_order, with_all
from webui.search.local.engine.posting_lists.positions import documents_of
from webui.search.local.engine.segment import Segment
from webui.search.local.engine.statistics import Statistics


def near_set(
    segment: Segment, statistics: Statistics, field: str, terms: Sequence[bytes], distance: int
) -> DocSet:
    """Return the documents of a ``NearWords``, without scores; kept, as they take long to find.

    The places of all terms are sorted together and cut into stretches wherever the next one is
    too far away; in one of them every term has to stand as often as it is wanted.

    Args:
        segment: where to look.
        statistics: of the whole index.
        field: a field with positions.
        terms: at least one.
        distance: how many positions one may be after another at most.
    """
    key = ("near", field, tuple(terms), distance)
    return segment.cached(key, lambda: _near(segment, statistics, field, terms, distance))


def _near(
    segment: Segment, statistics: Statistics, field: str, terms: Sequence[bytes], distance: int
) -> DocSet:
    times = Counter(terms)
    docs = with_all(segment, statistics, field, times)
    if len(terms) == 1 or not len(docs):
        return from_numbers(segment.size, docs, None)
    places = [segment.positions_within(field, term, docs) for term in times]
    keys = np.concatenate(places)
    if not len(keys):
        return empty(segment.size).scored(None)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    of_term = np.repeat(np.arange(len(places)), list(map(len, places)))[order]
    begins = np.ones(len(keys), np.bool_)
    begins[1:] = np.diff(keys) > min(distance, MAX_SLOP)
    stretch = np.cumsum(begins) - 1
    size = int(stretch[-1]) + 1
    counts = np.bincount(stretch * len(places) + of_term, minlength=size * len(places))
    whole = (counts.reshape(size, len(places)) >= list(times.values())).all(axis=1)
    return from_numbers(segment.size, documents_of(keys[begins][whole]), None)


def frequent_set(
    segment: Segment,
    statistics: Statistics,
    terms: Sequence[tuple[str, Sequence[bytes]]],
    times: int,
    slop: int,
) -> DocSet:
    """Return the documents of an ``OccursAtLeast``, without scores; kept like those above.

    Args:
        segment: where to look.
        statistics: of the whole index.
        terms: for each field the terms that follow one another, or the only one.
        times: how often at least, in all fields together.
        slop: how many positions each term may stand after the one before.
    """
    asked = tuple((field, tuple(words)) for field, words in terms)
    key = ("frequent", asked, times, slop)
    return segment.cached(key, lambda: _frequent(segment, statistics, terms, times, slop))


def _frequent(
    segment: Segment,
    statistics: Statistics,
    terms: Sequence[tuple[str, Sequence[bytes]]],
    times: int,
    slop: int,
) -> DocSet:
    counts = np.zeros(segment.size, np.int64)
    for field, words in terms:
        docs = with_all(segment, statistics, field, words)
        if not len(docs):
            continue
        if len(words) == 1:
            keys = segment.positions(field, words[0])
        else:
            keys = ends_in_order(segment, field, words, min(slop, MAX_SLOP), docs)
        counts += np.bincount(documents_of(keys, repeated=True), minlength=segment.size)
    found = np.flatnonzero(counts >= times)
    return from_numbers(segment.size, found, None) if len(found) else empty(segment.size)
