"""Where words stand in one text: what the cluster cannot tell exactly is looked at here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from indexer.contract.schema import PASSAGE_GAP

Places = Mapping[str, Sequence[int]]
"""The positions of each term of a text, ascending."""


def places_of(passages: Iterable[str], wanted: frozenset[str]) -> Places:
    """Return where some terms stand in a text of several passages.

    Args:
        passages: terms joined by blanks, as they are indexed; between two passages are so many
            positions that nothing is near across them.
        wanted: the terms.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    first = 0
    for passage in passages:
        terms = passage.split(" ") if passage else []
        for place, term in enumerate(terms, first):
            if term in wanted:
                found[term].append(place)
        first += len(terms) + PASSAGE_GAP
    return found


def ends_in_order(places: Places, terms: Sequence[str], slop: int) -> list[int]:
    """Return where terms stand in order, once for each place where that ends.

    Args:
        places: of the terms.
        terms: at least one.
        slop: how many positions each may stand after the one before; 1 is next to it.
    """
    ends = list(places.get(terms[0], ()))
    for term in terms[1:]:
        ends = _reachable(ends, places.get(term, ()), slop)
    return ends


def _reachable(ends: Sequence[int], places: Sequence[int], slop: int) -> list[int]:
    found, last, next_end = [], None, 0
    for place in places:
        while next_end < len(ends) and ends[next_end] < place:
            last = ends[next_end]
            next_end += 1
        if last is not None and place - last <= slop:
            found.append(place)
    return found


def stand_near(places: Places, terms: Sequence[str], distance: int) -> bool:
    """Whether a stretch of a text has all terms, each at most so far after the one before.

    Args:
        places: of the terms.
        terms: one that repeats must stand there as often.
        distance: 1 is next to each other.
    """
    wanted = Counter(terms)
    stretch: Counter[str] = Counter()
    before = None
    found = [(place, term) for term in wanted for place in places.get(term, ())]
    for place, term in sorted(found):
        if before is not None and place - before > distance:
            stretch.clear()
        stretch[term] += 1
        before = place
        if wanted <= stretch:
            return True
    return False
