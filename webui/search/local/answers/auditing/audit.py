"""A search string, looked at from all sides."""

from __future__ import annotations

import time

from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.auditing.clause_totals import branch, clause_totals
from webui.search.local.answers.auditing.counting import Counting
from webui.search.local.answers.auditing.lacking_words import lacking_words
from webui.search.local.answers.auditing.word_forms import word_forms
from webui.search.local.answers.parts import index_state
from webui.search.local.finding.find import Found, count, count_topics_only, find
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.clauses import clauses_of
from webui.search.results.audit import Audit, FieldTotals
from webui.search.results.search import QueryEcho


def audit(snapshot: Snapshot, criteria: Criteria) -> Audit:
    """Say what a search string does. Some of its words never do for all of them.

    Raises:
        IndexStateError: the index's files cannot be read.
    """
    started = time.perf_counter()
    found = find(snapshot, criteria, relax=False)
    tree = found.parsed.tree
    counting = Counting(snapshot, criteria)
    joined_by, clauses = clauses_of(tree, criteria.match)
    missing, compared = lacking_words(counting, tree)
    return Audit(
        query=QueryEcho(text=criteria.q, parsed=str(tree or ""), filters=criteria.filters()),
        total=len(found.hits.docs),
        joined_by=joined_by,
        clauses=[clause_totals(counting, clause, tree) for clause in clauses if tree is not None],
        forms=word_forms(counting, tree),
        fields=_fields(snapshot, criteria, found),
        missing=missing,
        compared=compared,
        tree=None if tree is None else branch(counting, tree),
        notices=found.notices,
        took_ms=round((time.perf_counter() - started) * 1000, 2),
        index=index_state(snapshot),
    )


def _fields(snapshot: Snapshot, criteria: Criteria, found: Found) -> FieldTotals:
    return FieldTotals(
        title=count(snapshot, criteria.changed(in_=("title",))),
        excerpt=count(snapshot, criteria.changed(in_=("excerpt",))),
        topics=count(snapshot, criteria.changed(in_=("topics",))),
        topics_only=count_topics_only(snapshot, criteria, found),
    )
