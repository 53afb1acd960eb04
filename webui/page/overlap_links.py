"""The overlaps of queries with the searches that find just these articles. Knows no requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from webui.search.criteria.comparison import Asked
from webui.search.criteria.criteria import Criteria
from webui.search.query.combining import combination
from webui.search.results.comparison import Overlap


@dataclass(frozen=True, slots=True)
class LinkedOverlap:
    """What two queries have in common, and the searches for it.

    Attributes:
        first, second: their places among the queries, from 0.
        overlap: the numbers.
        only_first, both, only_second: the search for each; None where nothing is found, where
            no query says just that, or where nobody asked.
    """

    first: int
    second: int
    overlap: Overlap
    only_first: Criteria | None
    both: Criteria | None
    only_second: Criteria | None


def linked_overlap(
    asked: Asked, overlap: Overlap, total: Callable[[Criteria], int] | None
) -> LinkedOverlap:
    """Return an overlap with its searches.

    Args:
        asked: the queries.
        overlap: of two of them.
        total: how many articles a search finds that has all of its words, which is asked where
            it cannot be reckoned. None: there are no searches.
    """
    first, second = overlap.queries
    one, other = asked.queries[first], asked.queries[second]

    texts = combination(one, other, asked.common.match) if total else None

    def search(name: str, count: int) -> Criteria | None:
        if total is None or texts is None or not count:
            return None
        criteria = asked.search(getattr(texts, name))
        return criteria if texts.certain or total(criteria) == count else None

    return LinkedOverlap(
        first=first,
        second=second,
        overlap=overlap,
        only_first=search("only_first", overlap.only_first),
        both=search("both", overlap.both),
        only_second=search("only_second", overlap.only_second),
    )
