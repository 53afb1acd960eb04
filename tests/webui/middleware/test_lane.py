"""Places, and who waits for them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.webui.serving import until
from webui.middleware.lane import FullError, Lane, TooLateError
from webui.search.deadlines.deadline import ClientGoneError, Deadline, limited


def _waiting(lane: Lane, then: Callable[[], None]) -> threading.Thread:
    """Return a thread that waits for a place, and then does something."""
    before = lane.waiting

    def work() -> None:
        lane.enter()
        then()

    thread = threading.Thread(target=work)
    thread.start()
    until(lambda: lane.waiting > before)
    return thread


def test_who_finds_no_place_and_no_room_is_refused_at_once() -> None:
    """And counted."""
    lane = Lane("light", 2, 0)
    lane.enter()
    lane.enter()
    with pytest.raises(FullError):
        lane.enter()
    assert (lane.running, lane.waiting, lane.refused) == (2, 0, 1)
    lane.leave()
    lane.enter()


def test_places_are_given_in_the_order_of_coming() -> None:
    """Who comes when a place is passed on is not before those who wait."""
    lane = Lane("light", 1, 10)
    lane.enter()
    order: list[int] = []
    threads = [_waiting(lane, lambda n=n: order.append(n)) for n in range(4)]  # type: ignore[misc]
    for place, thread in enumerate(threads):
        lane.leave()
        thread.join()
        assert order == list(range(place + 1))
    assert (lane.running, lane.waiting) == (1, 0)
    lane.leave()
    assert lane.running == 0


def test_waiting_counts_against_the_deadline() -> None:
    """Who waits in vain leaves the queue; its place in it is there for others."""
    lane = Lane("heavy", 1, 1)
    lane.enter()
    with pytest.raises(TooLateError), limited(Deadline(0.001)):
        lane.enter()
    assert (lane.running, lane.waiting, lane.given_up, lane.refused) == (1, 0, 1, 0)
    lane.leave()
    assert lane.running == 0


def test_who_has_gone_waits_no_longer() -> None:
    """The server says so while the request waits."""
    lane = Lane("heavy", 1, 1)
    lane.enter()
    with pytest.raises(ClientGoneError), limited(Deadline(0, lambda: True)):
        lane.enter()
    assert (lane.running, lane.waiting) == (1, 0)


def test_a_place_that_comes_too_late_goes_to_the_next() -> None:
    """Called at the very moment of giving up, one passes the place on."""
    lane = Lane("heavy", 1, 2)
    lane.enter()

    def called_and_gone() -> bool:
        lane.leave()
        return True

    done = threading.Event()
    with pytest.raises(ClientGoneError), limited(Deadline(0, called_and_gone)):
        lane.enter()
    assert lane.running == 0
    lane.enter()
    thread = _waiting(lane, done.set)
    lane.leave()
    thread.join()
    assert done.is_set()
    assert lane.running == 1


def test_many_threads_leave_nothing_behind() -> None:
    """However they come and go, no place is lost and none is given twice."""
    lane = Lane("light", 3, 100)
    most: list[int] = []

    def work() -> None:
        for _ in range(50):
            lane.enter()
            most.append(lane.running)
            lane.leave()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) <= 3
    assert (lane.running, lane.waiting) == (0, 0)
