"""Deadlines, with a clock that is told the time."""

from __future__ import annotations

import math
import threading

import pytest

from webui.search.deadlines.deadline import (
    ClientGoneError,
    Deadline,
    DeadlineError,
    checkpoint,
    holding,
    is_limited,
    limited,
    seconds_left,
)


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_given_up_without_a_deadline() -> None:
    """On the command line and in threads of the server's own."""
    assert not is_limited()
    checkpoint()


def test_work_goes_on_until_its_deadline() -> None:
    """It is given up at the first checkpoint after it, with a sentence that says how long."""
    clock = _Clock()
    with limited(Deadline(5, None, clock)):
        clock.now = 104.9
        checkpoint()
        clock.now = 105.0
        with pytest.raises(DeadlineError, match="longer than 5 seconds"):
            checkpoint()
        with limited(None):
            checkpoint()
        assert is_limited()
    checkpoint()


def test_a_deadline_may_have_begun_before() -> None:
    """What was waited already counts, and who waited may have gone meanwhile."""
    clock = _Clock()
    with limited(Deadline(5, None, clock, since=98.0)):
        checkpoint()
        clock.now = 103.0
        with pytest.raises(DeadlineError, match="longer than 5 seconds"):
            checkpoint()
    with limited(Deadline(0, lambda: True, clock, since=98.0)), pytest.raises(ClientGoneError):
        checkpoint()


def test_a_deadline_of_no_seconds_never_comes() -> None:
    """Then only who has gone ends the work."""
    clock = _Clock()
    with limited(Deadline(0, lambda: clock.now > 10**9, clock)):
        clock.now = 10**9
        checkpoint()
        clock.now += 1
        with pytest.raises(ClientGoneError):
            checkpoint()


def test_who_has_gone_is_not_asked_about_at_every_step() -> None:
    """It takes a call of the system, and there may be many thousand steps."""
    clock = _Clock()
    asked = []

    def gone() -> bool:
        asked.append(clock.now)
        return False

    with limited(Deadline(5, gone, clock)):
        for _ in range(1000):
            clock.now += 0.001
            checkpoint()
    assert 10 <= len(asked) <= 30


def test_another_thread_has_a_deadline_of_its_own() -> None:
    """A thread that prepares something for all has none, whoever started it."""
    found = []
    with limited(Deadline(5)):
        thread = threading.Thread(target=lambda: found.append(is_limited()))
        thread.start()
        thread.join()
    assert found == [False]


def test_waiting_for_a_lock_has_a_deadline() -> None:
    """The lock is not taken then; without a deadline one waits."""
    lock = threading.Lock()
    lock.acquire()
    with pytest.raises(DeadlineError), limited(Deadline(0.01)), holding(lock):
        raise AssertionError
    lock.release()
    with holding(lock):
        assert lock.locked()
    with limited(Deadline(5)), holding(lock):
        assert lock.locked()
    assert not lock.locked()


def test_the_time_that_is_left_can_be_asked() -> None:
    """Whoever asks another program tells it."""
    clock = _Clock()
    assert seconds_left() == math.inf
    with limited(Deadline(5, clock=clock)):
        clock.now += 2
        assert seconds_left() == 3
        clock.now += 9
        assert seconds_left() == 0
    with limited(Deadline(0, clock=clock)):
        assert seconds_left() == math.inf
