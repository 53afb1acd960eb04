"""Which segments a commit merges, so that they stay few and hold few deleted documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# A segment is merged when it is at most this many times as large as what is
# written with it. Each merge then at least doubles the smaller part, so that n
# articles make at most log2(n) segments and are written log2(n) times.
_GROWTH = 2

# A sync of few articles takes a moment, whatever the size of the index: so many articles
# are merged within a second. A larger sync may merge more, in proportion to its own work.
AT_MOST = 8192
_TIMES_ADDED = 2


class Size(NamedTuple):
    """How large a segment is.

    Attributes:
        live: documents that are not deleted.
        all: documents.
    """

    live: int
    all: int


def choose_merges(segments: Sequence[Size], written: int, added: int) -> set[int]:
    """Choose the segments that are merged into the new one, by their places.

    Small ones are, and those that are mostly deleted, as far as there is room.

    Args:
        segments: of the index.
        written: documents of the new segment without any merge.
        added: all new documents, those in other new segments included.
    """
    room = max(AT_MOST, _TIMES_ADDED * added) - written
    merged: set[int] = set()
    for place in sorted(range(len(segments)), key=lambda place: segments[place].live):
        live, every = segments[place]
        worn = 2 * live < every
        if live > room:
            break
        if worn or live <= _GROWTH * written:
            merged.add(place)
            written += live
            room -= live
    return merged
