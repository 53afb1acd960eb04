"""Whether another backend answers what the reference answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

import pytest

from tests.webui.search.contract.support.backends import Kind
from tests.webui.search.library import TODAY, asking
from tests.webui.search.reference.archive import Entry
from tests.webui.search.reference.backend import ReferenceFinding, ReferenceSearcher
from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.query.syntax import (
    AtLeast,
    Fuzzy,
    Group,
    Near,
    Node,
    Not,
    Pattern,
    Phrase,
    Word,
    is_constraint,
    positive_leaves,
)
from webui.search.query.terms import pattern_pieces, stems
from webui.search.results.base import Result
from webui.search.results.search import SearchResult

PRECISION = 1e-4
"""Scores may differ by this part of them: backends may reckon with 32 bits."""

_CHANGING = {"took_ms": True, "index": True}


def ask(searcher: Searcher, q: str = "", **fields: Any) -> SearchResult:
    """Return a page of hits, as of 1 September 2021."""
    return searcher.find(asking(q=q, **fields, today=TODAY)).page()


def ids(result: SearchResult) -> list[str]:
    """Return the ids of the hits, in order."""
    return [hit.id for hit in result.hits]


def found(searcher: Searcher, q: str, **fields: Any) -> set[str]:
    """Return the ids of all that a search finds; there must be no more than a page."""
    result = ask(searcher, q, size=100, **fields)
    assert result.total == len(result.hits)
    return set(ids(result))


def shown(answer: Result) -> dict[str, Any]:
    """Return an answer as data, but for what is different in any two states."""
    return answer.model_dump(exclude=_CHANGING)


def assert_same_page(
    kind: Kind, searcher: Searcher, reference: ReferenceSearcher, criteria: Criteria
) -> None:
    """Compare a page of hits, with its facets, notices, suggestions and scores."""
    finding, expected = searcher.find(criteria), reference.find(criteria)
    assert (finding.total, finding.relaxed) == (expected.total, expected.relaxed)
    assert finding.notices == expected.notices
    ours, theirs = finding.page(), expected.page()
    assert ours.facets.cut == theirs.facets.cut
    left, right = shown(ours), shown(theirs)
    # Words of deleted articles may seem to be what was meant.
    if not kind.exact:
        del left["suggestions"], right["suggestions"]
    scores = [[hit.pop("score") for hit in side["hits"]] for side in (left, right)]
    if criteria.effective_sort == "relevance" and not (kind.exact and has_order(expected)):
        assert len(left.pop("hits")) == len(right.pop("hits"))
    elif kind.exact and has_scores(expected.found.parsed.tree):
        near = [score and pytest.approx(score, rel=PRECISION, abs=1e-5) for score in scores[1]]
        assert scores[0] == near
    assert left == right


def has_scores(tree: Node | None) -> bool:
    """Whether the scores of a query are promised."""
    match tree:
        case Pattern(text):
            return len(pattern_pieces(text)) == 1
        case Group("or", children):
            leaves = [leaf for child in children for leaf in positive_leaves(child)]
            return not any(map(is_constraint, leaves)) and all(map(has_scores, children))
        case Group(_, children):
            return all(has_scores(child) or is_constraint(child) for child in children)
        case Not():
            return True
        case _:
            return True


def has_order(finding: ReferenceFinding) -> bool:
    """Whether the order of hits by relevance is promised."""
    found = finding.found
    tree = found.parsed.tree
    leaves = list(positive_leaves(tree)) if tree is not None else []
    terms: set[str] | None = set()
    for leaf in leaves:
        part = leaf.term if isinstance(leaf, AtLeast) else leaf
        if isinstance(part, Word | Phrase | Near) and terms is not None:
            terms = None if part.exact else {*terms, *(t.text for t in stems(part.text))}
        elif isinstance(leaf, Pattern | Fuzzy):
            terms = None
    return has_scores(tree) and is_clear({hit: found.matches[hit] for hit in found.hits}, terms)


def is_clear(scores: Mapping[Entry, float], terms: Collection[str] | None) -> bool:
    """Whether it is beyond doubt which scores are greater than others, and which are the same.

    They are the same where they are reckoned from the same numbers. A sum of the same parts
    in another order need not be.

    Args:
        scores: of articles.
        terms: that they were scored for; None: any.
    """

    def numbers(entry: Entry) -> list[tuple[int, Counter[str]]]:
        return [
            (len(text), Counter(stem for stem in text if terms is None or stem in terms))
            for text in entry.stems.values()
        ]

    ascending = sorted(scores, key=scores.__getitem__)
    return all(
        scores[more] - scores[less] > PRECISION * scores[more]
        or (scores[less] == scores[more] and numbers(less) == numbers(more))
        for less, more in pairwise(ascending)
    )
