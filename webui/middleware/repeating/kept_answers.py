"""Whole answers, kept as long as the archive stays as it is, within a budget of bytes."""

from __future__ import annotations

import re
import threading
from collections.abc import Hashable
from dataclasses import dataclass

from cachetools import LRUCache
from flask import Response

from webui.search.results.status import CacheUse

# One that is larger would take the room of many others.
_MOST_BYTES = 1 << 20
# A key, the entry and its objects.
_OVERHEAD_BYTES = 1200

# What stands before it, where an answer says how long it took. In either, a stranger's text has
# its quotes escaped.
_TOOK = {"text/html": b'<span id="took">', "application/json": b'"took_ms":'}
# No text has it.
_NOTHING = b"\xff\xff"
_MILLISECONDS = re.compile(rb"\d+(?:\.\d+)?")
_REMADE = frozenset({"content-length", "etag", "vary"})


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it can be given again.

    Attributes:
        before, after: the body, round what it says of how long it took; all of it is in
            ``before`` where it says nothing of that.
        timed: whether it does.
        headers: of the view.
        hits: articles that were found, as the log has it; None where nothing was looked for.
    """

    before: bytes
    after: bytes
    timed: bool
    headers: tuple[tuple[str, str], ...]
    hits: int | None

    @classmethod
    def of(cls, response: Response, hits: int | None) -> Kept:
        """Return an answer to be kept; its body is there as a whole."""
        body = response.get_data()
        headers = tuple(each for each in response.headers if each[0].lower() not in _REMADE)
        _, mark, after = body.partition(_TOOK.get(response.mimetype or "", _NOTHING))
        if mark and (found := _MILLISECONDS.match(after)):
            start = len(body) - len(after)
            return cls(body[:start], after[found.end() :], True, headers, hits)
        return cls(body, b"", False, headers, hits)

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.before) + len(self.after) + headers + _OVERHEAD_BYTES

    def response(self, seconds: float) -> Response:
        """Return the answer, which says that it took so long."""
        took = f"{seconds * 1000:.2f}".encode() if self.timed else b""
        return Response(self.before + took + self.after, headers=list(self.headers))


class KeptAnswers:
    """Least recently used out first; all of them when the archive has changed.

    Safe to use from any thread.

    Args:
        budget: bytes that all answers together may take; 0 keeps none.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._lock = threading.Lock()
        self._answers: LRUCache[str, Kept] = LRUCache(budget, getsizeof=_size)
        self._state: Hashable = None
        self._hits = 0
        self._misses = 0

    def find(self, tag: str, state: Hashable) -> Kept | None:
        """Return the answer with a tag, if it is kept.

        Args:
            tag: stands for all that the answer depends on.
            state: of the archive; answers of another one are forgotten.
        """
        if not self._budget:
            return None
        with self._lock:
            if state != self._state:
                self._state = state
                self._answers.clear()
            kept = self._answers.get(tag)
            if kept is None:
                self._misses += 1
            else:
                self._hits += 1
            return kept

    def keep(self, tag: str, state: Hashable, response: Response, hits: int | None) -> None:
        """Keep the answer with a tag, unless it is sent bit by bit, or too large.

        Args:
            tag: stands for all that the answer depends on.
            state: of the archive, when it was asked for; if it is another one by now, nobody
                will ask for this answer.
            response: the answer.
            hits: articles that were found, for the log.
        """
        if not self._budget or not response.is_sequence or response.direct_passthrough:
            return
        kept = Kept.of(response, hits)
        with self._lock:
            if state == self._state and kept.size <= min(_MOST_BYTES, self._budget):
                self._answers[tag] = kept

    def use(self) -> CacheUse:
        """Look at what is kept."""
        with self._lock:
            used = int(self._answers.currsize)
            return CacheUse(used, self._budget, self._hits, self._misses)


def _size(kept: Kept) -> int:
    return kept.size
