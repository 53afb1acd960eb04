"""Articles on the same matter as one: its telling words, searched again."""

from __future__ import annotations

from collections import Counter

from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.scoring import WEIGHTS, Scorer, rarity
from webui.search.query.stop_words import is_stop_word
from webui.search.query.syntax import Everything, Word
from webui.search.query.terms import stems

# Where an article says in its own words what it is about, and how much of that is read.
_FIELDS = ("title", "excerpt")
_CHARACTERS = 1000
# Words that are searched; an article must have so many of them, in tenths, and at least two.
_WORDS, _TENTHS, _AT_LEAST = 12, 3, 2
# Words of more than one article in ten tell nothing, but for small archives.
_ONE_IN, _NEVER_COMMON = 10, 100


def similar_to(archive: Archive, entry: Entry) -> dict[Entry, float]:
    """Return the articles of other stories that share what an article tells, and their scores."""
    telling = telling_words(archive, entry)
    needed = min(len(telling), max(_AT_LEAST, _TENTHS * len(telling) // 10))
    scorer = Scorer(archive, Everything(), "any")
    weights = {field: WEIGHTS[field] for field in _FIELDS}
    found = {}
    for other in archive.entries:
        scores = [scorer.bm25f(other, word, weights) for word in telling]
        shared = [score for score in scores if score is not None]
        if other.story != entry.story and telling and len(shared) >= needed:
            found[other] = sum(shared)
    return found


def telling_words(archive: Archive, entry: Entry) -> list[str]:
    """Return the stems that tell most of an article, the best first; of equals, as they stand.

    No stop words are among them, none that no other article has, and none that very many
    have unless there are no others.
    """
    own = {"title": _words(entry.article.title), "excerpt": _words(entry.article.excerpt)}
    having = {
        word: {field: archive.frequency(field, word) for field in _FIELDS}
        for word in own["title"] + own["excerpt"]
    }
    known = [
        word
        for word, counts in having.items()
        if any(count > (word in own[field]) for field, count in counts.items())
    ]
    limit = max(_NEVER_COMMON, len(archive.entries) / _ONE_IN)
    rare = [word for word in known if max(having[word].values()) <= limit]
    times = Counter(own["title"] * 2 + own["excerpt"])
    weights = {
        word: times[word] * rarity(len(archive.entries), max(having[word].values()))
        for word in known
    }
    return sorted(rare or known, key=lambda word: -weights[word])[:_WORDS]


def _words(text: str) -> list[str]:
    """Return the stems of a text, stop words left out."""
    text = text[:_CHARACTERS]
    return [
        token.text
        for token in stems(text)
        if not is_stop_word(Word(text[token.start : token.end]), "any")
    ]
