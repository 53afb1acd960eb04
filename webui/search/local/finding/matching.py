"""What the query alone finds, before any filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from whoosh.query import NullQuery

from webui.search.criteria.criteria import Criteria, Match
from webui.search.local.compiling.compiler import compile_query
from webui.search.local.engine import Matches
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.local.words.expansion import expand
from webui.search.query.parser import ParsedQuery
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import Node, is_constraint, positive_leaves
from webui.search.results.base import Notice

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
    """

    matches: Matches
    words: Mapping[str, set[str]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    relaxed: bool = False
    match: Match = "all"


def match_query(
    snapshot: Snapshot, criteria: Criteria, parsed: ParsedQuery, *, relax: bool = True
) -> Matched:
    """Find the articles that match; without a query, all of them.

    Args:
        snapshot: where to look.
        criteria: whether all words must match, or any; filters are not looked at.
        parsed: the query.
        relax: fall back to some of the words where no article has all of them.
    """
    if not criteria.q:
        docs = snapshot.live_docs
        return Matched(Matches(docs, np.zeros(len(docs), np.float32)))
    found = _execute(snapshot, parsed, criteria.match)
    relax = relax and criteria.match == "all" and has_several_words(parsed)
    if len(found.matches.docs) or not relax:
        return found
    some = _execute(snapshot, parsed, "any")
    if not len(some.matches.docs):
        return found
    message = "No article has all of these words; these have some of them."
    if missing := _missing(snapshot, parsed):
        message += f" In no article: {', '.join(missing)}."
    notice = Notice(code="some_words", message=message)
    return replace(some, notices=(*some.notices, notice), relaxed=True)


def _execute(snapshot: Snapshot, parsed: ParsedQuery, match: Match) -> Matched:
    query = compile_query(parsed.tree, match)
    if query is NullQuery:
        message = "There is no word in the query that could be searched."
        none = Matches(np.empty(0, np.int64), np.empty(0, np.float32))
        return Matched(none, notices=(Notice(code="no_words", message=message),), match=match)
    expansion = expand(query, snapshot)
    matches = snapshot.execute(expansion.query)
    return Matched(matches, expansion.words, expansion.notices, match=match)


def _missing(snapshot: Snapshot, parsed: ParsedQuery) -> list[str]:
    """Return what no article has."""
    leaves = list(_searched(parsed))[:_NAMED]
    return [
        str(leaf)
        for leaf in leaves
        if not len(snapshot.execute(expand(compile_query(leaf, "all"), snapshot).query).docs)
    ]


def has_several_words(parsed: ParsedQuery) -> bool:
    """Whether it makes a difference that any of the words would do."""
    return len(list(_searched(parsed))) > 1


def _searched(parsed: ParsedQuery) -> Iterator[Node]:
    """Yield what is looked for in texts."""
    for leaf in positive_leaves(parsed.tree) if parsed.tree is not None else ():
        if not is_constraint(leaf) and not is_stop_word(leaf):
            yield leaf
