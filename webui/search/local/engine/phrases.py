"""Phrases: documents in which words follow one another, from their positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from indexer.contract.codec.position_decoding import POSITION_BITS, Keys
from webui.search.local.engine.docset import DocSet, Numbers, from_numbers, intersection, restricted
from webui.search.local.engine.posting_lists.positions import documents_of, located
from webui.search.local.engine.segment import Segment
from webui.search.local.engine.statistics import Statistics
from webui.search.local.engine.term_scores import term_set

# A key holds the document above the position: a step may not reach the next document.
MAX_SLOP = 2 ** (POSITION_BITS - 2)

# Fewer than one in so many are looked up one by one.
_FEW = 16


def phrase_set(
    segment: Segment,
    statistics: Statistics,
    field: str,
    terms: Sequence[bytes],
    slop: int,
    *,
    scored: bool,
) -> DocSet:
    """Return the documents in which terms stand in this order, with the sum of their scores.

    Args:
        segment: where to look.
        statistics: of the whole index.
        field: a field with positions.
        terms: at least one; a term may repeat, and scores as often.
        slop: how many positions each may stand after the one before; 1 is next to it.
        scored: whether anybody asks for the scores.
    """

    def in_order() -> DocSet:
        docs = with_all(segment, statistics, field, terms)
        if len(terms) > 1 and len(docs):
            docs = documents_of(ends_in_order(segment, field, terms, min(slop, MAX_SLOP), docs))
        return from_numbers(segment.size, docs, None)

    # Scores come and go with the state of the index; where the words stand does not.
    found = segment.cached(("phrase", field, tuple(terms), slop), in_order)
    if not scored:
        return found
    times = Counter(terms)
    sets = {
        term: term_set(segment, statistics, field, term, scored=True).times(count)
        for term, count in times.items()
    }
    return restricted(intersection(list(sets.values())), found)


def with_all(
    segment: Segment, statistics: Statistics, field: str, terms: Iterable[bytes]
) -> Numbers:
    """Return the documents that have all of some terms in a field; perhaps more, if several.

    Where positions stand ready it is those that have the terms in any field of the group, so that
    it is found once for all fields: a text without one of the terms has no position of it.
    """
    different = tuple(dict.fromkeys(terms))
    group = segment.group((field,))
    if group is None or not group.has_positions or len(different) == 1:
        return intersection(
            [term_set(segment, statistics, field, term, scored=False) for term in different]
        ).numbers()

    def together() -> DocSet:
        sets = [
            from_numbers(segment.size, segment.coded(group, term).docs, None) for term in different
        ]
        return intersection(sets)

    key = ("together", group.fields, tuple(sorted(different)))
    return segment.cached(key, together).numbers()


def ends_in_order(
    segment: Segment, field: str, terms: Sequence[bytes], slop: int, docs: Numbers
) -> Keys:
    """Return where terms stand in order, once for each place: where it ends, or begins.

    Args:
        segment: where to look.
        field: a field with positions.
        terms: at least two.
        slop: how many positions each may stand after the one before, :data:`MAX_SLOP` at most.
        docs: the documents that may have all of the terms.
    """

    def places(term: bytes) -> Keys:
        return segment.positions_within(field, term, docs)

    if slop == 1:
        known = {term: places(term) for term in dict.fromkeys(terms)}
        # Where the phrase would begin, for each term; the rarest leaves least to look at.
        rarest = sorted(range(len(terms)), key=lambda place: len(known[terms[place]]))
        begins = known[terms[rarest[0]]] - rarest[0]
        for place in rarest[1:]:
            begins = _common(known[terms[place]], begins + place) - place
        return begins
    ends = places(terms[0])
    for term in terms[1:]:
        ends = _reachable(ends, places(term), slop)
    return ends


def _common(keys: Keys, wanted: Keys) -> Keys:
    """Return those of some keys that are among others; both are ascending, without repeats."""
    if _FEW * len(wanted) < len(keys):
        few: Keys = wanted[located(keys, wanted)[1]]
        return few
    # Two runs, which a stable sort merges.
    merged: Keys = np.sort(np.concatenate([keys, wanted]), kind="stable")
    common: Keys = merged[1:][merged[1:] == merged[:-1]]
    return common


def _reachable(ends: Keys, places: Keys, slop: int) -> Keys:
    """Return the places that follow one of the ends by at most ``slop``; all are ascending."""
    if not len(ends):
        return ends
    at = np.searchsorted(ends, places - slop)
    inside = at < len(ends)
    at[~inside] = 0
    return places[inside & (ends[at] < places)]
