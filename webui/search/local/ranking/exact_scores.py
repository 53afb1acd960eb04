"""The scores by which hits are ordered, where a search has only found them nearly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from webui.search.criteria.criteria import Criteria
from webui.search.local.engine import Matches
from webui.search.local.finding.find import Found
from webui.search.local.finding.narrowing import Narrowed
from webui.search.local.snapshot.snapshot import Snapshot

_FEW = 1000


def exactly_scored(snapshot: Snapshot, criteria: Criteria, found: Found) -> Found:
    """Return what was found, with exact scores of the hits that come first by relevance.

    In another order these are shown, too, if the hits are few.

    Raises:
        IndexStateError: the archive cannot be read.
    """
    query = found.matched.executed
    is_few = len(found.hits.docs) <= _FEW
    if query is None or not (is_few or criteria.effective_sort == "relevance"):
        return found
    exact = snapshot.scored_exactly(query, found.hits)
    return found if exact is None else with_scores(found, exact)


def with_scores(found: Found, changed: Matches) -> Found:
    """Return what was found with other scores for some of the hits."""
    return replace(
        found,
        matched=replace(found.matched, matches=_with(found.matched.matches, changed)),
        narrowed=Narrowed(_with(found.hits, changed), found.narrowed.others),
    )


def _with(matches: Matches, changed: Matches) -> Matches:
    scores = matches.scores.copy()
    scores[np.searchsorted(matches.docs, changed.docs)] = changed.scores
    return Matches(matches.docs, scores)
