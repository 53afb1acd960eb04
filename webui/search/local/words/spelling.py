"""Offers a mended query where a word is probably misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from webui.search.local.words.word_index import WordIndex
from webui.search.query.syntax import Node, plain_term, positive_leaves
from webui.search.query.terms import Token, words

# Shorter words have neighbours that mean something else altogether.
MIN_LENGTH = 4
# Two slips in a shorter word leave too little of it to guess by.
MIN_LENGTH_OF_TWO = 6
# A word that stands in a few articles may be a slip of theirs, if this many
# times more of them have a word one edit away.
RARE_ARTICLES = 3
RARE_FACTOR = 50
# Mending is for slips; a pasted paragraph is searched as it is.
MAX_WORDS = 12

_FIELDS = tuple(field + WORDS_SUFFIX for field in SEARCHED_FIELDS)


def mend(
    text: str,
    tree: Node | None,
    index: WordIndex,
    searched: Sequence[str] = SEARCHED_FIELDS,
) -> str | None:
    """Return the query with its misspelt words replaced, or None where all seem right.

    Args:
        text: the query as it was parsed; operators and quotes stay as they are.
        tree: its syntax tree.
        index: the words of the index and their frequencies.
        searched: the fields that a word may be replaced from; one that stands in any field is
            no slip for that.
    """
    found = list(_words(tree))
    if len(found) > MAX_WORDS:
        return None
    mended = text
    misspelt = {token.text for token in found if _may_be_misspelt(token.text)}
    # At least so many articles have it: at most as often in each field.
    frequencies = index.frequencies(_FIELDS, misspelt)
    near = [field + WORDS_SUFFIX for field in searched]
    # From the end, so that the places of the words before stay right.
    for token in sorted(found, key=lambda token: -token.start):
        if token.text not in misspelt:
            continue
        better = _better(token.text, max(frequencies[token.text]), index, near)
        if better is not None:
            mended = mended[: token.start] + better + mended[token.end :]
    return mended if mended != text else None


def _words(tree: Node | None) -> Iterator[Token]:
    """Yield the words that were looked for in the text, with their places in the query."""
    for leaf in positive_leaves(tree) if tree is not None else ():
        term = plain_term(leaf)
        if term is not None and term.field in (None, "title", "excerpt", "topic"):
            for text, start, end in words(term.text):
                yield Token(text, term.start + start, term.start + end)


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= MIN_LENGTH and word.isalpha()


def _better(word: str, frequency: int, index: WordIndex, near: Sequence[str]) -> str | None:
    if frequency > RARE_ARTICLES:
        return None
    if one_edit := _most_frequent(word, 1, index, near):
        times, best = one_edit
        return best if times >= RARE_FACTOR * frequency else None
    if frequency or len(word) < MIN_LENGTH_OF_TWO:
        return None
    two_edits = _most_frequent(word, 2, index, near)
    return two_edits[1] if two_edits else None


def _most_frequent(
    word: str, distance: int, index: WordIndex, fields: Sequence[str]
) -> tuple[int, str] | None:
    """Return the most frequent neighbour, and in how many articles it stands.

    The first letter is seldom the wrong one, so a neighbour that shares it comes first.
    """
    times: dict[str, int] = {}
    for field in fields:
        for near, count in index.vocabulary(field).near(word, distance).items():
            times[near] = max(times.get(near, 0), count)
    times.pop(word, None)
    if not times:
        return None
    best = min(times, key=lambda near: (near[0] != word[0], -times[near], near))
    return times[best], best
