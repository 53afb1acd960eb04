"""Generated syntax trees, and what they mean, by recursion over articles."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise, product

from hypothesis import strategies as st

from indexer.contract.article import Article
from tests.webui.search.oracle import fields_of, terms, words
from tests.webui.search.reference.histories import made_up
from webui.search.query.syntax import (
    Added,
    AtLeast,
    Curated,
    Everything,
    Fuzzy,
    Group,
    Near,
    Node,
    Not,
    Number,
    Pattern,
    Phrase,
    Published,
    Word,
)

_FIELDS = st.sampled_from([None, None, "title", "excerpt", "topic"])
# Unstemmed words begin like this; accents are folded.
_PREFIXES = ["clo*", "c*", "*s", "*a*e*", "Caf*", "xyz*", "z*", "*"]

leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, words, _FIELDS),
    st.builds(Word, words, _FIELDS, exact=st.booleans()),
    st.builds(
        Phrase,
        st.lists(words, min_size=2, max_size=3).map(" ".join),
        st.sampled_from([1, 1, 2, 4]),
        _FIELDS,
        exact=st.booleans(),
    ),
    st.builds(
        Near,
        st.lists(words, min_size=2, max_size=3).map(" ".join),
        st.sampled_from([1, 2, 4]),
        _FIELDS,
        exact=st.booleans(),
    ),
    st.builds(
        AtLeast, st.sampled_from([2, 3]), st.builds(Word, words, _FIELDS, exact=st.booleans())
    ),
    st.builds(
        AtLeast,
        st.just(2),
        st.builds(
            Phrase,
            st.lists(words, min_size=2, max_size=2).map(" ".join),
            st.sampled_from([1, 1, 3]),
            _FIELDS,
            exact=st.booleans(),
        ),
    ),
    st.sampled_from(_PREFIXES).map(lambda text: Pattern(text) if text != "*" else Everything()),
    st.sampled_from([Fuzzy("cluod"), Fuzzy("zbra", 2), Fuzzy("xcafe"), Fuzzy("nothing")]),
    st.sampled_from(
        [
            Published(date(2021, 8, 26), None, "after:2021-08-26"),
            Published(None, date(2019, 12, 31), "before:2020"),
            Published(date(2020, 2, 1), date(2020, 2, 29), "published:2020-02"),
            Added(date(2021, 1, 1), date(2021, 12, 31), "added:2021"),
            Number("quality", 1, None, "quality:>0"),
            Number("quality", None, -1, "quality:<0"),
            Number("quality", 0, 50, "quality:0..50"),
            Number("heat", 0, 6, "heat:<7"),
            Number("heat", 7, 7, "heat:7"),
            Curated(),
        ]
    ),
)


def _groups(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3).map(tuple)
    operators = st.sampled_from(["and", "or", "side by side"])
    negations = children.map(lambda node: node if isinstance(node, Not) else Not(node))
    return st.one_of(st.builds(Group, operators, several), negations)


trees: st.SearchStrategy[Node] = st.recursive(leaves, _groups, max_leaves=4)


def means(node: Node, item: Article) -> bool:
    """Whether an article is what a query asks for, with all words wanted."""
    match node:
        case Group("or", children):
            return any(means(child, item) for child in children)
        case Group(_, children):
            return all(means(child, item) for child in children)
        case Not(child):
            return not means(child, item)
        case Everything():
            return True
        case Curated():
            return item.curated
        case Number(field, low, high):
            value = item.quality if field == "quality" else item.heat
            return (
                value is not None
                and (low is None or value >= low)
                and (high is None or value <= high)
            )
        case Published(first, last):
            day = item.published.date() if item.published else None
            return day is not None and (first or date.min) <= day <= (last or date.max)
        case Added(first, last):
            past = made_up(item.id)
            if past is None:
                return False
            came = datetime.fromtimestamp(past.added.time / 1e6, UTC).date()
            return (first or date.min) <= came <= (last or date.max)
        case Word(text, field, exact=True):
            return any(_plain(text)[0] in found for found in _raw(item, field))
        case Word(text, field):
            return any(set(terms(text)) <= set(found) for found in _texts(item, field))
        case Phrase(text, slop, field, exact=True):
            return any(_stands(_plain(text), found, slop) for found in _raw(item, field))
        case Phrase(text, slop, field):
            return any(_stands(terms(text), found, slop) for found in _texts(item, field))
        case Near(text, distance, field, exact=exact):
            wanted = _plain(text) if exact else terms(text)
            texts = _raw(item, field) if exact else _texts(item, field)
            return any(_near(wanted, found, distance) for found in texts)
        case AtLeast(count, term):
            wanted = _plain(term.text) if term.exact else terms(term.text)
            texts = _raw(item, term.field) if term.exact else _texts(item, term.field)
            slop = term.slop if isinstance(term, Phrase) else 1
            return sum(_ends(wanted, found, slop) for found in texts) >= count
        case Pattern(text, field):
            return any(_like(word, text.lower()) for found in _raw(item, field) for word in found)
        case Fuzzy(text, distance, field):
            return any(
                edits(text, word) <= distance for found in _raw(item, field) for word in found
            )


def _texts(item: Article, field: str | None) -> list[list[str]]:
    """Return the stems of the fields, those of each topic by themselves."""
    return [
        found
        for part in _parts(item)
        for name, found in fields_of(part).items()
        if field in (None, name)
    ]


def _raw(item: Article, field: str | None) -> list[list[str]]:
    """Return the words of the fields without regard to case and accents, not stemmed."""
    texts = {"title": [item.title], "excerpt": [item.excerpt], "topic": item.topics}
    return [_plain(text) for name, own in texts.items() if field in (None, name) for text in own]


def _parts(item: Article) -> list[Article]:
    """Return an article of the texts alone, and one of each topic."""
    topics = [Article(item.id, title="", topics=(topic,)) for topic in item.topics]
    return [replace(item, topics=()), *topics]


def _plain(text: str) -> list[str]:
    plain = {"café": "cafe", "cafés": "cafes", "cafe\u0301": "cafe", "ströme": "strome"}
    return [plain.get(word, word) for word in text.lower().split()]


def _stands(phrase: list[str], text: list[str], slop: int) -> bool:
    """Whether words stand in a text in this order, each at most ``slop`` after the one before."""
    places = [[at for at, word in enumerate(text) if word == wanted] for wanted in phrase]
    return any(
        all(0 < after - before <= slop for before, after in pairwise(way))
        for way in product(*places)
    )


def _near(wanted: list[str], text: list[str], distance: int) -> bool:
    """Whether there is a part of a text that has all words, none too far from the next.

    Every part is tried.
    """
    parts = (text[low:high] for low in range(len(text)) for high in range(low + 1, len(text) + 1))
    for part in parts:
        places = [at for at, word in enumerate(part) if word in wanted]
        is_dense = all(after - before <= distance for before, after in pairwise(places))
        if is_dense and not Counter(wanted) - Counter(part):
            return True
    return False


def _ends(phrase: list[str], text: list[str], slop: int) -> int:
    """Return at how many places of a text a phrase ends; every way to stand there is tried."""
    places = [[at for at, word in enumerate(text) if word == wanted] for wanted in phrase]
    ways = (
        way
        for way in product(*places)
        if all(0 < after - before <= slop for before, after in pairwise(way))
    )
    return len({way[-1] for way in ways})


def _like(word: str, pattern: str) -> bool:
    if not pattern:
        return not word
    if pattern[0] == "*":
        return any(_like(word[at:], pattern[1:]) for at in range(len(word) + 1))
    return word[:1] == pattern[0] and _like(word[1:], pattern[1:])


def edits(a: str, b: str) -> int:
    """Return the insertions, deletions, replacements and swaps from one word to another."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            ways = [
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (a[i - 1] != b[j - 1]),
            ]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(a), len(b)]
