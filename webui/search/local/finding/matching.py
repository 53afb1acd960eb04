"""What the query alone finds, before any filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from whoosh.query import ConstantScoreQuery, NullQuery

from webui.search.criteria.criteria import SEARCHED, Criteria, Match, SearchedField
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.engine import Matches
from webui.search.local.finding.provider_names import with_names
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.words.expansion import expand
from webui.search.query.parser import ParsedQuery
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import Node, is_constraint, positive_leaves
from webui.search.results.base import Notice
from webui.search.results.presenting import some_words

# Of so many words it is said whether any article has them.
_NAMED = 12


@dataclass(frozen=True, slots=True)
class Matched:
    """What a query finds.

    Attributes:
        matches: the articles, with their scores.
        words: what patterns and fuzzy words turned into, by Whoosh field.
        notices: what the reader should know about it.
        relaxed: whether no article has all the words, and these have some of them.
        match: whether all words had to match, or any of them.
        searched: where words without a field were looked for.
        query: what was executed, as it was compiled; None where there was nothing to search.
        executed: the same, with words in the place of patterns.
    """

    matches: Matches
    words: Mapping[str, set[str]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    relaxed: bool = False
    match: Match = "all"
    searched: Sequence[SearchedField] = SEARCHED
    query: Any = None
    executed: Any = None


def match_query(
    snapshot: Snapshot, criteria: Criteria, parsed: ParsedQuery, *, relax: bool = True
) -> Matched:
    """Find the articles that match; without a query, all of them.

    Args:
        snapshot: where to look.
        criteria: whether all words must match, or any, and where; filters are not looked at.
        parsed: the query.
        relax: fall back to some of the words where no article has all of them.
    """
    if not criteria.q:
        docs = snapshot.live_docs
        return Matched(Matches(docs, np.zeros(len(docs), np.float32)))
    found = _execute(snapshot, parsed, criteria.match, criteria.searched)
    relax = relax and criteria.match == "all" and has_several_words(parsed)
    if len(found.matches.docs) or not relax:
        return found
    some = _execute(snapshot, parsed, "any", criteria.searched)
    if not len(some.matches.docs):
        return found
    notice = some_words(_missing(snapshot, parsed, criteria.searched), criteria.in_)
    return replace(some, notices=(*some.notices, notice), relaxed=True)


def match_unscored(
    snapshot: Snapshot, parsed: ParsedQuery, match: Match, searched: Sequence[SearchedField]
) -> Matches:
    """Find the articles that match some query that has words; all score alike."""
    query = expand(_compiled(snapshot, parsed, match, searched), snapshot).query
    return snapshot.execute(ConstantScoreQuery(query))


def _execute(
    snapshot: Snapshot, parsed: ParsedQuery, match: Match, searched: Sequence[SearchedField]
) -> Matched:
    query = _compiled(snapshot, parsed, match, searched)
    if query is NullQuery:
        message = "There is no word in the query that could be searched."
        none = Matches(np.empty(0, np.int64), np.empty(0, np.float32))
        notices = (Notice(code="no_words", message=message),)
        return Matched(none, notices=notices, match=match, searched=searched)
    expansion = expand(query, snapshot)
    matches = snapshot.execute(expansion.query)
    return Matched(
        matches,
        expansion.words,
        expansion.notices,
        match=match,
        searched=searched,
        query=query,
        executed=expansion.query,
    )


def _compiled(
    snapshot: Snapshot, parsed: ParsedQuery, match: Match, searched: Sequence[SearchedField]
) -> Any:
    return compile_query(with_names(parsed.tree, snapshot.called), match, searched)


def _missing(
    snapshot: Snapshot, parsed: ParsedQuery, searched: Sequence[SearchedField]
) -> list[str]:
    """Return what no article has."""
    leaves = list(_searched(parsed))[:_NAMED]
    asked = {leaf: expand(compile_query(leaf, "all", searched), snapshot).query for leaf in leaves}
    return [str(leaf) for leaf in leaves if not len(snapshot.execute(asked[leaf]).docs)]


def has_several_words(parsed: ParsedQuery) -> bool:
    """Whether it makes a difference that any of the words would do."""
    return len(list(_searched(parsed))) > 1


def _searched(parsed: ParsedQuery) -> Iterator[Node]:
    """Yield what is looked for in texts."""
    for leaf in positive_leaves(parsed.tree) if parsed.tree is not None else ():
        if not is_constraint(leaf) and not is_stop_word(leaf):
            yield leaf
