"""Patterns and fuzzy words → the words of the index that they stand for.

Whoosh would walk the postings of every one of them: ``*a*`` took 9 seconds on
20,000 articles. Here the number of words is bounded, and the most frequent win.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any

from whoosh import query as whoosh_query

from webui.search.deadlines.deadline import checkpoint
from webui.search.local.engine import AnyWord
from webui.search.local.words.word_index import WordIndex
from webui.search.results.base import Notice

# The words that all patterns of a query may stand for together, field by field.
# Reading the postings of one takes some 30 microseconds, in each segment that has it.
MAX_WORDS = 5000

OpenWord = whoosh_query.Wildcard | whoosh_query.FuzzyTerm


@dataclass(frozen=True, slots=True)
class Expansion:
    """A query without patterns, and what they turned into.

    Attributes:
        query: a Whoosh query in which ``AnyWord`` stands for each pattern and fuzzy word.
        words: the words found, by Whoosh field, those under a ``NOT`` left out.
        notices: whether words were left out.
    """

    query: Any
    words: dict[str, set[str]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


def expand(query: Any, index: WordIndex) -> Expansion:
    """Replace each pattern and fuzzy word by the words of the index.

    Every word counts the same: an article that has one of them scores the
    weight of the pattern's field, whichever word it is.
    """
    found = {node: _words(node, index) for node in dict.fromkeys(_open_words(query))}
    if not found:
        return Expansion(query)
    most = fair_share([len(words) for words in found.values()], MAX_WORDS)
    notices: tuple[Notice, ...] = ()
    for node, words in found.items():
        checkpoint()
        if len(words) > most:
            found[node] = _most_frequent(words, most)
            message = (
                "A word with * or ~ stands for very many words; "
                f"the {most:,} most frequent ones were searched."
            )
            notices = (Notice(code="too_many_words", message=message),)
    highlighted: dict[str, set[str]] = {}
    for node in _open_words(query, positive=True):
        highlighted.setdefault(node.fieldname, set()).update(found[node])

    def replace(node: Any) -> Any:
        if isinstance(node, OpenWord):
            return AnyWord(node.fieldname, tuple(sorted(found[node])), node.boost)
        return node if node.is_leaf() else node.apply(replace)

    return Expansion(replace(query), highlighted, notices)


def fair_share(sizes: list[int], total: int) -> int:
    """Return the largest limit on each size under which their sum stays within the total."""
    left = total
    for place, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - place)
        if size > share:
            return share
        left -= size
    return max(sizes, default=0)


def _open_words(query: Any, *, positive: bool = False) -> Iterator[Any]:
    """Yield the patterns and fuzzy words of a query, or those that no ``NOT`` is about."""
    if isinstance(query, OpenWord):
        yield query
    elif positive and isinstance(query, whoosh_query.AndNot):
        yield from _open_words(query.a, positive=True)
    elif not query.is_leaf():
        for child in query.children():
            yield from _open_words(child, positive=positive)


def _most_frequent(words: dict[str, int], most: int) -> dict[str, int]:
    kept = nsmallest(most, words, key=lambda word: (-words[word], word))
    return {word: words[word] for word in kept}


def _words(node: Any, index: WordIndex) -> dict[str, int]:
    checkpoint()
    vocabulary = index.vocabulary(node.fieldname)
    if isinstance(node, whoosh_query.FuzzyTerm):
        return vocabulary.near(node.text, node.maxdist)
    # One more than are searched, by which it shows that there are more.
    return vocabulary.like(node.text, MAX_WORDS + 1)
