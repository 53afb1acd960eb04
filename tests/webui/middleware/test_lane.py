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


def test_a_further_place_is_given_while_those_who_have_one_take_long() -> None:
    """To who waits longest; when it is given back, there are as few again."""
    now = 0.0
    lane = Lane("light", 2, 10, prompt=1, clock=lambda: now)
    lane.enter()
    order: list[int] = []
    threads = [_waiting(lane, lambda n=n: order.append(n)) for n in range(2)]  # type: ignore[misc]
    assert (lane.running, lane.waiting) == (1, 2)
    now = 1.0
    threads[0].join()
    assert order == [0]
    # No more than there are places, however long it takes.
    assert (lane.running, lane.waiting) == (2, 1)
    lane.leave()
    assert (lane.running, lane.waiting) == (1, 1)
    lane.leave()
    threads[1].join()
    assert (lane.running, lane.waiting, order) == (1, 0, [0, 1])
    lane.leave()
    assert lane.running == 0


def test_where_nobody_may_wait_all_places_are_given_at_once() -> None:
    """Who finds no room would be refused, though there is a place."""
    lane = Lane("light", 2, 0, prompt=1)
    lane.enter()
    lane.enter()
    with pytest.raises(FullError):
        lane.enter()
    assert lane.running == 2


def test_the_last_one_to_come_is_not_the_first_one_to_be_answered() -> None:
    """Where the room is full a further place is for who has waited longest in it."""
    lane = Lane("light", 2, 1, prompt=1, clock=lambda: 0.0)
    lane.enter()
    order: list[int] = []
    first = _waiting(lane, lambda: order.append(1))

    def come_last() -> None:
        lane.enter()
        order.append(2)

    second = threading.Thread(target=come_last)
    second.start()
    first.join()
    until(lambda: lane.waiting == 1)
    assert (order, lane.running) == ([1], 2)
    lane.leave()
    lane.leave()
    second.join()
    assert (order, lane.running) == ([1, 2], 1)


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


@pytest.mark.parametrize("prompt", [None, 1])
def test_many_threads_leave_nothing_behind(prompt: int | None) -> None:
    """However they come and go, no place is lost and none is given twice."""
    lane = Lane("light", 3, 100, prompt=prompt)
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
