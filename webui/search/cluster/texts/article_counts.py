"""How many articles of a state have words, many words at a time; what was counted is remembered."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from cachetools import LRUCache

from indexer.contract.cluster.index_terms import indexed_term
from webui.search.cluster.texts.asking import Clause, Searching, buckets_of, counting, having_any
from webui.search.cluster.texts.cluster_vocabulary import VOCABULARIES
from webui.search.deadlines.deadline import checkpoint

Fields: TypeAlias = tuple[str, ...]
"""Any of which may have a word: searched fields, or ``all``."""

Counted: TypeAlias = tuple[Fields, str]

# Words that are counted in one search.
_AT_ONCE = 200
# An entry takes some 300 bytes.
_REMEMBERED = 2**14


class ArticleCounts:
    """Counts the articles of a state that have words. Safe to use from any thread.

    Args:
        searching: asks the state.
    """

    def __init__(self, searching: Searching) -> None:
        self._searching = searching
        self._known: LRUCache[Counted, int] = LRUCache(_REMEMBERED)
        self._lock = threading.Lock()

    def having(self, asked: Iterable[Counted]) -> Mapping[Counted, int]:
        """Return how many articles have each of some words in any of some fields."""
        wanted = dict.fromkeys(asked)
        with self._lock:
            found = {each: self._known[each] for each in wanted if each in self._known}
        missing = [each for each in wanted if each not in found]
        for start in range(0, len(missing), _AT_ONCE):
            found.update(self._counted(missing[start : start + _AT_ONCE]))
        if missing:
            with self._lock:
                self._known.update((each, found[each]) for each in missing)
        return found

    def frequencies(
        self, fields: Sequence[str], words: Collection[str]
    ) -> dict[str, tuple[int, ...]]:
        """Return how many articles have each of some words in each of some fields."""
        found = self.having(((field,), word) for word in words for field in fields)
        return {word: tuple(found[(field,), word] for field in fields) for word in words}

    def _counted(self, asked: Sequence[Counted]) -> Iterator[tuple[Counted, int]]:
        checkpoint()
        by_field: dict[str, list[str]] = {}
        others: list[Counted] = []
        for fields, word in asked:
            if len(fields) == 1 and fields[0] in VOCABULARIES:
                by_field.setdefault(fields[0], []).append(word)
            else:
                others.append((fields, word))
        aggs = {
            field: counting(VOCABULARIES[field], list(map(indexed_term, words)), len(words))
            for field, words in by_field.items()
        }
        if others:
            filters = {
                str(place): having_any(fields, [indexed_term(word)])
                for place, (fields, word) in enumerate(others)
            }
            aggs[_OTHERS] = {"filters": {"filters": filters}}
        answer = self._searching.search(_any_of(asked), size=0, aggs=aggs)["aggregations"]
        for field, words in by_field.items():
            counts = {each["key"]: each["doc_count"] for each in buckets_of(answer[field])}
            for word in words:
                yield ((field,), word), counts.get(indexed_term(word), 0)
        for place, each in enumerate(others):
            yield each, answer[_OTHERS]["buckets"][str(place)]["doc_count"]


_OTHERS = "others"


def _any_of(asked: Collection[Counted]) -> Clause:
    """Return the query for what has any of some words: no other articles need to be looked at."""
    terms: dict[str, list[str]] = {}
    for fields, word in asked:
        for field in fields:
            terms.setdefault(field, []).append(indexed_term(word))
    ways = [{"terms": {field: words}} for field, words in terms.items()]
    return {"bool": {"should": ways, "minimum_should_match": 1}}
