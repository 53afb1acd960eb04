"""What the best hits of a search for any of its words say, which counts for the order of all."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.asking import searched
from tests.webui.search.reference.finding.matching import fields_of, searched_fields, terms_of
from tests.webui.search.reference.finding.ordering import in_order
from tests.webui.search.reference.finding.scoring import K1, WEIGHTS, B, Scorer, rarity
from webui.search.criteria.criteria import Criteria
from webui.search.query.stop_words import COMMON_WORDS
from webui.search.query.syntax import (
    AtLeast,
    Everything,
    Near,
    Node,
    Phrase,
    Word,
    positive_leaves,
)
from webui.search.query.terms import stems

# The best hits, words that are taken of them, and of how many of their most frequent ones.
_HITS, _WORDS, _CONSIDERED = 10, 20, 60
_CHARACTERS = 2000
_UNTELLING = {token.text for word in COMMON_WORDS for token in stems(word)}


def feedback(
    archive: Archive,
    criteria: Criteria,
    tree: Node | None,
    matches: Mapping[Entry, float],
    hits: Sequence[Entry],
) -> tuple[dict[Entry, float], list[str]]:
    """Return the scores by which hits are ordered, and the words that count beside the query's.

    Args:
        archive: whose statistics count.
        criteria: what is asked.
        tree: of the query.
        matches: what it matches, with the scores.
        hits: those of them that are listed.
    """
    unchanged = dict(matches), list[str]()
    names = [name for name in searched_fields(criteria) if name != "topic"]
    wanted = criteria.match == "any" and criteria.effective_sort == "relevance"
    if not (wanted and criteria.feedback and names and len(hits) > _HITS):
        return unchanged
    weights = {name: WEIGHTS[name] if len(names) > 1 else 1.0 for name in names}
    asked = _asked(archive, criteria, tree)
    count = len(archive.entries)
    if not asked:
        return unchanged
    rare = sum(rarity(count, having) for _, having in asked.values()) / len(asked)
    weight = 0.4 * min(max((rare / math.log(1 + count) - 0.2) / 0.2, 0), 1)
    best = in_order(hits, "relevance", matches)[:_HITS]
    if weight < 0.05 or not matches[best[0]] > 0:
        return unchanged
    powers = {entry: (matches[entry] / matches[best[0]]) ** 12 for entry in best}
    scorer = Scorer(archive, Everything(), "any", searched_fields(criteria))
    fields = scorer.weights_of(None)
    told = _told(archive, weights, powers, searched_fields(criteria))
    factor = sum(times for times, _ in asked.values()) * weight / (1 - weight)
    scores = dict(matches)
    for entry in hits:
        for stem, share in told.items():
            scores[entry] += factor * share * (scorer.bm25f(entry, stem, fields) or 0)
    if told:
        # What answers best stays the first.
        scores[best[0]] = max(scores[entry] for entry in hits) * (1 + 1e-7)
    own = {stem for _, stem in asked}
    written = [_form(best, names, stem) for stem in told if stem not in own]
    return scores, written


def _asked(
    archive: Archive, criteria: Criteria, tree: Node | None
) -> dict[tuple[tuple[str, ...], str], tuple[int, int]]:
    """Return how often each word is asked for in which fields, and how many articles have it."""
    asked = searched(tree, criteria.match)
    found: dict[tuple[tuple[str, ...], str], tuple[int, int]] = {}
    for leaf in positive_leaves(asked) if asked is not None else ():
        term = leaf.term if isinstance(leaf, AtLeast) else leaf
        term = (
            Phrase(term.text, 1, term.field, exact=term.exact) if isinstance(term, Near) else term
        )
        if not isinstance(term, Word | Phrase) or term.field in ("provider", "type", "topic"):
            continue
        for stem in terms_of(term):
            names = fields_of(term.field, searched_fields(criteria))
            if having := _having(archive, names, stem):
                found[names, stem] = (found.get((names, stem), (0, 0))[0] + 1, having)
    return found


def _told(
    archive: Archive,
    weights: Mapping[str, float],
    powers: Mapping[Entry, float],
    fields: Sequence[str],
) -> dict[str, float]:
    """Return the words that the best hits have in common, and the share of each."""
    common: defaultdict[str, float] = defaultdict(float)
    read = {entry: power for entry, power in powers.items() if power >= 0.05}
    for entry, power in read.items():
        own = {name: _stems(entry, name) for name in weights}
        length = sum(weight * len(own[name]) for name, weight in weights.items())
        for stem in {stem for texts in own.values() for stem in texts}:
            times = sum(weight * own[name].count(stem) for name, weight in weights.items())
            if len(stem) > 1 and stem not in _UNTELLING:
                norm = K1 * ((1 - B) + B * length / _average(archive, weights))
                common[stem] += power / sum(read.values()) * times / (times + norm)
    count = len(archive.entries)
    telling = {
        stem: common[stem] * rarity(count, having)
        for stem in sorted(common, key=lambda stem: (-common[stem], stem))[:_CONSIDERED]
        if 2 <= (having := _having(archive, fields, stem)) <= max(count / 4, 100)
    }
    chosen = sorted(telling, key=lambda stem: (-telling[stem], stem))[:_WORDS]
    return {stem: telling[stem] / sum(telling[each] for each in chosen) for stem in chosen}


def _average(archive: Archive, weights: Mapping[str, float]) -> float:
    lengths = [
        sum(weight * len(entry.stems[name]) for name, weight in weights.items())
        for entry in archive.entries
    ]
    return sum(lengths) / len(lengths)


def _having(archive: Archive, names: Sequence[str], stem: str) -> int:
    """Return how many articles have a word in any of some fields."""
    return sum(any(stem in entry.stems[name] for name in names) for entry in archive.entries)


def _text(entry: Entry, name: str) -> str:
    return (entry.article.title if name == "title" else entry.article.excerpt)[:_CHARACTERS]


def _stems(entry: Entry, name: str) -> list[str]:
    return [token.text for token in stems(_text(entry, name))]


def _form(best: Sequence[Entry], names: Sequence[str], stem: str) -> str:
    """Return how the best hits mostly write a word."""
    forms = Counter(
        text[token.start : token.end].lower()
        for entry in best
        for text in (_text(entry, name) for name in names)
        for token in stems(text)
        if token.text == stem
    )
    return min(forms, key=lambda form: (-forms[form], form))
