"""Whether an article is what a leaf of a query asks for, by its words one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.webui.search.reference.archive import FIELDS, Entry
from webui.search.criteria.criteria import Criteria
from webui.search.query.syntax import (
    Added,
    AtLeast,
    Curated,
    Everything,
    Fuzzy,
    Leaf,
    Near,
    Number,
    Pattern,
    Phrase,
    Published,
    Word,
)
from webui.search.query.terms import pattern_pieces, stems, words


def searched_fields(criteria: Criteria) -> tuple[str, ...]:
    """Return the fields in which a word without a field is looked for."""
    asked = ["topic" if name == "topics" else name for name in criteria.in_]
    return tuple(asked) or FIELDS


def fields_of(name: str | None, searched: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields in which a word is looked for."""
    return searched if name is None else (name,)


def terms_of(leaf: Word | Phrase) -> list[str]:
    """Return the terms of a text that is no provider, as they are looked for."""
    return [token.text for token in (words if leaf.exact else stems)(leaf.text)]


def texts_in(entry: Entry, fields: tuple[str, ...], leaf: Word | Phrase) -> list[tuple[str, ...]]:
    """Return the terms of each text that those of a leaf are compared with."""
    return [text for field in fields for text in entry.texts(field, exact=leaf.exact)]


def matches(leaf: Leaf, entry: Entry, searched: tuple[str, ...]) -> bool:
    """Whether an article has what a leaf asks for; several terms of a word are a phrase."""
    match leaf:
        case Everything():
            return True
        case Curated():
            return entry.article.curated
        case Number("quality", low, high):
            return _within(entry.article.quality, low, high)
        case Number(_, low, high):
            return _within(entry.article.heat, low, high)
        case Published(first, last):
            return entry.day is not None and (first or date.min) <= entry.day <= (last or date.max)
        case Added(first, last):
            day = entry.added_day
            return day is not None and (first or date.min) <= day <= (last or date.max)
        case Word(text, "type") | Phrase(text, _, "type"):
            return entry.article.type == text
        case Word(text, "provider"):
            return _is_by(text, 1, entry)
        case Phrase(text, slop, "provider"):
            return _is_by(text, slop, entry)
        case Word(text, field):
            return matches(Phrase(text, 1, field, exact=leaf.exact), entry, searched)
        case Phrase(text, slop, field):
            texts = texts_in(entry, fields_of(field, searched), leaf)
            return any(in_order(terms_of(leaf), text, slop) for text in texts)
        case Near(text, _, "type"):
            return entry.article.type == text
        case Near(text, distance, "provider"):
            named = [token.text for token in words(text)]
            return bool(named) and are_near(named, entry.words["provider"], distance)
        case Near(text, distance, field):
            term = Phrase(text, 1, field, exact=leaf.exact)
            texts = texts_in(entry, fields_of(field, searched), term)
            return any(are_near(terms_of(term), found, distance) for found in texts)
        case AtLeast(count, term):
            return times(term, entry, searched) >= count
        case Pattern(text, "type"):
            return bool(entry.article.type) and is_like(entry.article.type, text)
        case Pattern(text, "provider"):
            return has_pieces(text, entry, "provider") or any(
                is_like(domain, text.lower()) for domain in entry.domains
            )
        case Pattern(text, field):
            return any(has_pieces(text, entry, name) for name in fields_of(field, searched))
        case Fuzzy(text, distance, field):
            return any(is_near(text, distance, entry, name) for name in fields_of(field, searched))


def has_pieces(text: str, entry: Entry, field: str) -> bool:
    """Whether a field has all the words of a pattern, wherever: ``data-driv*`` are two."""
    terms = entry.words["provider"] if field == "provider" else entry.stems[field]
    term_of = words if field == "provider" else stems
    return all(
        any(is_like(word, piece) for word in entry.words[field])
        if "*" in piece
        else term_of(piece)[0].text in terms
        for piece in pattern_pieces(text)
    )


def is_near(text: str, distance: int, entry: Entry, field: str) -> bool:
    """Whether a field has a word that is at most so many edits from another one."""
    (word,) = words(text)
    return any(edits(word.text, other) <= distance for other in entry.words[field])


def in_order(wanted: Sequence[str], text: Sequence[str], slop: int) -> bool:
    """Whether terms stand in a text in this order, each at most ``slop`` after the one before."""
    return bool(ends_of(wanted, text, slop))


def ends_of(wanted: Sequence[str], text: Sequence[str], slop: int) -> list[int]:
    """Return the places at which terms in order come to their end."""
    ends = [at for at, term in enumerate(text) if term == wanted[0]]
    for term in wanted[1:]:
        places = [at for at, other in enumerate(text) if other == term]
        ends = [at for at in places if any(0 < at - end <= slop for end in ends)]
    return ends


def are_near(wanted: Sequence[str], text: Sequence[str], distance: int) -> bool:
    """Whether a stretch of a text has all terms, each not too far after the one before."""
    stretch: list[str] = []
    before = 0
    for at, term in enumerate(text):
        if term in wanted:
            if at - before > distance:
                stretch = []
            stretch.append(term)
            before = at
            if all(stretch.count(one) >= wanted.count(one) for one in wanted):
                return True
    return False


def times(term: Word | Phrase, entry: Entry, searched: tuple[str, ...]) -> int:
    """Return how often a word, or the end of a phrase, stands in an article."""
    if term.field == "type":
        return 0
    slop = term.slop if isinstance(term, Phrase) else 1
    if term.field == "provider":
        wanted = [token.text for token in words(term.text)]
        return len(ends_of(wanted, entry.words["provider"], slop))
    texts = texts_in(entry, fields_of(term.field, searched), term)
    return sum(len(ends_of(terms_of(term), text, slop)) for text in texts)


def is_like(word: str, pattern: str) -> bool:
    """Whether a word is a pattern in which each ``*`` stands for any letters."""
    if pattern.startswith("*"):
        return any(is_like(word[at:], pattern[1:]) for at in range(len(word) + 1))
    if not pattern or not word:
        return pattern == word
    return word[0] == pattern[0] and is_like(word[1:], pattern[1:])


def edits(one: str, other: str) -> int:
    """Return the letters to insert, delete, replace or swap, none twice, from word to word."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            ways = [rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != against)]
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                ways.append(rows[-2][j - 2] + 1)
            row.append(min(ways))
        rows.append(row)
    return rows[-1][-1]


def _is_by(text: str, slop: int, entry: Entry) -> bool:
    wanted = [token.text for token in words(text)]
    named = bool(wanted) and in_order(wanted, entry.words["provider"], slop)
    return named or text.strip().lower().removeprefix("www.") in entry.domains


def _within(value: int | None, low: int | None, high: int | None) -> bool:
    if value is None:
        return False
    return (low is None or low <= value) and (high is None or value <= high)
