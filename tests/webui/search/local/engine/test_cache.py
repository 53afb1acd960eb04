"""What was decoded, within a budget of bytes."""

from __future__ import annotations

import random
import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.webui.search.library import generated
from webui.search.local.engine.cache import ByteCache

BUDGET = 10_000


@dataclass(frozen=True)
class Thing:
    """Something of a size."""

    name: object
    nbytes: int


def overhead() -> int:
    """Return what an entry takes beside its value."""
    cache = ByteCache(BUDGET)
    cache.get("x", lambda: Thing("x", 100))
    return cache.size - 100


class CacheMachine(RuleBasedStateMachine):
    """A cache beside an ordered dictionary that does the same slowly."""

    def __init__(self) -> None:
        super().__init__()
        self.cache = ByteCache(BUDGET)
        self.kept: OrderedDict[int, int] = OrderedDict()
        self.pinned: dict[str, int] = {}
        self.each = overhead()

    def _in_use(self) -> int:
        return sum(size + self.each for size in self.kept.values()) + sum(self.pinned.values())

    def _make_room(self) -> None:
        while self.kept and self._in_use() > BUDGET:
            self.kept.popitem(last=False)

    @rule(key=st.integers(0, 12), size=st.integers(0, 5000) | st.just(BUDGET))
    def get(self, key: int, size: int) -> None:
        """A value is made where there is none, and kept if it fits at all."""
        made: list[int] = []

        def make() -> Thing:
            made.append(key)
            return Thing(key, size)

        assert self.cache.get(key, make).name == key
        assert bool(made) == (key not in self.kept)
        if key in self.kept:
            self.kept.move_to_end(key)
        elif size + self.each <= BUDGET:
            self.kept[key] = size
            self._make_room()

    @rule(owner=st.sampled_from("ab"), size=st.integers(0, BUDGET))
    def pin(self, owner: str, size: int) -> None:
        """Pinned bytes are taken off the budget, and given back."""
        self.cache.pin(owner, size)
        self.pinned[owner] = size
        self._make_room()

    @precondition(lambda self: self.kept)
    @rule()
    def ask_for_the_oldest(self) -> None:
        """The least recently used value is still there."""
        self.get(next(iter(self.kept)), 1)

    @invariant()
    def is_the_model(self) -> None:
        """The cache holds what the model holds, and no more than its budget."""
        assert len(self.cache) == len(self.kept)
        assert self.cache.size == self._in_use()
        assert self.cache.size <= max(BUDGET, sum(self.pinned.values()))


@pytest.mark.slow
def test_the_least_recently_used_goes_first_and_the_budget_holds() -> None:
    """Whatever is asked for and pinned, the cache keeps what a plain model of it keeps."""
    run_state_machine_as_test(CacheMachine, settings=generated(60))


def test_a_cache_without_a_budget_keeps_nothing() -> None:
    """Everything is made anew."""
    cache = ByteCache(0)
    made = [cache.get("x", lambda: Thing(object(), 0)).name for _ in range(3)]
    assert len(set(made)) == 3
    assert (len(cache), cache.size) == (0, 0)


def test_pieces_take_no_more_than_their_part() -> None:
    """What is quickly made again leaves room for what is not, whose budget is the whole."""
    cache = ByteCache(200_000, pieces=64_000)
    for number in range(100):
        cache.get(number, lambda: Thing("piece", 1000))
    assert len(cache) == 40
    assert cache.get_once("whole", lambda: Thing("whole", 120_000)).name == "whole"
    assert cache.has("whole")
    assert len(cache) == 41
    assert cache.get("large piece", lambda: Thing("large", 2000)).name == "large"
    assert len(cache) == 41
    assert cache.size <= cache.budget


def test_a_value_that_cannot_be_made_leaves_nothing_behind() -> None:
    """An error reaches whoever asked; the next one asks again."""
    cache = ByteCache(BUDGET)
    for _ in range(2):
        try:
            cache.get("x", lambda: Thing("x", 1 // len(cache)))
        except ZeroDivisionError:
            continue
        raise AssertionError
    assert cache.get("x", lambda: Thing("x", 1)).name == "x"


def test_threads_hammer_a_cache() -> None:
    """Every thread gets the value of its key, and the budget holds at any time."""
    cache = ByteCache(BUDGET)
    failures: list[object] = []
    barrier = threading.Barrier(8)

    def work(seed: int) -> None:
        chosen = random.Random(seed)  # noqa: S311 - which keys, not a secret
        barrier.wait(10)
        for _ in range(1500):
            key = chosen.randrange(40)
            if cache.get(key, lambda key=key: Thing(key, 50 * key)).name != key:  # type: ignore[misc]
                failures.append(key)
            if key == 0:
                cache.pin(seed, chosen.randrange(1000))
            if cache.size > BUDGET:
                failures.append(cache.size)
        cache.pin(seed, 0)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    finally:
        sys.setswitchinterval(interval)
    assert failures == []
    assert 0 < cache.size <= BUDGET


def test_what_takes_long_is_made_by_one_and_waited_for_by_the_others() -> None:
    """However many threads miss it at the same time; other keys are not held up."""
    cache = ByteCache(BUDGET)
    begun, may_end = threading.Event(), threading.Event()
    made = list[Thing]()

    def make() -> Thing:
        begun.set()
        assert may_end.wait(10)
        made.append(Thing("x", 10))
        return made[-1]

    found = list[Thing]()
    threads = [
        threading.Thread(target=lambda: found.append(cache.get_once("x", make))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    assert cache.get_once("y", lambda: Thing("y", 1)).name == "y"
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert len(made) == 1
    assert [thing is made[0] for thing in found] == [True] * 4


def test_what_failed_to_be_made_is_made_by_the_next() -> None:
    """An error is that of whoever met it."""
    cache = ByteCache(BUDGET)

    def fail() -> Thing:
        raise OSError("no file")

    with pytest.raises(OSError, match="no file"):
        cache.get_once("x", fail)
    assert cache.get_once("x", lambda: Thing("x", 1)).name == "x"


def test_what_is_kept_is_put_out_after_what_is_older() -> None:
    """As if it had been asked for; what is not there is not made."""
    cache = ByteCache(BUDGET)
    cache.keep("old")
    for name in ("old", "new"):
        cache.get_once(name, lambda name=name: Thing(name, 3000))  # type: ignore[misc]
    cache.keep("old")
    cache.get_once("more", lambda: Thing("more", 3500))
    assert cache.get_once("old", lambda: Thing("again", 0)).name == "old"
    assert cache.get_once("new", lambda: Thing("again", 0)).name == "again"
