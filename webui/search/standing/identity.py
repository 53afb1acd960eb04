"""Whether an index is the one of before, though it may have been rebuilt meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from webui.search.backend import Searcher
from webui.search.criteria.criteria import Criteria
from webui.search.results.search import Hit
from webui.search.standing.state_files import Delivered

_SIZE = 10


@dataclass(frozen=True, slots=True)
class IndexSeen:
    """What is known of a state of an index.

    Attributes:
        generation: of the state.
        latest: nothing in it was first indexed later; ISO 8601, UTC.
        oldest: generation and time in which any of its articles was first indexed, the earliest
            generation; None where none is known.
        newest: the same, the latest generation.
    """

    generation: int
    latest: str
    oldest: tuple[int, str] | None
    newest: tuple[int, str] | None

    def succeeds(self, delivered: Delivered) -> bool:
        """Whether it is the index of which something was delivered, or has taken over from it.

        One that was deleted and made anew counts its generations from the beginning. By the
        time that it has as many, its first articles came later than what was delivered.
        """
        if delivered.generation > self.generation:
            return False
        if self.oldest is None or self.oldest[0] > delivered.generation:
            return True
        return self.oldest[1] <= delivered.synced


def seen(searcher: Searcher) -> IndexSeen:
    """Look at a state of an index."""
    criteria = Criteria(sort="added", size=_SIZE)
    found = searcher.find(criteria)
    last = max(1, -(-found.total // _SIZE))
    newest = _first_indexed(found.page().hits[:1])
    # Those of which it is not known come last.
    oldest = _first_indexed(searcher.find(criteria.changed(page=last)).page().hits[::-1])
    state = searcher.state
    # The clock may have gone backwards.
    times = [state.synced, *(time for _, time in filter(None, (oldest, newest)))]
    return IndexSeen(state.generation, max(times), oldest, newest)


def _first_indexed(hits: list[Hit]) -> tuple[int, str] | None:
    known = ((hit.added_generation, hit.added) for hit in hits)
    return next(((generation, time) for generation, time in known if generation and time), None)
