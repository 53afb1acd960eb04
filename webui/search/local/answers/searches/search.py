"""A search from end to end: criteria and a snapshot in, a page of results out."""

from __future__ import annotations

import time

from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.parts import index_state
from webui.search.local.answers.peak_stories import with_peaks
from webui.search.local.answers.searches.changes_since import changes_since
from webui.search.local.answers.searches.hit_list import listing
from webui.search.local.answers.searches.hits import present_hits
from webui.search.local.answers.searches.sample import sample_info
from webui.search.local.finding.facet_counting import count_facets
from webui.search.local.finding.find import Found, count, find
from webui.search.local.ranking.reordering import reordered
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.words.spelling import mend
from webui.search.query.parser import ParsedQuery
from webui.search.query.syntax import Not
from webui.search.results.search import QueryEcho, SearchResult, Suggestion


def search(snapshot: Snapshot, criteria: Criteria) -> SearchResult:
    """Answer a search.

    Raises:
        IndexStateError: the index's files cannot be read.
    """
    return present(snapshot, criteria, reordered(snapshot, criteria, find(snapshot, criteria)))


def present(snapshot: Snapshot, criteria: Criteria, found: Found) -> SearchResult:
    """Present a page of what was found; raises as :func:`search` does."""
    parsed, matched, hits = found.parsed, found.matched, found.hits
    total = len(hits.docs)
    every = listing(snapshot, criteria, found)
    start = (criteria.page - 1) * criteria.size
    page = every.docs(start, start + criteria.size)
    # A search that found some of the words only has not found what was asked.
    enough = 0 if matched.relaxed else total
    return SearchResult(
        query=QueryEcho(
            text=criteria.q,
            parsed=str(parsed.tree or ""),
            filters=criteria.filters(),
            added=list(found.added) or None,
        ),
        total=total,
        sample=sample_info(found.drawn) if found.drawn else None,
        as_of=None
        if criteria.as_of is None
        else changes_since(snapshot, hits.docs, criteria.as_of),
        stories=None if every.folded is None else len(every),
        page=criteria.page,
        size=criteria.size,
        hits=present_hits(snapshot, found, page, every.folded),
        facets=with_peaks(
            snapshot, criteria, found, count_facets(snapshot, criteria, found.narrowed)
        ),
        suggestions=_suggestions(snapshot, criteria, parsed, enough),
        notices=found.notices,
        index=index_state(snapshot),
        took_ms=round((time.perf_counter() - found.started) * 1000, 2),
    )


def _suggestions(
    snapshot: Snapshot, criteria: Criteria, parsed: ParsedQuery, found: int
) -> list[Suggestion]:
    """Offer the mended query, if it finds more."""
    mended = mend(parsed.text, parsed.tree, snapshot, criteria.searched)
    if mended is None or isinstance(parsed.tree, Not):
        return []
    total = count(snapshot, criteria.changed(q=mended))
    return [Suggestion(text=mended, total=total)] if total > found else []
