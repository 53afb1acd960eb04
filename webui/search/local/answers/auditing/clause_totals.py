"""What each clause of a search string finds, what it adds, and how the whole was read."""

from __future__ import annotations

import numpy as np

from indexer.contract.codec.arrays import Ints
from webui.search.local.answers.auditing.counting import Counting
from webui.search.local.answers.parts import article_ref
from webui.search.local.columns.ordering import by_date
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.snapshot.story_lookup import stories_of
from webui.search.query.clauses import Clause, alone, joint, searched_parts
from webui.search.query.syntax import Group, Node, Not
from webui.search.results.audit import Branch, ClauseTotals

# Titles that show what a clause is good for, and among how many of the newest they are looked for.
_TITLES, _NEWEST = 3, 50


def clause_totals(counting: Counting, clause: Clause, tree: Node) -> ClauseTotals:
    """Count what a clause finds, and the whole without it.

    Args:
        counting: of the search.
        clause: of its query.
        tree: the query.
    """
    rest = counting.flags_of(clause.rest)
    only = np.flatnonzero(counting.flags_of(tree) & ~rest)
    snapshot, any_will_do = counting.snapshot, counting.criteria.match == "any"
    shown = _of_different_stories(snapshot, only)
    return ClauseTotals(
        text=str(clause.node),
        total=counting.total(clause.node),
        without=int(np.count_nonzero(rest)),
        only=len(only),
        titles=[article_ref(article) for article in snapshot.shown(shown)],
        rest=None if clause.rest is None else str(clause.rest),
        # Under a NOT the parts of data-driven are a phrase again.
        only_query=None if any_will_do else str(alone(tree, clause)),
    )


def _of_different_stories(snapshot: Snapshot, docs: Ints) -> list[int]:
    """Return the newest of some documents, of each story one as far as there are several."""
    story = stories_of(snapshot).story
    newest = by_date(docs, snapshot.columns, "newest", _NEWEST, snapshot.by_id).tolist()
    first: dict[int, int] = {}
    for doc in newest:
        first.setdefault(int(story[doc]), doc)
    others = [doc for doc in newest if doc not in first.values()]
    chosen = [*first.values(), *others][:_TITLES]
    return [doc for doc in newest if doc in chosen]


def branch(counting: Counting, node: Node) -> Branch:
    """Return a part of a query with all that it consists of, and what each finds by itself."""
    operator, parts = None, list[Node]()
    if isinstance(node, Group):
        match = counting.criteria.match
        operator, parts = joint(node, match), searched_parts(node, match)
    children = [branch(counting, part) for part in parts]
    if isinstance(node, Not):
        inside = branch(counting, node.child)
        total = counting.total(node)
        return Branch(operator="not", text=str(node), total=total, children=[inside])
    if len(children) == 1:
        # What stood beside it were very common words.
        return children[0]
    return Branch(operator=operator, text=str(node), total=counting.total(node), children=children)
