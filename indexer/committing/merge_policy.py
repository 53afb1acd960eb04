"""Which segments a commit merges, so that they stay few and hold few deleted documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# A segment is merged when it is at most this many times as large as what is merged
# already. Each merge then at least doubles the smaller part, so that small segments are
# few and each article is written a few times only.
_GROWTH = 2

AT_MOST = 8192
"""So many articles are merged within a second, so that a sync of few articles takes a moment,
whatever the size of the index. Segments that are too large for it are never merged with each
other (but by a rebuild): n articles make log2(AT_MOST) segments and one for every some
thousand articles that came in small imports. A sync of more articles may merge as many."""


# So little is left of a segment that it is written anew although there is no room: what was
# deleted costs every search.
_SHARE_LEFT = 16


class Size(NamedTuple):
    """How large a segment is.

    Attributes:
        live: documents that are not deleted.
        all: documents.
    """

    live: int
    all: int


def choose_merges(segments: Sequence[Size], written: int) -> set[int]:
    """Choose the segments that are merged into the new one, by their places.

    Small ones are, and those that are mostly deleted, as far as there is room.

    Args:
        segments: of the index, those that other processes have just written included.
        written: documents of the new segment without any merge; 0 if there is none.
    """
    room = max(AT_MOST, _GROWTH * written)
    merged: set[int] = set()
    total = written
    for place in sorted(range(len(segments)), key=lambda place: segments[place].live):
        live, every = segments[place]
        if total + live > room and live > every // _SHARE_LEFT:
            continue
        if _is_worn(segments[place]) or not total or live <= _GROWTH * total:
            merged.add(place)
            total += live
    alive = [place for place in merged if segments[place].live]
    # A single one that is as good as new would be written for nothing.
    if not written and len(alive) == 1 and not _is_worn(segments[alive[0]]):
        merged.remove(alive[0])
    return merged


def _is_worn(size: Size) -> bool:
    return 2 * size.live < size.all
