"""The leaves of a syntax tree → Whoosh queries over the fields of ``indexer.contract.schema``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date, datetime, time, timedelta
from typing import Any

from whoosh import query as whoosh_query

from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from webui.search.criteria.dates import days_since_1970
from webui.search.local.columns.columns import MICROSECONDS_A_DAY
from webui.search.local.engine import ColumnRange, CombinedTerm, NearWords, OccursAtLeast
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

# How many times a word counts, by where it stands. A title says best what an article is
# about; a topic is shared by very many. `make bench-ranking` measures what this is good
# for; heavier titles find more related articles, and known ones less well.
FIELD_WEIGHTS = {"title": 2.0, "excerpt": 1.0, "topics": 0.25}

_FIELDS = {"title": ("title",), "excerpt": ("excerpt",), "topic": ("topics",)}
# Not topics: those only narrow.
_SCORED_FIELDS = (None, "title", "excerpt")


def compile_leaf(
    leaf: Leaf, searched: Sequence[str] = SEARCHED_FIELDS, *, apart: bool = False
) -> Any | None:
    """Compile a leaf; None where it holds nothing that can be searched (``!!!``).

    Args:
        leaf: to be compiled.
        searched: the fields in which words without a field are looked for.
        apart: whether a word of several terms (``data-driven``) is searched as so many
            words, any of which may match, rather than as a phrase.
    """
    match leaf:
        case Everything():
            return whoosh_query.Every()
        case Word() if apart and not leaf.exact and leaf.field in _SCORED_FIELDS:
            return join(whoosh_query.Or, _terms(leaf, searched))
        case Word():
            return _words(leaf, 1, searched)
        case Phrase():
            return _words(leaf, leaf.slop, searched)
        case Near():
            return _near(leaf, searched)
        case AtLeast():
            return _at_least(leaf, searched)
        case Pattern():
            return _pattern(leaf, searched)
        case Fuzzy():
            return _fuzzy(leaf, searched, apart=apart)
        case Published():
            return _published(leaf)
        case Added():
            return _added(leaf)
        case Number():
            return whoosh_query.NumericRange(leaf.field, leaf.low, leaf.high)
        case Curated():
            return whoosh_query.NumericRange("curated", 1, 1)


def join(compound: Any, parts: Iterable[Any | None]) -> Any | None:
    """Combine what there is to combine, each part once."""
    found = list(dict.fromkeys(part for part in parts if part is not None))
    if compound is whoosh_query.And and len(found) > 1:
        # Everything is no restriction.
        found = [part for part in found if not isinstance(part, whoosh_query.Every)] or found
    if len(found) > 1:
        return compound(found)
    return found[0] if found else None


def _words(word: Word | Phrase, slop: int, searched: Sequence[str]) -> Any | None:
    if word.field == "type":
        return whoosh_query.Term("type", word.text)
    if word.field == "provider":
        domain = word.text.strip().lower().removeprefix("www.")
        return join(
            whoosh_query.Or,
            [_text("provider", word.text, slop), whoosh_query.Term("domain", domain)],
        )
    found = join(whoosh_query.And, _terms(word, searched))
    in_order = _in_order(word)
    if len(in_order) < 2:
        return found
    # The words are scored as anywhere else; that they are a phrase is a condition.
    fields = _written(word, searched)
    phrases = [whoosh_query.Phrase(field, in_order, slop=slop) for field in fields]
    return whoosh_query.Require(found, join(whoosh_query.Or, phrases))


def _near(near: Near, searched: Sequence[str]) -> Any | None:
    term = Phrase(near.text, 1, near.field, exact=near.exact)
    if near.field == "type":
        return _words(term, 1, searched)
    if near.field == "provider":
        names = [token.text for token in words(near.text)]
        return NearWords("provider", names, near.distance) if names else None
    found = join(whoosh_query.And, _terms(term, searched))
    together = _in_order(term)
    if len(together) < 2:
        return found
    fields = _written(term, searched)
    near_in = [NearWords(field, together, near.distance) for field in fields]
    return whoosh_query.Require(found, join(whoosh_query.Or, near_in))


def _at_least(counted: AtLeast, searched: Sequence[str]) -> Any | None:
    term = counted.term
    found = _words(term, term.slop if isinstance(term, Phrase) else 1, searched)
    if found is None:
        return None
    if term.field == "type":
        # An article has one type.
        return whoosh_query.NullQuery
    slop = term.slop if isinstance(term, Phrase) else 1
    if term.field == "provider":
        names = [token.text for token in words(term.text)]
        return OccursAtLeast(["provider"], names, counted.count, slop) if names else None
    often = OccursAtLeast(_written(term, searched), _in_order(term), counted.count, slop)
    return whoosh_query.Require(found, often)


def _written(word: Word | Phrase, searched: Sequence[str]) -> list[str]:
    """Return the fields that hold a word in the form in which it is looked for."""
    return [field + WORDS_SUFFIX * word.exact for field in _fields(word.field, searched)]


def _terms(word: Word | Phrase, searched: Sequence[str]) -> list[CombinedTerm]:
    """Return the words of a text, each once; one that repeats counts as often."""
    fields = _fields(word.field, searched)
    weights = {field: FIELD_WEIGHTS[field] if len(fields) > 1 else 1.0 for field in fields}
    lengths: dict[str, str] = {}
    if word.exact:
        # Their words stand at the same places, and are as many.
        lengths = {field + WORDS_SUFFIX: field for field in fields}
        weights = {field + WORDS_SUFFIX: weight for field, weight in weights.items()}
    times = Counter(_in_order(word))
    return [CombinedTerm(weights, term, count, lengths) for term, count in times.items()]


def _in_order(word: Word | Phrase) -> list[str]:
    return [token.text for token in (words if word.exact else stems)(word.text)]


def _fields(name: str | None, searched: Sequence[str]) -> Sequence[str]:
    return searched if name is None else _FIELDS[name]


def _pattern(pattern: Pattern, searched: Sequence[str]) -> Any | None:
    if pattern.field == "type":
        return whoosh_query.Wildcard("type", pattern.text)
    if pattern.field == "provider":
        domain = whoosh_query.Wildcard("domain", pattern.text.lower())
        name = _patterned("provider", "provider", pattern.text)
        return join(whoosh_query.Or, [name, domain])
    if not any(map(words, pattern.text.split("*"))) and pattern.field is None:
        return whoosh_query.Every()
    return _in_fields(
        _fields(pattern.field, searched),
        lambda field: _patterned(field, field + WORDS_SUFFIX, pattern.text),
    )


def _fuzzy(fuzzy: Fuzzy, searched: Sequence[str], *, apart: bool) -> Any | None:
    tokens = words(fuzzy.text)
    if len(tokens) != 1 or fuzzy.field == "type":
        return compile_leaf(Word(fuzzy.text, fuzzy.field), searched, apart=apart)

    def in_field(field: str) -> Any:
        return whoosh_query.FuzzyTerm(field, tokens[0].text, maxdist=fuzzy.distance, prefixlength=0)

    if fuzzy.field == "provider":
        return in_field("provider")
    fields = _fields(fuzzy.field, searched)
    return _in_fields(fields, lambda field: in_field(field + WORDS_SUFFIX))


def _in_fields(fields: Sequence[str], make: Callable[[str], Any | None]) -> Any | None:
    """Search some fields, each with its weight."""
    found = []
    for field in fields:
        query = make(field)
        if query is not None:
            found.append(_weighted(query, FIELD_WEIGHTS[field]))
    return join(whoosh_query.Or, found)


def _text(field: str, text: str, slop: int) -> Any | None:
    tokens = (words if field == "provider" else stems)(text)
    if len(tokens) > 1:
        return whoosh_query.Phrase(field, [token.text for token in tokens], slop=slop)
    return whoosh_query.Term(field, tokens[0].text) if tokens else None


def _patterned(field: str, words_field: str, text: str) -> Any | None:
    """Look for the words of a pattern in one field and for its patterns in another."""
    return join(
        whoosh_query.And,
        [
            whoosh_query.Wildcard(words_field, piece) if "*" in piece else _text(field, piece, 1)
            for piece in pattern_pieces(text)
        ],
    )


def _weighted(query: Any, weight: float) -> Any:
    # The boost of an And is no part of what its parts have.
    if isinstance(query, whoosh_query.And):
        return whoosh_query.And([_weighted(part, weight) for part in query])
    return boosted(query, weight)


def boosted(query: Any, boost: float) -> Any:
    """Return a query, itself or a copy, with another boost.

    Whoosh copies all that is in it, which takes many times as long as the rest of compiling.
    """
    if not query.is_leaf():
        return query.with_boost(boost)
    if query.boost == boost:
        return query
    other = copy(query)
    other.boost = boost
    return other


def _published(node: Published) -> Any:
    def midnight(day: date) -> datetime:
        return datetime.combine(day, time())

    start = midnight(node.first) if node.first else datetime.min
    # The last microsecond of the last day: Whoosh's datetimes have no finer ones.
    end = midnight(node.last) + timedelta(days=1, microseconds=-1) if node.last else datetime.max
    return whoosh_query.DateRange("published", start, end)


def _added(node: Added) -> Any:
    # A day has 86,400 seconds: the column's count leaves leap seconds out.
    def begins(day: date) -> int:
        return days_since_1970(day) * MICROSECONDS_A_DAY

    # 0 stands for "not known".
    low = max(begins(node.first), 1) if node.first else 1
    high = begins(node.last) + MICROSECONDS_A_DAY - 1 if node.last else None
    return ColumnRange("added_time", low, high)
