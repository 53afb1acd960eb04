"""The matches under the filters: which are hits, and what they are a part of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.contract.codec.arrays import Bools, Ints
from webui.search.criteria.criteria import Criteria
from webui.search.criteria.facet_specs import FacetName
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.columns.filters import common_filters, selections
from webui.search.local.engine import Matches
from webui.search.local.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The matches under the filters.

    Attributes:
        hits: matches under all filters.
        others: for each facet with a selection, the numbers of the matches under all
            filters but that selection.
    """

    hits: Matches
    others: dict[FacetName, Ints]


def narrow(snapshot: Snapshot, criteria: Criteria, matches: Matches) -> Narrowed:
    """Apply the filters to what a query found.

    Raises:
        ParameterError: a later state of the archive is named than there is.
    """
    criteria.agree_with(snapshot.generation)
    columns = snapshot.columns
    if criteria.id_:
        matches = _kept(matches, np.isin(matches.docs, snapshot.docs_of(criteria.id_)))
    for passes in common_filters(criteria, columns):
        checkpoint()
        matches = _kept(matches, passes(matches.docs))
    passed = {
        facet: passes(matches.docs) for facet, passes in selections(criteria, columns).items()
    }
    if not passed:
        return Narrowed(matches, {})
    others = {}
    for facet in passed:
        rest = [mask for other, mask in passed.items() if other != facet]
        kept = np.logical_and.reduce(rest).nonzero()[0] if rest else None
        others[facet] = matches.docs if kept is None else matches.docs.take(kept)
    return Narrowed(_kept(matches, np.logical_and.reduce(list(passed.values()))), others)


def _kept(matches: Matches, passed: Bools) -> Matches:
    # Taking by places is several times faster than by flags of which many are set.
    places = passed.nonzero()[0]
    return Matches(matches.docs.take(places), matches.scores.take(places))


def period_docs(snapshot: Snapshot, criteria: Criteria) -> Ints:
    """Return the live documents of the dates that are asked for, ascending, shape (n,)."""
    docs = snapshot.live_docs
    for passes in common_filters(criteria.period(), snapshot.columns):
        docs = docs[passes(docs)]
    return docs


def base_docs(snapshot: Snapshot, criteria: Criteria) -> Ints:
    """Return the live documents that a share is a share of, ascending, shape (n,).

    Those of the dates that are asked for, or, with ``base=filtered``, those that the same search
    without its query would leave.
    """
    if criteria.base == "all":
        return period_docs(snapshot, criteria)
    every = snapshot.live_docs
    return narrow(snapshot, criteria, Matches(every, np.zeros(len(every), np.float32))).hits.docs
