"""The hits of a search for any of its words, ordered by what the best of them say as well."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np

from webui.search.criteria.criteria import Criteria
from webui.search.local.columns.ordering import page_of
from webui.search.local.compiling.leaves import FIELD_WEIGHTS
from webui.search.local.engine import CombinedTerm, Matches
from webui.search.local.engine.statistics import rarity
from webui.search.local.finding.find import Found
from webui.search.local.ranking.asked_words import asked_words
from webui.search.local.ranking.exact_scores import with_scores
from webui.search.local.ranking.feedback import (
    HITS,
    Text,
    Told,
    forms_of,
    shares,
    told_by,
    weight_of,
)
from webui.search.local.snapshot.snapshot import Snapshot
from webui.search.query.stop_words import COMMON_WORDS
from webui.search.query.terms import Token, stems

# Where articles say in their own words what they are about.
_TEXTS = ("title", "excerpt")
# Of each text, characters that are read: news say first what they are about.
_CHARACTERS = 2000
# So many of the hits may change places; all others come after them, as they were.
_REORDERED = 300
_GROUPS = 2 * _REORDERED
_UNTELLING = frozenset(token.text for word in COMMON_WORDS for token in stems(word))


def reordered(snapshot: Snapshot, criteria: Criteria, found: Found) -> Found:
    """Return what was found with the scores that it is ordered by, and the words that count, too.

    Only with ``match=any``, by relevance, and where nobody has declined. The same articles are
    found; nothing depends on which page of them is asked for.

    Raises:
        IndexStateError: the index's files cannot be read.
    """
    hits, texts = found.hits, _weighted(name for name in _TEXTS if name in criteria.searched)
    if not texts or not _is_wanted(criteria, found) or len(hits.docs) <= HITS:
        return found
    with snapshot.reporting_damage():
        return _reordered(snapshot, found, texts, _weighted(criteria.searched))


def _reordered(
    snapshot: Snapshot, found: Found, texts: Mapping[str, float], fields: Mapping[str, float]
) -> Found:
    """Do it.

    Args:
        snapshot: in which it was found.
        found: more than the best hits.
        texts: which the words are read from, and how many times each counts.
        fields: in which they are looked for, likewise.
    """
    hits, scoring = found.hits, snapshot.scoring
    words_asked = asked_words(found.matched.query)
    having = scoring.documents_with(words_asked)
    asked = {
        word: (times, rarity(scoring.documents, having[word]))
        for word, times in words_asked.items()
        if having[word]
    }
    weight = weight_of([rare for _, rare in asked.values()], scoring.documents)
    leading = _leading(hits)
    if not weight or not len(leading.docs):
        return found
    best = _best(snapshot, leading if len(leading.docs) >= HITS else hits)
    told, forms = _told(snapshot, texts, fields, best)
    if not told:
        return found
    # The words of the hits share among them what those of the query have each.
    factor = sum(times for times, _ in asked.values()) * weight / (1 - weight)
    words = [CombinedTerm(fields, word.stem, factor * word.weight) for word in told]
    scores = leading.scores + scoring.scores_in(words, leading.docs)
    # What answers the query best stays where it is, whatever else the others say.
    first = np.searchsorted(leading.docs, best.docs[0])
    scores[first] = np.nextafter(scores.max(), np.float32(np.inf))
    own = {word.text for word in asked}
    return replace(
        with_scores(found, Matches(leading.docs, scores)),
        added=tuple(forms[word.stem] for word in told if word.stem not in own),
    )


def _is_wanted(criteria: Criteria, found: Found) -> bool:
    by_words = criteria.match == "any" and criteria.effective_sort == "relevance"
    return by_words and criteria.feedback and found.matched.query is not None


def _weighted(names: Iterable[str]) -> Mapping[str, float]:
    """Return how many times each of some fields counts, as where a query is compiled."""
    fields = list(names)
    return {field: FIELD_WEIGHTS[field] if len(fields) > 1 else 1.0 for field in fields}


def _leading(hits: Matches) -> Matches:
    """Return the hits with the greatest scores.

    Which they are depends on the scores alone: of those that tie at the end, all or none.
    """
    scores, near = hits.scores, np.arange(len(hits.docs))
    if len(scores) <= _REORDERED:
        return hits
    if width := len(scores) // _GROUPS:
        # So many are as great as these: no more than a few others need to be looked at.
        greatest = scores[: width * _GROUPS].reshape(_GROUPS, width).max(axis=1)
        near = np.flatnonzero(scores >= np.partition(greatest, -_REORDERED)[-_REORDERED])
    last = np.partition(scores[near], -_REORDERED)[-_REORDERED]
    places = near[scores[near] >= last]
    if len(places) > 2 * _REORDERED:
        places = near[scores[near] > last]
    return Matches(hits.docs[places], scores[places])


def _best(snapshot: Snapshot, hits: Matches) -> Matches:
    """Return the first of some hits, in their order, with their scores."""
    docs = page_of(hits, snapshot.columns, "relevance", 0, HITS, snapshot.by_id)
    return Matches(docs, hits.scores[np.searchsorted(hits.docs, docs)])


def _told(
    snapshot: Snapshot, texts: Mapping[str, float], fields: Mapping[str, float], best: Matches
) -> tuple[list[Told], Mapping[str, str]]:
    """Return the words that the best hits have in common, and how they write each."""
    scores, scoring = best.scores.tolist(), snapshot.scoring
    if scores[0] <= 0:
        return [], {}
    average = sum(weight * scoring.average_length(name) for name, weight in texts.items()) or 1
    parts = shares(scores)
    read: list[tuple[float, Text]] = []
    written: list[tuple[str, list[Token]]] = []
    for part, article in zip(
        parts, snapshot.articles_of(best.docs[: len(parts)].tolist()), strict=True
    ):
        times: defaultdict[str, float] = defaultdict(float)
        length = 0.0
        for field, weight in texts.items():
            text = (article.title if field == "title" else article.excerpt)[:_CHARACTERS]
            tokens = stems(text)
            written.append((text, tokens))
            length += weight * len(tokens)
            for stem, count in Counter(token.text for token in tokens).items():
                if len(stem) > 1 and stem not in _UNTELLING:
                    times[stem] += weight * count
        read.append((part, Text(times, scoring.norm(length, average))))

    def frequencies(stems: Collection[str]) -> Mapping[str, int]:
        having = scoring.documents_with([CombinedTerm(fields, stem) for stem in stems])
        return {word.text: count for word, count in having.items()}

    told = told_by(read, scoring.documents, frequencies, rarity)
    words = (
        (each.text, text[each.start : each.end]) for text, tokens in written for each in tokens
    )
    return told, forms_of([word.stem for word in told], words)
