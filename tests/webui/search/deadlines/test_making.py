"""What is made once, and goes on being made."""

from __future__ import annotations

import threading
import traceback
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.webui.serving import until
from webui.search.deadlines.deadline import (
    ClientGoneError,
    Deadline,
    DeadlineError,
    PreparingError,
    checkpoint,
    is_limited,
    limited,
)
from webui.search.deadlines.making import Makings


def test_without_a_deadline_whoever_asks_makes_it() -> None:
    """In its own thread."""
    assert Makings().once("key", threading.current_thread) is threading.current_thread()


def test_what_outlasts_a_deadline_is_finished_for_the_next_who_asks() -> None:
    """Who asks first is told that it is being prepared; it is made once."""
    makings, going = Makings(), threading.Event()
    kept: list[int] = []

    def make() -> int:
        going.wait()
        kept.append(7)
        return 7

    for _ in range(2):
        with limited(Deadline(0.001)), pytest.raises(PreparingError):
            makings.once("key", make)
    going.set()
    until(lambda: kept == [7])


def test_all_who_ask_meanwhile_get_the_same() -> None:
    """What it is made of stays open for as long as it is being made."""
    makings, going = Makings(), threading.Event()
    made: list[object] = []
    lent: list[str] = []
    found: list[object] = []

    @contextmanager
    def lend() -> Iterator[None]:
        lent.append("open")
        yield
        lent.append("closed")

    def make() -> object:
        going.wait()
        assert lent[-1] == "open"
        made.append(object())
        return made[-1]

    def ask() -> None:
        with limited(Deadline(60)):
            found.append(makings.once("key", make, lend))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    until(lambda: lent == ["open"])
    going.set()
    for thread in threads:
        thread.join()
    assert set(found) >= set(made)
    assert len(found) == 4
    assert lent[:2] == ["open", "closed"]


def test_who_has_gone_does_not_stop_it() -> None:
    """Others may want it."""
    makings, going, done = Makings(), threading.Event(), threading.Event()

    def make() -> None:
        going.wait()
        checkpoint()
        done.set()

    with limited(Deadline(60, lambda: True)), pytest.raises(ClientGoneError):
        makings.once("key", make)
    going.set()
    assert done.wait(10)


def test_a_failure_is_told_and_not_kept() -> None:
    """Who asks next tries again."""
    makings = Makings()

    def fail() -> None:
        raise OSError("broken")

    with limited(Deadline(60)):
        for _ in range(2):
            with pytest.raises(OSError, match="broken"):
                makings.once("key", fail)
        assert makings.once("key", lambda: 1) == 1


@pytest.mark.parametrize(
    "error",
    [
        DeadlineError(7),
        OSError(5, "Input/output error", "index"),
        UnicodeDecodeError("ascii", b"\xff", 0, 1, "no"),
        zlib.error("broken"),
        KeyError("x"),
    ],
)
def test_each_who_waits_is_told_of_a_failure_by_an_error_of_its_own(error: Exception) -> None:
    """What one thread notes on it, or adds to its traceback, the other does not see."""
    makings, going = Makings(), threading.Event()
    found: list[Exception] = []

    def fail() -> None:
        going.wait()
        raise error

    def ask(waits: Callable[[], bool]) -> None:
        try:
            with limited(Deadline(60, waits)):
                makings.once("key", fail)
        except Exception as raised:
            found.append(raised)

    waiting = [threading.Event(), threading.Event()]
    # Asked whether it has gone, one says that it waits by now.
    threads = [
        threading.Thread(target=ask, args=(lambda each=each: bool(each.set()),)) for each in waiting
    ]
    for thread in threads:
        thread.start()
    for each in waiting:
        assert each.wait(10)
    going.set()
    for thread in threads:
        thread.join()
    one, other = found
    assert one is not other
    assert {type(one), type(other)} == {type(error)}
    assert {str(one), str(other)} == {str(error)}
    assert one.__dict__ == other.__dict__ == error.__dict__
    assert "fail" in {frame.name for frame in traceback.extract_tb(one.__traceback__)}


def test_what_is_made_may_need_something_else_that_is() -> None:
    """Who makes one thing makes the other as well."""
    makings = Makings()

    def outer() -> tuple[str, str]:
        inner = makings.once("inner", lambda: threading.current_thread().name)
        return inner, threading.current_thread().name

    with limited(Deadline(60)):
        inner, own = makings.once("outer", outer)
    assert inner == own != threading.current_thread().name


def test_stopping_gives_up_what_is_being_made() -> None:
    """At the next checkpoint, and waits for it: the interpreter may be about to end."""
    makings = Makings()
    running = threading.Event()

    def make() -> None:
        while True:
            running.set()
            assert is_limited()
            checkpoint()

    with limited(Deadline(0.001)), pytest.raises(PreparingError):
        makings.once("key", make)
    running.wait(10)
    makings.stop(10)
    assert not [thread for thread in threading.enumerate() if thread.name == "making"]
