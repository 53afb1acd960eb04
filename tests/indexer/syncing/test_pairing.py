"""What went and what came are paired by what they have in common."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from indexer.syncing.pairing import following, pair
from tests.webui.search.library import generated

Changed = Mapping[str, tuple[str | None, str | None]]


def pairs(went: Mapping[str, str], came: Mapping[str, str], changed: Changed) -> dict[str, str]:
    """Return what came from what, found by trying again from the start."""
    staying: set[str] = set()
    while True:
        found: dict[str, str] = {}
        for key in {*went.values(), *(old for old, _ in changed.values() if old is not None)}:
            olds = sorted(id for id in went if went[id] == key)
            olds += sorted(id for id in changed.keys() - staying if changed[id][0] == key)
            news = sorted(id for id in came if came[id] == key)
            news += sorted(id for id in changed if changed[id][1] == key)
            found |= dict(zip(news, olds, strict=False))
        more = {id for id in found.values() if id in changed and id not in found}
        if not more:
            return found
        staying |= more


KEYS = st.sampled_from("xyz")


def some(names: str) -> st.SearchStrategy[dict[str, str]]:
    """Return ids among these letters, with keys."""
    return st.dictionaries(st.sampled_from(names), KEYS)


CHANGED = st.dictionaries(
    st.sampled_from("hijklm"),
    st.tuples(st.none() | KEYS, st.none() | KEYS).filter(lambda keys: keys[0] != keys[1]),
)


@generated(300)
@given(some("abcd"), some("pqrs"), CHANGED)
def test_pairs_are_those_that_a_plain_search_finds(
    went: dict[str, str], came: dict[str, str], changed: Changed
) -> None:
    """Each goes to one at most; what changed is only left by what has become another."""
    found, displaced = pair(went, came, changed)
    assert found == pairs(went, came, changed)
    assert len(set(found.values())) == len(found)
    assert displaced == {id for id in changed if id in found and id not in found.values()}
    for id, before in found.items():
        key = went[before] if before in went else changed[before][0]
        assert key == (came[id] if id in came else changed[id][1])
        assert before in went or before in found


def test_several_with_one_key_go_in_the_order_of_their_ids() -> None:
    """What is left over is new, or gone."""
    assert pair({"b": "x", "a": "x"}, {"q": "x", "p": "x"}, {}).came_from == {"p": "a", "q": "b"}
    assert pair({"a": "x"}, {"q": "x", "p": "x"}, {}).came_from == {"p": "a"}
    assert pair({"b": "x", "a": "x"}, {"p": "x"}, {}).came_from == {"p": "a"}


def test_a_copy_of_what_was_edited_is_new() -> None:
    """The file that is still there is the one that it was, and all that seemed to move up, too."""
    assert pair({}, {"p": "x"}, {"h": ("x", "y")}).came_from == {}
    chain: Changed = {"h": ("x", None), "i": ("y", "x"), "j": ("z", "y")}
    assert pair({}, {"p": "z"}, chain) == ({}, set())


def test_files_move_up_and_change_places() -> None:
    """Into the place of one that went, or round."""
    moved = pair({"c": "z"}, {"p": "x"}, {"h": ("x", "z")})
    assert moved.came_from == {"p": "h", "h": "c"}
    ring = pair({"c": "z"}, {}, {"h": ("x", "y"), "i": ("y", "x")})
    assert ring.came_from == {"h": "i", "i": "h"}
    assert following(["c"], ring).came_from == {}
    assert following(["c"], moved).came_from == moved.came_from


def test_what_is_overwritten_by_a_rename_is_not_there_any_more() -> None:
    """It may still be found elsewhere, by something else."""
    assert pair({"c": "z"}, {}, {"h": ("x", "z")}) == ({"h": "c"}, {"h"})
    assert following(["c"], pair({"c": "z"}, {}, {"h": ("x", "z")})) == ({"h": "c"}, {"h"})


def test_ten_thousand_that_seem_to_move_up_take_a_moment() -> None:
    """One after the other turns out to be a copy."""
    changed: Changed = {f"{n:05}": (f"k{n}", f"k{n - 1}" if n else None) for n in range(10_000)}
    assert pair({}, {"new": "k9999"}, changed) == ({}, set())
