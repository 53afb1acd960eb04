"""What a search finds, before any of it is presented."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.webui.search.reference.archive import FIELDS, Archive, Entry
from tests.webui.search.reference.finding.asking import searched
from tests.webui.search.reference.finding.feedback import feedback
from tests.webui.search.reference.finding.filters import passes
from tests.webui.search.reference.finding.matching import searched_fields
from tests.webui.search.reference.finding.sampling import Sampled, draw
from tests.webui.search.reference.finding.scoring import Scorer
from webui.search.criteria.criteria import Criteria, Match
from webui.search.query.parser import ParsedQuery, parse_query
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import (
    Group,
    Node,
    Not,
    Phrase,
    Word,
    is_constraint,
    looks_everywhere,
    positive_leaves,
)
from webui.search.results.base import Notice
from webui.search.results.presenting import some_words

# Of so many words it is said whether any article has them.
_NAMED = 12


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds.

    Attributes:
        criteria: what was asked.
        parsed: its query.
        matches: articles that the query matches, whatever the filters, with their scores.
        hits: those that pass the filters, too, or the sample of them.
        match: whether all words had to match, or any of them.
        relaxed: whether no article has all the words, and these have some of them.
        notices: what the reader should know.
        sampled: the sample; None where all was wanted.
        added: words of the best hits that count for the order of all.
    """

    criteria: Criteria
    parsed: ParsedQuery
    matches: dict[Entry, float]
    hits: list[Entry]
    match: Match
    relaxed: bool
    notices: list[Notice]
    sampled: Sampled | None = None
    added: list[str] = field(default_factory=list)


def find(archive: Archive, criteria: Criteria, *, relax: bool = True) -> Found:
    """Find what a search is for; see ``Searcher.find``."""
    parsed = parse_query(criteria.q, criteria.today)
    match, relaxed, notices = criteria.match, False, list(parsed.notices)
    fields = searched_fields(criteria)
    matches = _matches(archive, parsed.tree, match, fields)
    if not criteria.q:
        matches = dict.fromkeys(archive.entries, 0.0)
    elif searched(parsed.tree, match) is None:
        message = "There is no word in the query that could be searched."
        notices.append(Notice(code="no_words", message=message))
    if relax and not matches and match == "all" and has_several_words(parsed.tree):
        matches = _matches(archive, parsed.tree, "any", fields)
        relaxed, match = bool(matches), "any" if matches else "all"
    hits = [entry for entry in matches if passes(entry, criteria)]
    sampled = draw(criteria, hits, archive.entries)
    hits = sampled.entries if sampled else hits
    # Where filters or a sample leave nothing, there are no "these".
    if relaxed and hits:
        notices.append(some_words(_missing(archive, parsed.tree, fields), criteria.in_))
    matches, added = feedback(archive, criteria, parsed.tree, matches, hits)
    return Found(criteria, parsed, matches, hits, match, relaxed, notices, sampled, added)


def count(archive: Archive, criteria: Criteria) -> int:
    """Return how many articles a search finds that have all of its words."""
    return len(find(archive, criteria.unsampled(), relax=False).hits)


def topics_only(archive: Archive, found: Found) -> int:
    """Return how many hits fewer there are without looking at topics."""
    asked, tree = found.criteria, found.parsed.tree
    leaves = [] if tree is None else list(positive_leaves(tree))
    if asked.in_ or not found.hits or tree is None or not any(map(looks_everywhere, leaves)):
        return 0
    others = execute(archive, tree, found.match, ("title", "excerpt"))
    left = [entry for entry in others if passes(entry, asked)]
    if found.sampled:
        left = [entry for entry in left if entry in found.hits]
    return len(found.hits) - len(left)


def execute(
    archive: Archive, tree: Node, match: Match, fields: tuple[str, ...] = FIELDS
) -> dict[Entry, float]:
    """Return what a tree matches, with the scores."""
    asked = searched(_with_names(archive, tree), match)
    if asked is None:
        return {}
    scorer = Scorer(archive, asked, match, fields)
    scores = {entry: scorer.score(entry) for entry in archive.entries}
    return {entry: score for entry, score in scores.items() if score is not None}


def _with_names(archive: Archive, node: Node) -> Node:
    """Return a tree in which a provider may also be by what a spelling is called here."""
    if isinstance(node, Group):
        return replace(node, children=tuple(_with_names(archive, each) for each in node.children))
    if isinstance(node, Not):
        return Not(_with_names(archive, node.child))
    if isinstance(node, Word | Phrase) and node.field == "provider":
        name = archive.called(node.text.strip())
        if name != node.text.strip():
            return Group("or", (node, Phrase(name, field="provider")))
    return node


def has_several_words(tree: Node | None) -> bool:
    """Whether it makes a difference that any of the words would do."""
    return len(_words(tree)) > 1


def _matches(
    archive: Archive, tree: Node | None, match: Match, fields: tuple[str, ...]
) -> dict[Entry, float]:
    return {} if tree is None else execute(archive, tree, match, fields)


def _missing(archive: Archive, tree: Node | None, fields: tuple[str, ...]) -> list[str]:
    words = _words(tree)[:_NAMED]
    return [str(word) for word in words if not execute(archive, word, "all", fields)]


def _words(tree: Node | None) -> list[Node]:
    """Return what is looked for in texts."""
    leaves = [] if tree is None else list(positive_leaves(tree))
    return [leaf for leaf in leaves if not is_constraint(leaf) and not is_stop_word(leaf)]
