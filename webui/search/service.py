"""A search from end to end: criteria and a snapshot in, a page of results out."""

from __future__ import annotations

import time

from webui.search.criteria import Criteria
from webui.search.hits import index_state, present_hits
from webui.search.labels import Ints
from webui.search.matching import match_query
from webui.search.narrowing import Narrowed, count_facets, narrow
from webui.search.ordering import page_of
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
    total = len(narrowed.hits.docs)
    # A search that found some of the words only has not found what was asked.
    found = 0 if matched.relaxed else total
    return SearchResult(
        query=QueryEcho(text=criteria.q, parsed=str(parsed.tree or ""), filters=criteria.filters()),
        total=total,
        page=criteria.page,
        size=criteria.size,
        hits=present_hits(snapshot, matched, parsed, _page(snapshot, criteria, narrowed)),
        facets=count_facets(snapshot, criteria, narrowed),
        suggestions=_suggestions(snapshot, criteria, parsed, found),
        notices=[*parsed.notices, *matched.notices],
        index=index_state(snapshot),
        took_ms=round((time.perf_counter() - started) * 1000, 2),
    )


def count(snapshot: Snapshot, criteria: Criteria) -> int:
    """Return how many articles a search finds that have all of its words."""
    matched = match_query(snapshot, criteria, parse_query(criteria.q), relax=False)
    return len(narrow(snapshot, criteria, matched.matches).hits.docs)


def _page(snapshot: Snapshot, criteria: Criteria, narrowed: Narrowed) -> Ints:
    """Return the documents of the page that is asked for, in order."""
    start = (criteria.page - 1) * criteria.size
    return page_of(
        narrowed.hits,
        snapshot.columns,
        criteria.effective_sort,
        start,
        start + criteria.size,
        snapshot.id_rank,
    )


def _suggestions(
    snapshot: Snapshot, criteria: Criteria, parsed: ParsedQuery, found: int
) -> list[Suggestion]:
    """Offer the mended query, if it finds more."""
    mended = mend(parsed.text, parsed.tree, snapshot)
    if mended is None or isinstance(parsed.tree, Not):
        return []
    total = count(snapshot, criteria.changed(q=mended))
    return [Suggestion(text=mended, total=total)] if total > found else []
