"""A search from end to end: criteria and a snapshot in, a page of results out."""

from __future__ import annotations

import time

import numpy as np

from webui.search.criteria import Criteria
from webui.search.hits import index_state, present_hits
from webui.search.matching import match_query
from webui.search.narrowing import count_facets, narrow
from webui.search.ordering import order_hits
from webui.search.query.parser import ParsedQuery, parse_query
from webui.search.query.syntax import Not
from webui.search.results import QueryEcho, SearchResult, Suggestion
from webui.search.snapshot import Snapshot
from webui.search.spelling import mend


def search(snapshot: Snapshot, criteria: Criteria) -> SearchResult:
    """Answer a search.

    Raises:
        IndexDamagedError: the index's files cannot be read.
    """
    started = time.perf_counter()
    parsed = parse_query(criteria.q)
    matched = match_query(snapshot, criteria, parsed)
    narrowed = narrow(snapshot, criteria, matched.matches)
    order = order_hits(
        narrowed.hits(matched.matches), snapshot.columns, snapshot.rank, criteria.effective_sort
    )
    start = (criteria.page - 1) * criteria.size
    # A search that found some of the words only has not found what was asked.
    found = 0 if matched.relaxed else len(order)
    return SearchResult(
        query=QueryEcho(text=criteria.q, parsed=str(parsed.tree or ""), filters=criteria.filters()),
        total=len(order),
        page=criteria.page,
        size=criteria.size,
        hits=present_hits(snapshot, matched, parsed, order[start : start + criteria.size]),
        facets=count_facets(snapshot, criteria, narrowed),
        suggestions=_suggestions(snapshot, criteria, parsed, found),
        notices=[*parsed.notices, *matched.notices],
        index=index_state(snapshot),
        took_ms=round((time.perf_counter() - started) * 1000, 2),
    )


def count(snapshot: Snapshot, criteria: Criteria) -> int:
    """Return how many articles a search finds that have all of its words."""
    matched = match_query(snapshot, criteria, parse_query(criteria.q), relax=False)
    return int(np.count_nonzero(narrow(snapshot, criteria, matched.matches).all))


def _suggestions(
    snapshot: Snapshot, criteria: Criteria, parsed: ParsedQuery, found: int
) -> list[Suggestion]:
    """Offer the mended query, if it finds more."""
    mended = mend(parsed.text, parsed.tree, snapshot)
    if mended is None or isinstance(parsed.tree, Not):
        return []
    total = count(snapshot, criteria.changed(q=mended))
    return [Suggestion(text=mended, total=total)] if total > found else []
