"""What is said again and again does not fill the log."""

from __future__ import annotations

import io
import logging

from webui.middleware.observing.floods import MOST_EQUAL, MOST_OF_A_PLACE, BoundedHandler


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def logger_to(stream: io.StringIO, clock: _Clock) -> tuple[logging.Logger, BoundedHandler]:
    """Return a logger of its own that writes to a stream."""
    handler = BoundedHandler(stream, clock)
    logger = logging.Logger("of a test")
    logger.addHandler(handler)
    return logger, handler


def test_the_first_of_equal_messages_are_written_and_then_a_count() -> None:
    """The count comes before the next record after the minute; then all begins anew."""
    stream, clock = io.StringIO(), _Clock()
    logger, _ = logger_to(stream, clock)
    for place in range(MOST_EQUAL + 1234):
        logger.error("the disk is full")
        if place == MOST_EQUAL:
            logger.error("something else")
    assert stream.getvalue().splitlines() == [
        *["the disk is full"] * MOST_EQUAL,
        "something else",
    ]
    clock.now = 61
    stream.truncate(0)
    stream.seek(0)
    logger.error("the disk is full")
    assert stream.getvalue().splitlines() == [
        "… and 1,234 more like this: the disk is full",
        "the disk is full",
    ]


def test_messages_of_one_place_are_bounded_however_they_differ() -> None:
    """Whoever chooses what a message says cannot fill the log, or the memory, either."""
    stream, clock = io.StringIO(), _Clock()
    logger, handler = logger_to(stream, clock)
    for number in range(MOST_OF_A_PLACE + 500):
        logger.warning("no such thing: %d", number)
    assert len(stream.getvalue().splitlines()) == MOST_OF_A_PLACE
    handler.close()
    assert stream.getvalue().splitlines()[MOST_OF_A_PLACE:] == [
        f"… and 500 more like this: no such thing: {MOST_OF_A_PLACE}"
    ]


def test_what_went_well_is_never_left_out() -> None:
    """Records without a message, which are those of requests that were answered, are written."""
    stream, clock = io.StringIO(), _Clock()
    logger, _ = logger_to(stream, clock)
    for _ in range(1000):
        logger.info("")
    assert len(stream.getvalue().splitlines()) == 1000
