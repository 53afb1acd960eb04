"""Which files that came are which that went, by what both have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

_K = TypeVar("_K", bound=Hashable)


class Pairs(NamedTuple):
    """What was found.

    Attributes:
        came_from: the id of a file → the id under which it was before.
        displaced: ids of files that are another now, and whose own is not there any more.
    """

    came_from: dict[str, str]
    displaced: set[str]


def pair(
    went: Mapping[str, _K],
    came: Mapping[str, _K],
    changed: Mapping[str, tuple[_K | None, _K | None]],
) -> Pairs:
    """Pair what went with what came.

    A file that holds something else than before may be both: it came if it has what some other
    file had, which is so where files change places or move up. If it has not, it is still the
    one that it was, and what is like its earlier self is a copy of that.

    Of several with the same key, those that went go before those that changed, and likewise
    those that came; then they go in order of their ids, each to one.

    Args:
        went: ids of files that are not there any more → the keys that they had.
        came: ids of files that were not there before → the keys that they have.
        changed: ids of files that hold something else → the keys that they had and have; None
            is like nothing.
    """
    olds, news = defaultdict(list), defaultdict(list)
    for id in sorted(went):
        olds[went[id]].append(id)
    for id in sorted(came):
        news[came[id]].append(id)
    for id in sorted(changed):
        old, new = changed[id]
        if old is not None:
            olds[old].append(id)
        if new is not None:
            news[new].append(id)
    came_from: dict[str, str] = {}

    def assign(keys: Iterable[_K]) -> None:
        for key in keys:
            for id in news[key]:
                came_from.pop(id, None)
            came_from.update(zip(news[key], olds[key], strict=False))

    shared = olds.keys() & news.keys()
    assign(shared)
    was = {id: old for id, (old, _) in changed.items() if old is not None and old in shared}
    suspects = set(was)
    while staying := suspects - came_from.keys():
        again = {was[id] for id in staying}
        before = {id for key in again for id in news[key] if id in came_from}
        for key in again:
            olds[key] = [id for id in olds[key] if id not in staying]
        assign(again)
        # Those that have lost what they seemed to be may be what they were.
        suspects = (before - came_from.keys()) & was.keys()
    gone_on = set(came_from.values())
    return Pairs(came_from, {id for id in changed if id in came_from and id not in gone_on})


def following(went: Iterable[str], pairs: Pairs) -> Pairs:
    """Leave out what only changed places: of the pairs stays what begins with one that went."""
    goes_to = {before: id for id, before in pairs.came_from.items()}
    came_from: dict[str, str] = {}
    for id in went:
        before = id
        while (after := goes_to.get(before)) is not None:
            came_from[after] = before
            before = after
    return Pairs(came_from, pairs.displaced & came_from.keys())
