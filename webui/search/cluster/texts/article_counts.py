"""How many articles of a state have words, many words at a time; what was counted is remembered."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import TypeAlias

from cachetools import LRUCache

from indexer.contract.cluster.index_terms import indexed_term
from webui.search.cluster.texts.asking import Reporting, Searching, having_any
from webui.search.deadlines.deadline import checkpoint

Fields: TypeAlias = tuple[str, ...]
"""Any of which may have a word: searched fields, or ``all``."""

Counted: TypeAlias = tuple[Fields, str]

# Words that are counted in one exchange.
_AT_ONCE = 200
# An entry takes some 300 bytes.
_REMEMBERED = 2**14


class ArticleCounts:
    """Counts the articles of a state that have words. Safe to use from any thread.

    Args:
        searching: asks the state.
        reporting: damage.
    """

    def __init__(self, searching: Searching, reporting: Reporting = nullcontext) -> None:
        self._searching = searching
        self._reporting = reporting
        self._known: LRUCache[Counted, int] = LRUCache(_REMEMBERED)
        self._lock = threading.Lock()

    def having(self, asked: Iterable[Counted]) -> Mapping[Counted, int]:
        """Return how many articles have each of some words in any of some fields."""
        wanted = dict.fromkeys(asked)
        with self._lock:
            found = {each: self._known[each] for each in wanted if each in self._known}
        missing = [each for each in wanted if each not in found]
        for start in range(0, len(missing), _AT_ONCE):
            with self._reporting():
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
        queries = [having_any(fields, [indexed_term(word)]) for fields, word in asked]
        answers = self._searching.several(queries, size=0)
        for each, answer in zip(asked, answers, strict=True):
            yield each, int(answer["hits"]["total"]["value"])
