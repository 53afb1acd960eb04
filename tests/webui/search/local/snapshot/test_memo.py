"""What is derived from a state."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np

from tests.webui.search.library import article, write
from webui.search.local.engine import ByteCache
from webui.search.local.snapshot.local_snapshot import LocalSnapshot
from webui.search.local.snapshot.memo import Memo


def test_a_value_is_made_once_whoever_asks() -> None:
    """Threads that ask at the same time wait for the one that makes it."""
    memo = Memo(ByteCache(1000))
    made = []

    def make() -> np.ndarray:
        time.sleep(0.05)
        made.append(1)
        return np.zeros(1)

    threads = [threading.Thread(target=memo.get, args=("key", make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert memo.get("key", make) is memo.get("key", make)
    assert len(made) == 1


def test_making_one_value_does_not_hold_up_another() -> None:
    """A value that is made from another one can ask for it, and others go on meanwhile."""
    memo = Memo(ByteCache(1000))
    outer = memo.get("outer", lambda: memo.get("inner", lambda: np.ones(2)) + 1)
    assert outer.tolist() == [2, 2]


def test_values_count_in_the_budget_until_the_owner_goes() -> None:
    """What is derived leaves less room for the cache, and gives it back."""
    cache = ByteCache(10_000)
    memo = Memo(cache)
    memo.get("key", lambda: np.zeros(100))
    assert cache.size == 800
    memo.clear()
    assert cache.size == 0
    assert memo.get("key", lambda: np.ones(1)).tolist() == [1]


def test_a_failure_is_not_kept() -> None:
    """What could not be made is tried again by whoever asks next."""
    memo = Memo(ByteCache(1000))

    def fail() -> np.ndarray:
        raise OSError

    for _ in range(2):
        try:
            memo.get("key", fail)
        except OSError:
            continue
        raise AssertionError
    assert memo.get("key", lambda: np.zeros(1)).tolist() == [0]


def test_a_closed_snapshot_takes_nothing_off_the_budget(tmp_path: Path) -> None:
    """Columns, counts and all that was derived go with the state."""
    cache = ByteCache(0)
    snapshot = LocalSnapshot.open(write(tmp_path, [article("a")]), cache)
    kept = cache.size
    snapshot.derived("key", lambda: np.zeros(5))
    assert snapshot.derived("key", lambda: np.zeros(9)).size == 5
    assert cache.size == kept + 40
    snapshot.close()
    assert cache.size == 0
