"""The words of a field in a cluster, and how many articles have each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

from indexer.contract.cluster.index_terms import EMPTY_TERM
from indexer.contract.cluster.mapping import VOCABULARY_SUFFIX
from indexer.contract.schema import SEARCHED_FIELDS, WORDS_SUFFIX
from webui.search.cluster.texts.asking import (
    Clause,
    Reporting,
    Searching,
    buckets_of,
    counting,
)
from webui.search.cluster.texts.word_expressions import (
    above_expression,
    is_like,
    like_expression,
    near_expression,
)
from webui.search.deadlines.deadline import checkpoint
from webui.search.local.words.recent import Recent
from webui.search.local.words.word_list import MAX_FUZZY_LENGTH

VOCABULARIES = {
    **{field + WORDS_SUFFIX: field + VOCABULARY_SUFFIX for field in SEARCHED_FIELDS},
    "provider": "provider" + VOCABULARY_SUFFIX,
    "domain": "domain",
    "type": "type",
}
"""The keywords that are the words of a field in which words are searched as they are written."""

# The cluster returns no more than 65,535 in one answer.
_AT_ONCE = 50_000
# What was found for so many patterns and slips of a state is remembered, if it is little.
_REMEMBERED = 512
_FEW = 500


class Known(Recent[dict[str, int]]):
    """What was found last in the vocabularies of a state."""

    def __init__(self) -> None:
        super().__init__(_REMEMBERED, lambda found: len(found) <= _FEW)


class ClusterWords:
    """The words of a field (``FieldWords``). Counts are exact, of the articles of the state.

    Args:
        searching: asks the state.
        field: as queries name it.
        known: what was found last in this state.
        reporting: damage.
    """

    def __init__(
        self,
        searching: Searching,
        field: str,
        known: Known,
        reporting: Reporting = nullcontext,
    ) -> None:
        self._reporting = reporting
        self._searching = searching
        self._field, self._values = field, VOCABULARIES[field]
        self._known = known

    def like(self, pattern: str, most: int | None = None) -> dict[str, int]:
        """Return the words that match a pattern, or as many of them as are enough."""
        with self._reporting():
            return self._known.get((self._field, pattern, most), lambda: self._like(pattern, most))

    def near(self, word: str, distance: int) -> dict[str, int]:
        """Return the words within so many edits of a word."""
        if not 0 < len(word) <= MAX_FUZZY_LENGTH:
            return {}
        with self._reporting():
            key = (self._field, word, distance)
            return self._known.get(key, lambda: self._near(word, distance))

    def _like(self, pattern: str, most: int | None) -> dict[str, int]:
        expression, is_exact = like_expression(pattern)
        query = {"regexp": {self._field: {"value": expression}}}
        if is_exact and most is not None and most <= _AT_ONCE:
            return _words(self._page(query, expression, most))
        every = _words(self._all(query, expression))
        if is_exact:
            return every
        return {word: count for word, count in every.items() if is_like(word, pattern)}

    def _near(self, word: str, distance: int) -> dict[str, int]:
        expression = near_expression(word, distance)
        # Lucene leaves out what has no more letters than are edited.
        if len(word) > 2 * distance:
            how = {"value": word, "fuzziness": distance, "rewrite": "constant_score"}
            query: Clause = {"fuzzy": {self._field: how}}
        else:
            query = {"regexp": {self._field: {"value": expression}}}
        return _words(self._all(query, expression))

    def _all(self, query: Clause, expression: str) -> Iterator[tuple[str, int]]:
        return every_word(self._searching, query, self._values, expression)

    def _page(self, query: Clause, expression: str, most: int) -> Iterator[tuple[str, int]]:
        return _counted(self._searching, query, counting(self._values, expression, most))


def every_word(
    searching: Searching, query: Clause, values: str, expression: str
) -> Iterator[tuple[str, int]]:
    """Yield all words that match an expression, by their letters, and how many articles have each.

    Args:
        searching: asks the state.
        query: whose articles count.
        values: the field of words, as keywords.
        expression: of the words.
    """
    asked = expression
    while True:
        words = counting(values, asked, _AT_ONCE, order={"_key": "asc"})
        found = list(_counted(searching, query, words))
        yield from found
        if len(found) < _AT_ONCE:
            return
        asked = f"({expression})&({above_expression(found[-1][0])})"


def _counted(searching: Searching, query: Clause, words: Clause) -> Iterator[tuple[str, int]]:
    checkpoint()
    answer = searching.search(query, size=0, aggs={"words": words})
    for bucket in buckets_of(answer["aggregations"]["words"]):
        yield bucket["key"], bucket["doc_count"]


def _words(found: Iterator[tuple[str, int]]) -> dict[str, int]:
    """Return words as they are, by the terms that they are indexed as.

    That of the empty word is a single letter. No expression of ours has any letter alone where it
    has not nothing at all, too.
    """
    return {"" if term == EMPTY_TERM else term: count for term, count in found}
