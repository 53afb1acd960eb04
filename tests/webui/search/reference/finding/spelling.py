"""Which query is meant where a word is probably misspelt."""

from __future__ import annotations

from tests.webui.search.reference.archive import Archive
from tests.webui.search.reference.finding.matching import edits
from webui.search.query.parser import ParsedQuery
from webui.search.query.syntax import AtLeast, Near, Phrase, Word, positive_leaves
from webui.search.query.terms import words

# Mending is for slips; a pasted paragraph is searched as it is.
_MAX_WORDS = 12
# Shorter words have neighbours that mean something else altogether.
_MIN_LENGTH, _MIN_LENGTH_OF_TWO = 4, 6
# A word that stands in so few articles may be a slip of theirs, if so many times more of
# them have a word one edit away.
_RARE_ARTICLES, _RARE_FACTOR = 3, 50


def mend(archive: Archive, parsed: ParsedQuery, fields: tuple[str, ...]) -> str | None:
    """Return the query with its misspelt words replaced, or None where all seem right."""
    places = []
    for leaf in positive_leaves(parsed.tree) if parsed.tree is not None else ():
        part = leaf.term if isinstance(leaf, AtLeast) else leaf
        if isinstance(part, Word | Phrase | Near) and part.field not in ("provider", "type"):
            places += [
                (part.start + token.start, part.start + token.end, token.text)
                for token in words(part.text)
            ]
    if len(places) > _MAX_WORDS:
        return None
    text = parsed.text
    known, near = archive.known_words(), archive.known_words(fields)
    for start, end, word in sorted(places, reverse=True):
        text = text[:start] + (_better(word, known, near) or text[start:end]) + text[end:]
    return text if text != parsed.text else None


def _better(word: str, known: dict[str, int], others: dict[str, int]) -> str | None:
    having = known.get(word, 0)
    if len(word) < _MIN_LENGTH or not word.isalpha() or having > _RARE_ARTICLES:
        return None
    if (near := _neighbour(word, 1, others)) is not None:
        return near if others[near] >= _RARE_FACTOR * having else None
    if having or len(word) < _MIN_LENGTH_OF_TWO:
        return None
    return _neighbour(word, 2, others)


def _neighbour(word: str, distance: int, known: dict[str, int]) -> str | None:
    """Return the most frequent word within some edits; one with the same first letter first."""
    near = [other for other in known if other != word and edits(word, other) <= distance]
    return min(near, key=lambda other: (other[0] != word[0], -known[other], other), default=None)
