"""How good a match is: BM25F over title, excerpt and topics together, and sums of it.

``idf * tf * (K1 + 1) / (tf + K1 * ((1 - B) + B * length / average))``: ``tf``, ``length`` and
``average`` are sums over the fields, each times its weight.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from whoosh.util.numeric import byte_to_length, length_to_byte

from tests.webui.search.reference.archive import FIELDS, Archive, Entry
from tests.webui.search.reference.finding.asking import meaning
from tests.webui.search.reference.finding.matching import (
    fields_of,
    has_pieces,
    is_near,
    matches,
    terms_of,
)
from webui.search.criteria.criteria import Match
from webui.search.query.syntax import (
    AtLeast,
    Everything,
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
from webui.search.query.terms import stems

WEIGHTS = {"title": 2.0, "excerpt": 1.0, "topic": 0.25}
"""How many times a word counts, by where it stands."""

K1, B = 1.2, 0.75


class Scorer:
    """Scores articles for one query.

    Args:
        archive: whose statistics count.
        tree: what is searched (``asking.searched``).
        match: whether words side by side must all match, or any of them.
        searched: where words without a field are looked for.
    """

    def __init__(
        self, archive: Archive, tree: Node, match: Match, searched: tuple[str, ...] = FIELDS
    ) -> None:
        self._archive = archive
        self._searched = searched
        self._tree = tree
        self._match = match
        self._ranks = not all(map(is_constraint, positive_leaves(tree)))

    def score(self, entry: Entry) -> float | None:
        """Return the score of an article; None where it does not match.

        If nothing of a query ranks, all matches are alike.
        """
        found = self._node(entry, self._tree, excluded=False)
        return found if found is None or self._ranks else 1.0

    def _node(self, entry: Entry, node: Node, *, excluded: bool) -> float | None:
        match node:
            case Not(child):
                is_out = self._node(entry, child, excluded=not excluded) is not None
                return None if is_out else 1.0
            case Group("or", children):
                each = {meaning(child): child for child in children}.values()
                found = [self._node(entry, child, excluded=excluded) for child in each]
                return _any_of(found)
            case Group(_, children):
                return self._group(entry, node, children, excluded=excluded)
            case Word(text, field) if self._is_apart(node) and not excluded:
                terms = Counter(token.text for token in stems(text))
                scores = [
                    _times(self.bm25f(entry, term, self.weights_of(field)), count)
                    for term, count in terms.items()
                ]
                return _any_of(scores)
            case _:
                matched = matches(node, entry, self._searched)
                return self._leaf(entry, node) if matched else None

    def _group(
        self, entry: Entry, group: Group, children: Sequence[Node], *, excluded: bool
    ) -> float | None:
        """Score what stands side by side or is joined by AND."""
        for child in children:
            found = self._node(entry, child, excluded=excluded)
            # That holds even where any of the words would do.
            if (isinstance(child, Not) or is_constraint(child)) and found is None:
                return None
        words = [c for c in children if not isinstance(c, Not) and not is_constraint(c)]
        if not words:
            return 1.0
        scored = [self._node(entry, child, excluded=excluded) for child in _counted(words)]
        if group.operator == "side by side" and self._match == "any":
            return _any_of(scored)
        # Everything is no restriction, and no merit either.
        if any(not isinstance(word, Everything) for word in words):
            scored = [
                self._node(entry, child, excluded=excluded)
                for child in _counted(words)
                if not isinstance(child, Everything)
            ]
        return None if None in scored else sum(filter(None, scored))

    def _leaf(self, entry: Entry, leaf: Node) -> float:
        """Score a leaf that matches. What narrows has the same score for all."""
        if is_constraint(leaf):
            return 1.0
        match leaf:
            case Word(_, field) | Phrase(_, _, field):
                weights = self.weights_of(field)
                return sum(
                    self.bm25f(entry, term, weights, exact=leaf.exact) or 0.0
                    for term in terms_of(leaf)
                )
            case Near(text, _, field):
                return self._leaf(entry, Phrase(text, 1, field, exact=leaf.exact))
            case AtLeast(_, term):
                return self._leaf(entry, term)
            case Pattern(text, field):
                names = fields_of(field, self._searched)
                return sum(WEIGHTS[name] for name in names if has_pieces(text, entry, name))
            case Fuzzy(text, distance, field):
                names = fields_of(field, self._searched)
                return sum(WEIGHTS[name] for name in names if is_near(text, distance, entry, name))
            case _:
                return 1.0

    def bm25f(
        self, entry: Entry, term: str, weights: Mapping[str, float], *, exact: bool = False
    ) -> float | None:
        """Return the score of a term; None where the article has it in none of the fields."""
        entries = self._archive.entries

        def terms(one: Entry, name: str) -> tuple[str, ...]:
            return (one.words if exact else one.stems)[name]

        tf = sum(weight * terms(entry, name).count(term) for name, weight in weights.items())
        if not tf:
            return None
        length = sum(w * rounded(len(entry.stems[name])) for name, w in weights.items())
        average = sum(
            weight * sum(len(one.stems[name]) for one in entries) / len(entries)
            for name, weight in weights.items()
        )
        having = sum(any(term in terms(one, name) for name in weights) for one in entries)
        norm = K1 * ((1 - B) + B * length / average)
        return rarity(len(entries), having) * tf * (K1 + 1) / (tf + norm)

    def weights_of(self, field: str | None) -> dict[str, float]:
        """Return how many times a word counts in each field; in a single one all count alike."""
        names = fields_of(field, self._searched)
        return {name: WEIGHTS[name] if len(names) > 1 else 1.0 for name in names}

    def _is_apart(self, word: Word) -> bool:
        scored = word.field in (None, "title", "excerpt")
        return self._match == "any" and not word.exact and scored


def rarity(articles: int, having: int) -> float:
    """Return the inverse document frequency, as Lucene has it."""
    return math.log(1 + (articles - having + 0.5) / (having + 0.5))


def rounded(length: int) -> float:
    """Return a field's length as Whoosh keeps it, which is in one byte.

    Exact up to 10; a backend that keeps lengths otherwise has other scores.
    """
    kept: float = byte_to_length(length_to_byte(length))
    return kept


def _counted(words: Sequence[Node]) -> list[Node]:
    """Return parts as often as they count: a word that the query repeats each time."""
    once = {meaning(word): word for word in words}
    return [
        word
        for word in words
        if once[meaning(word)] is word or (isinstance(word, Word) and len(stems(word.text)) == 1)
    ]


def _any_of(scores: Sequence[float | None]) -> float | None:
    found = [score for score in scores if score is not None]
    return sum(found) if found else None


def _times(score: float | None, count: int) -> float | None:
    return None if score is None else score * count
